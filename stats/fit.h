/* SPDX-License-Identifier: MIT */
/*
 * A straight line through points: time against iterations, mostly.
 *
 * Least squares where the errors are benign, Theil-Sen where a few points may
 * be far off.  Which of several curves fits best is complexity.h.
 *
 * Every fit answers for every input.  With too few different x it says how
 * many it takes; a value that is not finite makes the line not-a-number.
 */
#ifndef TARE_STATS_FIT_H
#define TARE_STATS_FIT_H

#include <stddef.h>

struct tare_line {
    double slope;
    double intercept;   /* 0 for a line through the origin */
    double slope_error; /* standard error of the slope; NaN if untold */
    double r_squared;   /* share of the variation of y that the line explains;
                           NaN when y does not vary.  Below 0 when a line
                           through the origin is worse than the mean */
    size_t needs;       /* 0, or how many different x it takes */
};

/* Ordinary least squares with an intercept. */
struct tare_line tare_fit_least_squares(const double *x, const double *y,
                                        size_t count);

/*
 * Least squares through the origin.  R-squared is against the mean of y,
 * 1 - sum (y - slope x)^2 / sum (y - mean)^2, and so comparable with the fit
 * above; the variant against zero is close to 1 whatever the data do.
 */
struct tare_line tare_fit_origin(const double *x, const double *y,
                                 size_t count);

/*
 * Theil-Sen: the median of the slopes between all pairs of points with
 * different x, and the median of what that slope leaves of y.  Up to 29 % of
 * the points may be arbitrarily wrong.  scratch holds
 * tare_fit_theil_sen_scratch(count) doubles.
 */
struct tare_line tare_fit_theil_sen(const double *x, const double *y,
                                    size_t count, double *scratch);
size_t tare_fit_theil_sen_scratch(size_t count);

/*
 * b of y ~ x^b, by least squares between the logarithms: about 1 for time
 * against iterations, about 0 when the work was hoisted out of the loop.
 * NaN when it cannot be told: fewer than 2 different x, or a value that is
 * not positive and finite.
 */
double tare_fit_exponent(const double *x, const double *y, size_t count);

#endif
