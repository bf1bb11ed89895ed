/* SPDX-License-Identifier: MIT */
/*
 * Resampled statistics, by the ten thousand: the raw material of
 * stats/bootstrap.h, and of pictures of it.
 *
 * They go into arrays the caller supplies, one number per resample.  Indices
 * come from stats/lanes.h, so that a run is reproduced by its generator's seed
 * on every machine.  At most 2^32 - 1 values; with none, or one that is NaN,
 * all results are NaN.
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
};

/* Where the results go; NULL for those not wanted. */
struct tare_resampled {
    double *mean;
    double *std_dev; /* NaN for a resample of one value */
    double *median;
    double *mad; /* raw, as tare_mad */
};

/* Bytes of scratch for what follows; aligned as malloc does it. */
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

#endif
