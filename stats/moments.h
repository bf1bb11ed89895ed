/* SPDX-License-Identifier: MIT */
/*
 * Means and spreads.
 *
 * Values are measured from the first one seen, and sums of squares taken
 * around the mean so far (Welford 1962), so that a large common part of the
 * values does not eat the digits in which they differ.  Nothing can be said of
 * no values: NaN; nor where one is infinite.
 */
#ifndef TARE_STATS_MOMENTS_H
#define TARE_STATS_MOMENTS_H

#include <stddef.h>

/* All zero: no values yet. */
struct tare_moments {
    size_t count;
    double mean;
    double origin;  /* the first value ... */
    double offset;  /* ... and the mean's distance from it, more exactly */
    double squares; /* sum of (x - mean)^2 */
};

void tare_moments_add(struct tare_moments *moments, double value);

struct tare_moments tare_moments_of(const double *values, size_t count);

/* Divided by n - 1; NaN for fewer than 2 values. */
double tare_moments_variance(const struct tare_moments *moments);
double tare_moments_std_dev(const struct tare_moments *moments);

double tare_mean(const double *values, size_t count);
double tare_variance(const double *values, size_t count);
double tare_std_dev(const double *values, size_t count);

/*
 * The mean without the floor(trim n) lowest and as many highest values; the
 * median from trim = 0.5 on.  The winsorised form pulls those values in to the
 * nearest one that is kept, instead of leaving them out.
 */
double tare_trimmed_mean(const double *sorted, size_t count, double trim);
double tare_winsorised_std_dev(const double *sorted, size_t count, double trim);

/* floor(trim n), 0 for no trim. */
size_t tare_trimmed_count(size_t count, double trim);

#endif
