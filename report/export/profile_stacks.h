/* SPDX-License-Identifier: MIT */
/* The stacks of a profile, of time or of the heap, one after the other, for the
 * tools that show them. */
#ifndef TARE_REPORT_PROFILE_STACKS_H
#define TARE_REPORT_PROFILE_STACKS_H

#include <stdint.h>
#include <stdio.h>

#include "store/buf.h"
#include "store/record.h"

struct tare_stacks {
    const struct tare_case *c;
    const struct tare_profile *profile;
    uint64_t *looks; /* at each node itself, in all launches; of the heap, bytes
                        in the first launch; owned */
    uint64_t all;
    double period_ns;  /* for how much time a look stands */
    double million_ns; /* of a million iterations, for each look */
};

void tare_stacks_open(struct tare_stacks *stacks, const struct tare_case *c);
void tare_stacks_open_heap(struct tare_stacks *stacks,
                           const struct tare_case *c);
void tare_stacks_close(struct tare_stacks *stacks);

/* The nodes from the root to that one; how many. */
size_t tare_stacks_way(const struct tare_stacks *stacks, size_t node,
                       size_t way[TARE_PROFILE_DEPTH_MAX]);

/* Appends the name of the function of a node, without what would end a field:
 * each of those characters becomes the other. */
void tare_stacks_name(struct tare_buf *text, const struct tare_stacks *stacks,
                      size_t node, const char *not_these, char instead);

/* Whether a case has stacks to be exported: of a duel, the new side has. */
int tare_stacks_has(const struct tare_case *c);
int tare_stacks_has_heap(const struct tare_case *c);

#endif
