/* SPDX-License-Identifier: MIT */
/*
 * Intervals from resampled statistics (stats/resample.h).
 *
 * Which one: percentile for what is shown, BCa where the statistic is smooth
 * and skewed (not the median or the MAD), studentised for means.  None of them
 * rescues a mean of 10 to 30 launches with rare spikes; the interval to decide
 * by is that of stats/estimate.h.
 *
 * Every function may reorder the array of resampled statistics: select finds
 * the few percentiles that are needed faster than a sort.  With too few
 * resamples for the confidence the bounds are infinite and needs says how many
 * it takes; a NaN among them makes both bounds NaN.
 */
#ifndef TARE_STATS_BOOTSTRAP_H
#define TARE_STATS_BOOTSTRAP_H

#include <stddef.h>

#include "stats/intervals.h"

/* The middle part of the resampled statistics.  `estimate` is passed on. */
struct tare_interval tare_bootstrap_percentile(double *resampled,
                                               size_t resamples,
                                               double estimate,
                                               double confidence);

/* The percentile interval mirrored at the estimate. */
struct tare_interval tare_bootstrap_basic(double *resampled, size_t resamples,
                                          double estimate, double confidence);

/*
 * Bias-corrected and accelerated (Efron 1987).  The bias correction counts
 * resampled statistics below the estimate, and half of those equal to it, so
 * that statistics with few values are not thought biased.
 */
struct tare_interval tare_bootstrap_bca(double *resampled, size_t resamples,
                                        double estimate, double acceleration,
                                        double confidence);

/* Bootstrap-t.  `resampled` holds (statistic - estimate) / its standard error
 * in that resample; `standard_error` is the one of the data. */
struct tare_interval
tare_bootstrap_studentised(double *resampled, size_t resamples, double estimate,
                           double standard_error, double confidence);

/* Turns resampled means, with the SD of each resample of `count` values, into
 * the t statistics for the above, in place of the means.  A resample without
 * spread gives 0 if its mean is the estimate, an infinity otherwise. */
void tare_bootstrap_studentise(double *means, const double *std_devs,
                               size_t resamples, double estimate, size_t count);

/* SD of the resampled statistics. */
double tare_bootstrap_standard_error(const double *resampled, size_t resamples);

/*
 * The acceleration for BCa from the statistic with each value left out in
 * turn; 0 when that changes nothing.  The functions below fill left_out
 * (count entries) for the statistics that allow it in O(n); the median and the
 * MAD have no useful acceleration.
 */
double tare_bootstrap_acceleration(const double *left_out, size_t count);
void tare_jackknife_mean(const double *values, size_t count, double *left_out);
void tare_jackknife_std_dev(const double *values, size_t count,
                            double *left_out);
/* sum of above / sum of below; a slope has above = xy and below = x^2 */
void tare_jackknife_quotient(const double *above, const double *below,
                             size_t count, double *left_out);

#endif
