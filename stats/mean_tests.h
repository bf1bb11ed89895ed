/* SPDX-License-Identifier: MIT */
/*
 * Student's, Welch's and Fieller's: tests and intervals about means.
 *
 * For values without heavy tails, or many of them.  One disturbed launch in
 * twenty makes 95 % intervals of a mean cover 50 to 77 %; signed_rank.h and the
 * trimmed mean do not have that weakness.
 */
#ifndef TARE_STATS_MEAN_TESTS_H
#define TARE_STATS_MEAN_TESTS_H

#include <stddef.h>

#include "stats/intervals.h"

/* With too few values every p is 1, for nothing was shown; so too when one is
 * not finite. Values that do not vary at all show any difference. */
struct tare_mean_test {
    double difference; /* mean less shift, or mean of x less mean of y */
    double standard_error;
    double t;
    double degrees;   /* of freedom */
    double p_greater; /* of "the difference is above 0" */
    double p_less;
    double p_two_sided;
    size_t needs; /* 0, or how many values (on each side) it takes: 2 */
};

/* One set, or the differences of pairs, against a shift. */
struct tare_mean_test tare_student_test(const double *values, size_t count,
                                        double shift);

/* Two independent sets whose variances may differ. */
struct tare_mean_test tare_welch_test(const double *x, size_t count_x,
                                      const double *y, size_t count_y);

/* The interval of the difference. */
struct tare_interval tare_mean_test_interval(const struct tare_mean_test *test,
                                             double confidence);

/*
 * The ratio mean(x) / mean(y) of two independent sets, by Fieller (1954), with
 * Satterthwaite's degrees of freedom at the estimate.  Where the mean of y is
 * not told from 0, nothing bounds the ratio: needs then says how many values of
 * y would probably bound it.
 */
struct tare_interval tare_fieller_interval(const double *x, size_t count_x,
                                           const double *y, size_t count_y,
                                           double confidence);

#endif
