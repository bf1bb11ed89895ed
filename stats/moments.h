/* SPDX-License-Identifier: MIT */
/*
 * Means and spreads.
 *
 * Values are measured from the first one seen, and sums of squares taken
 * around the mean so far (Welford 1962; the third moment and merging after
 * Pebay 2008), so that a large common part of the values does not eat the
 * digits in which they differ.  Nothing can be said of no values: NaN; nor
 * where one is infinite.
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
    double cubes;   /* sum of (x - mean)^3 */
};

void tare_moments_add(struct tare_moments *moments, double value);

/* As if everything `other` has seen had been added; order does not matter. */
void tare_moments_merge(struct tare_moments *moments,
                        const struct tare_moments *other);

struct tare_moments tare_moments_of(const double *values, size_t count);

/* Divided by n - 1; NaN for fewer than 2 values. */
double tare_moments_variance(const struct tare_moments *moments);
double tare_moments_std_dev(const struct tare_moments *moments);

/* The plain coefficient g1 = m3 / m2^(3/2), moments divided by n; 0 when
 * nothing varies, NaN without values.  Cubes of the spread must be doubles:
 * 1e-100 to 1e100 is safe. */
double tare_moments_skewness(const struct tare_moments *moments);

double tare_mean(const double *values, size_t count);
double tare_variance(const double *values, size_t count);
double tare_std_dev(const double *values, size_t count);
double tare_skewness(const double *values, size_t count); /* of any size */

/* exp of the mean logarithm: 0 if a value is 0, NaN if one is negative. */
double tare_geometric_mean(const double *values, size_t count);

/*
 * The mean without the floor(trim n) lowest and as many highest values; the
 * median from trim = 0.5 on.  The winsorised forms pull those values in to the
 * nearest one that is kept, instead of leaving them out.
 */
double tare_trimmed_mean(const double *sorted, size_t count, double trim);
double tare_winsorised_mean(const double *sorted, size_t count, double trim);
double tare_winsorised_std_dev(const double *sorted, size_t count, double trim);

/* floor(trim n), 0 for no trim. */
size_t tare_trimmed_count(size_t count, double trim);

#endif
