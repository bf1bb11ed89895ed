/* SPDX-License-Identifier: MIT */
/*
 * How does time grow with the size of the input?
 *
 * The usual orders of growth are fitted to the logarithms of the times, because
 * errors are relative: the largest input must not drown the rest.  Each order
 * is tried alone and with a fixed cost in front, time = a + b f(n), a >= 0,
 * which real functions have and which otherwise makes small inputs look like a
 * lower order.  Akaike's criterion with its small-sample correction (AICc)
 * weighs them; besides, a free exponent is fitted.
 *
 * "None of these" is an answer: an order is believed only if its curve passes
 * the points within 10 %.  A walk through the caches often does not.
 */
#ifndef TARE_STATS_COMPLEXITY_H
#define TARE_STATS_COMPLEXITY_H

#include <stddef.h>

#include "stats/intervals.h"

enum tare_growth {
    TARE_GROWTH_CONSTANT,
    TARE_GROWTH_LOG,          /* ln(1 + n) */
    TARE_GROWTH_LINEAR,       /* n */
    TARE_GROWTH_LINEARITHMIC, /* n ln(1 + n) */
    TARE_GROWTH_QUADRATIC,
    TARE_GROWTH_CUBIC
};

enum {
    TARE_GROWTHS = 6
};

struct tare_growth_fit {
    double fixed;       /* a; in the unit of the times */
    double coefficient; /* b */
    double residual;    /* relative standard deviation of points from curve */
    double weight;      /* of evidence among all orders, in [0, 1] */
};

struct tare_complexity {
    enum tare_growth best; /* the order with the largest weight */
    int fits;              /* whether it passes the points within 10 % */
    struct tare_growth_fit fit[TARE_GROWTHS];
    struct tare_interval exponent; /* of time ~ n^exponent */
    size_t needs;     /* 0, or how many different sizes it takes: 4 */
    int not_positive; /* a size or time is not, or not finite: nothing fitted */
};

/* Sizes and times in any order; a size may come several times.  scratch holds
 * 2 count doubles. */
struct tare_complexity tare_complexity(const double *sizes, const double *times,
                                       size_t count, double confidence,
                                       double *scratch);

#endif
