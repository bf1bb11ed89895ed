/* SPDX-License-Identifier: MIT */
/*
 * The Walsh averages of n values: (d_i + d_j) / 2 for all i <= j, n (n + 1) / 2
 * of them.  They are what the signed-rank test counts, their median is the
 * estimate of Hodges and Lehmann, and two of them bound its interval; none of
 * which needs the half million averages of a thousand values in memory.
 *
 * A bound is one of the averages, bit for bit as (d_i + d_j) / 2 gives it.
 */
#ifndef TARE_STATS_WALSH_H
#define TARE_STATS_WALSH_H

#include <stddef.h>

#include "stats/intervals.h"

/* How many averages are strictly above, or below, theta.  One pass.  An average
 * that is not a number counts as neither. */
size_t tare_walsh_above(const double *sorted, size_t count, double theta);
size_t tare_walsh_below(const double *sorted, size_t count, double theta);

/* The average with `index` others before it in ascending order; index is below
 * count (count + 1) / 2.  scratch holds count doubles. */
double tare_walsh_select(const double *sorted, size_t count, size_t index,
                         double *scratch);

/*
 * The estimate of Hodges and Lehmann with the bounds that belong to a critical
 * value c of the signed-rank test, 1 <= c: the c-th smallest and the c-th
 * largest average, which leave P(W >= c) outside on either side.  Beyond the
 * largest W the bounds are infinite.  confidence and needs are the caller's to
 * fill in.  scratch holds count doubles.
 */
struct tare_interval tare_walsh_interval(const double *sorted, size_t count,
                                         size_t critical, double *scratch);

#endif
