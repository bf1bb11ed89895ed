/* SPDX-License-Identifier: MIT */
/* The stacks of a profile, of time, of waits or of the heap, one after the other,
 * for the tools that show them. */
#ifndef TARE_REPORT_PROFILE_STACKS_H
#define TARE_REPORT_PROFILE_STACKS_H

#include <stdint.h>
#include <stdio.h>

#include "store/buf.h"
#include "store/record.h"

enum tare_stacks_of {
    TARE_STACKS_TIME,
    TARE_STACKS_WAITS,
    TARE_STACKS_HEAP
};

struct tare_stacks {
    const struct tare_case *c;
    const struct tare_profile *profile;
    uint64_t
        *looks; /* at each node itself, in all launches; of waits, ns; of the
                        heap, bytes in the first launch; owned */
    uint64_t all;
    double period_ns;  /* for how much time a look stands */
    double million_ns; /* of a million iterations, for each look */
};

void tare_stacks_open(struct tare_stacks *stacks, const struct tare_case *c,
                      enum tare_stacks_of of);
void tare_stacks_close(struct tare_stacks *stacks);

/* The nodes from the root to that one; how many. */
size_t tare_stacks_way(const struct tare_stacks *stacks, size_t node,
                       size_t way[TARE_PROFILE_DEPTH_MAX]);

/* Appends the name of the function of a node, without what would end a field:
 * each of those characters becomes the other. */
void tare_stacks_name(struct tare_buf *text, const struct tare_stacks *stacks,
                      size_t node, const char *not_these, char instead);

/* Whether a case has any, on either side. */
int tare_stacks_are_there(const struct tare_case *c, enum tare_stacks_of of);

/* Whether it has some for a tool that shows one side: of a duel, the new one. */
int tare_stacks_has(const struct tare_case *c, enum tare_stacks_of of);

#endif
