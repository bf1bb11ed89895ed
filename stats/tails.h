/* SPDX-License-Identifier: MIT */
/*
 * Quantiles of all iterations of several launches, and what launches let be
 * said of them.  The iterations of a launch share its fate, so that intervals
 * come from drawing whole launches anew, never iterations.
 *
 * The ends are percentiles of the resamples, taken further out by what
 * Student's t is wider than the normal distribution and by the square root of
 * n/(n - 1): with few launches plain percentiles are too narrow ("expanded
 * percentile", Hesterberg 2015, section 3.3).
 *
 * What the buckets do not tell is added: intervals reach to the edges of theirs,
 * and those of changes are wider by a bucket of each side.
 *
 * Of the maximum, no resample is above the largest value seen: the upper end
 * of its interval is that, and bounds nothing.
 */
#ifndef TARE_STATS_TAILS_H
#define TARE_STATS_TAILS_H

#include "stats/intervals.h"
#include "stats/log_histogram.h"
#include "stats/rng.h"

/* A histogram for each launch. */
struct tare_histograms {
    const struct tare_log_bins *launches;
    size_t count;
};

/* What is asked of them. */
struct tare_tail_question {
    const double *p; /* ascending, in [0, 1] */
    size_t count;
    size_t resamples; /* 2000 are plenty */
    double confidence;
};

/*
 * The quantiles of one side.  With fewer than two launches the bounds are
 * infinite and `needs` is 2.  numbers: tare_tails_scratch() doubles.
 */
void tare_tails_quantiles(const struct tare_histograms *side,
                          const struct tare_tail_question *question,
                          struct tare_rng *rng, struct tare_interval *out,
                          struct tare_log_histogram *scratch, double *numbers);

/* How far each moved from one side to the other: new over old, less 1.  NaN
 * where the old one is not above 0. */
void tare_tails_shifts(const struct tare_histograms *old_side,
                       const struct tare_histograms *new_side,
                       const struct tare_tail_question *question,
                       struct tare_rng *rng, struct tare_interval *out,
                       struct tare_log_histogram *scratch, double *numbers);

size_t tare_tails_scratch(const struct tare_tail_question *question);

/* How many values it takes for a quantile: ten beyond it. */
double tare_tail_needs(double p);

#endif
