/* SPDX-License-Identifier: MIT */
/*
 * Order statistics: sorting, quantiles and the spreads built on them.
 *
 * A parameter called `sorted` is ascending, as tare_sort leaves it; nothing
 * here sorts again.  An empty array has no quantile, and one NaN spoils them
 * all: both give NaN.  Infinities are ordinary, very large values.
 */
#ifndef TARE_STATS_ORDER_H
#define TARE_STATS_ORDER_H

#include <stddef.h>

/* Ascending, NaN last.  O(n log n) whatever the order was before. */
void tare_sort(double *values, size_t count);

/* The value that would have that index if the array were sorted; reorders.
 * O(n) on average, O(n log n) at worst. */
double tare_select(double *values, size_t count, size_t index);

/* Hyndman & Fan's type 7, the default of R: linear between the two values
 * beside rank 1 + (n - 1) p.  p in [0, 1]; others are moved to the border. */
double tare_quantile(const double *sorted, size_t count, double p);
double tare_median(const double *sorted, size_t count);
double tare_iqr(const double *sorted, size_t count);

/* Median distance from the median, not multiplied by 1.4826; O(n). */
double tare_mad(const double *sorted, size_t count);

/*
 * Harrell & Davis (1982): every value takes part, most of all those near the
 * quantile, so the result moves smoothly with the data.  0 < p < 1; at the
 * ends it is the minimum and the maximum.  `count` incomplete beta functions.
 */
double tare_harrell_davis(const double *sorted, size_t count, double p);

/* Its weights alone, to be kept when many samples have one size. */
void tare_harrell_davis_weights(double *weights, size_t count, double p);

/*
 * Type 7 for values that do not count alike.  Weights are relative: doubling
 * all changes nothing, and equal weights give tare_quantile.  The effective
 * number of values is Kish's (sum w)^2 / sum w^2; the window of type 7 is cut
 * from that, as in Akinshin, "Weighted quantile estimators" (2023).
 * A weight that is negative or no number, or none above 0, gives NaN.
 */
double tare_weighted_quantile(const double *sorted, const double *weights,
                              size_t count, double p);

#endif
