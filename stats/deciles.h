/* SPDX-License-Identifier: MIT */
/*
 * Where in the distribution did it change?  The nine deciles of both sides and
 * their differences (a shift function), for display: no verdict hangs on it.
 *
 * Deciles are Harrell and Davis's.  The intervals come from drawing launches
 * anew, never samples: samples of a launch share its fate.
 */
#ifndef TARE_STATS_DECILES_H
#define TARE_STATS_DECILES_H

#include <stddef.h>

#include "stats/intervals.h"
#include "stats/rng.h"

enum {
    TARE_DECILES = 9
};

/* The samples of one side, one launch after the other. */
struct tare_samples {
    const double *values;
    const size_t *sizes; /* how many values each launch has, at least 1 */
    size_t launches;
    size_t count; /* of values: the sum of sizes */
};

struct tare_deciles {
    double old_side[TARE_DECILES];
    double new_side[TARE_DECILES];
    struct tare_interval difference[TARE_DECILES]; /* new - old */
    size_t needs; /* 0, or how many launches a side takes for intervals: 2 */
};

/*
 * 2000 resamples are plenty.  Launches of unequal size count alike.  Values
 * that are not a number make all of it not-a-number.  scratch holds
 * tare_deciles_scratch() doubles, order as many indices as the larger side has
 * values.
 */
struct tare_deciles tare_deciles(const struct tare_samples *old_side,
                                 const struct tare_samples *new_side,
                                 size_t resamples, double confidence,
                                 struct tare_rng *rng, double *scratch,
                                 size_t *order);
size_t tare_deciles_scratch(const struct tare_samples *old_side,
                            const struct tare_samples *new_side,
                            size_t resamples);

#endif
