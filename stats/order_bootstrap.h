/* SPDX-License-Identifier: MIT */
/*
 * The bootstrap of the median, and of any order statistic, exactly: what
 * infinitely many resamples would show, in microseconds.
 *
 * A resample's k-th smallest value is at most sorted[j - 1] when at least k of
 * its n draws fall on the j smallest, and that is binomial (Efron 1979).
 */
#ifndef TARE_STATS_ORDER_BOOTSTRAP_H
#define TARE_STATS_ORDER_BOOTSTRAP_H

#include <stddef.h>

#include "stats/intervals.h"

/* chance[j]: that the k-th smallest of `count` draws is the value at index j
 * of the sorted data; k in [1, count], count entries. */
void tare_order_bootstrap_chances(double *chance, size_t count, size_t k);

/* Percentile interval of the k-th smallest value: the ends are the smallest
 * values that are reached with probability (1 - confidence)/2 and
 * (1 + confidence)/2.  k outside [1, count] gives NaN. */
struct tare_interval tare_order_bootstrap(const double *sorted, size_t count,
                                          size_t k, double confidence);

/*
 * The same for the median, which is halfway between two order statistics when
 * count is even.  scratch: tare_median_bootstrap_scratch(count) doubles.
 * Above 16384 values the two middle ones are taken apart, the lower for the
 * low end and the upper for the high one; the interval is wider by less than
 * one thousandth then.
 */
struct tare_interval tare_median_bootstrap(const double *sorted, size_t count,
                                           double confidence, double *scratch);
size_t tare_median_bootstrap_scratch(size_t count);

/* P(median of a resample <= value); the scratch as left by the above is not
 * needed. */
double tare_median_bootstrap_cdf(const double *sorted, size_t count,
                                 double value, double *scratch);

#endif
