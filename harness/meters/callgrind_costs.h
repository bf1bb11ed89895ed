/* SPDX-License-Identifier: MIT */
/*
 * From what callgrind has written about a launch to what an iteration costs:
 * the difference of two samples, without what lies around the cuts between
 * stretches.  The loop itself is still in it.
 */
#ifndef TARE_HARNESS_CALLGRIND_COSTS_H
#define TARE_HARNESS_CALLGRIND_COSTS_H

#include "harness/meters/callgrind.h"
#include "harness/bench/conductor.h"
#include "store/buf.h"

/* All zero: nothing. */
struct tare_callgrind_costs {
    struct tare_callgrind dump;
    double loop;       /* instructions of an iteration that are the loop's */
    double iterations; /* by which the two samples differ */
    double cuts;       /* the same */
    double stretches[3];
    size_t parts;                          /* read so far */
    struct tare_callgrind_cost less, more; /* of n iterations and of 2n */
    struct tare_callgrind_cost cut;        /* of what lies around one */
    struct tare_callgrind_cost rest;       /* of what does not count */
};

/* Of a launch that has run one iteration and nothing else yet: how many
 * stretches that took, and how many instructions.  0, or -1 and why not. */
int tare_callgrind_costs_scout(const struct tare_buf *text,
                               const struct tare_results *results,
                               double *stretches, double *instructions,
                               char *reason, size_t size);

/* The counts of three samples: a warm-up, n iterations, and 2n; after so many
 * stretches that do not count.  0, or -1 and why there is nothing to be had. */
int tare_callgrind_costs_read(struct tare_callgrind_costs *counts,
                              const struct tare_buf *text, double scouted,
                              const struct tare_results *results, char *reason,
                              size_t size);

/* Per iteration; and of one function, by its index in the dump. */
double tare_callgrind_costs_event(const struct tare_callgrind_costs *counts,
                                  enum tare_callgrind_event event);
double tare_callgrind_costs_function(const struct tare_callgrind_costs *counts,
                                     size_t function);

void tare_callgrind_costs_release(struct tare_callgrind_costs *counts);

#endif
