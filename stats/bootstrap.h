/* SPDX-License-Identifier: MIT */
/*
 * Intervals from resampled statistics (stats/resample.h), for what is shown.
 * They do not rescue a mean of 10 to 30 launches with rare spikes; the interval
 * to decide by is that of stats/estimate.h.
 */
#ifndef TARE_STATS_BOOTSTRAP_H
#define TARE_STATS_BOOTSTRAP_H

#include <stddef.h>

#include "stats/intervals.h"

/*
 * The middle part of the resampled statistics; `estimate` is passed on.  They
 * are reordered: select finds the few percentiles that are needed faster than
 * a sort.  With too few resamples for the confidence the bounds are infinite
 * and needs says how many it takes; a NaN among them makes both bounds NaN.
 */
struct tare_interval tare_bootstrap_percentile(double *resampled,
                                               size_t resamples,
                                               double estimate,
                                               double confidence);

/* SD of the resampled statistics. */
double tare_bootstrap_standard_error(const double *resampled, size_t resamples);

#endif
