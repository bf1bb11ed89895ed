/* SPDX-License-Identifier: MIT */
/*
 * Resampled statistics, by the ten thousand: the raw material of
 * stats/bootstrap.h, and of pictures of it.
 *
 * Every function fills an array the caller supplies with one number per
 * resample.  Indices come from stats/lanes.h, so that a run is reproduced by
 * its generator's seed on every machine.  At most 2^32 - 1 values; with none,
 * or one that is NaN, all results are NaN.
 */
#ifndef TARE_STATS_RESAMPLE_H
#define TARE_STATS_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "stats/rng.h"

/* What is drawn.  All but values and count may be zero: then each value is
 * drawn for itself. */
struct tare_resampling {
    const double *values; /* in time order */
    size_t count;

    /* Samples of one launch hang together, so whole launches are drawn:
     * launch i has values[first[i]] up to values[first[i + 1] - 1], and
     * `first` has launches + 1 entries from 0 to count. */
    const size_t *first;
    size_t launches;
    int within; /* and then samples are drawn again inside each drawn launch */

    /* Neighbours hang together, so runs of this many are drawn, the series
     * being closed to a ring.  0 and 1 draw single values. */
    size_t block;
};

/* ceil(1.5 n^(1/3)): long enough for short-range dependence. */
size_t tare_block_length(size_t count);

/* Where the results go; NULL for those not wanted. */
struct tare_resampled {
    double *mean;
    double *std_dev; /* NaN for a resample of one value */
    double *median;
    double *mad; /* raw, as tare_mad */
};

/* Bytes of scratch for the two functions that take it; aligned as malloc
 * does it. */
size_t tare_resample_scratch(const struct tare_resampling *sampling);

/*
 * Mean, SD, median and MAD of each resample together.  A resample is a count
 * for each value of the data sorted once; written out in that order it is
 * sorted itself, so its median stands in the middle and its MAD is found by
 * halving: nothing is sorted again.
 */
void tare_resample_four(struct tare_rng *rng,
                        const struct tare_resampling *sampling,
                        const struct tare_resampled *out, size_t resamples,
                        void *scratch);

/* Any other statistic of the drawn values; drawn[i] is values[from[i]]. */
typedef double (*tare_statistic_fn)(const double *drawn, const uint32_t *from,
                                    size_t count, void *context);

void tare_resample_statistic(struct tare_rng *rng,
                             const struct tare_resampling *sampling,
                             tare_statistic_fn statistic, void *context,
                             double *out, size_t resamples, void *scratch);

/* The mean alone, the fastest. */
void tare_resample_mean(struct tare_rng *rng, const double *values,
                        size_t count, double *means, size_t resamples);

/* Sum of above / sum of below over drawn pairs. */
void tare_resample_quotient(struct tare_rng *rng, const double *above,
                            const double *below, size_t count,
                            double *quotients, size_t resamples);

/* The slope through the origin, sum xy / sum x^2, over drawn points.
 * scratch: 2 count doubles. */
void tare_resample_slope(struct tare_rng *rng, const double *x, const double *y,
                         size_t count, double *slopes, size_t resamples,
                         double *scratch);

/* mean(a) / mean(b) of two samples drawn apart. */
void tare_resample_ratio(struct tare_rng *rng, const double *a, size_t a_count,
                         const double *b, size_t b_count, double *ratios,
                         size_t resamples);

#endif
