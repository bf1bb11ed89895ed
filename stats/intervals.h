/* SPDX-License-Identifier: MIT */
/*
 * An estimate with its interval, and the intervals for one set of values.
 *
 * Which one: the trimmed mean for launches, because a single disturbed launch
 * must not move the answer; the median when nothing at all may be assumed;
 * Student's for values known to be benign.  The Hodges-Lehmann interval, for
 * pairs, is in walsh.h.
 *
 * Every interval answers for every input.  With too few values its bounds are
 * infinite and needs says how many it takes; with a value that is not a
 * number, the estimate and its bounds are none either.
 */
#ifndef TARE_STATS_INTERVALS_H
#define TARE_STATS_INTERVALS_H

#include <stddef.h>

struct tare_interval {
    double estimate;
    double low;        /* -infinity when nothing bounds it */
    double high;       /* +infinity when nothing bounds it */
    double confidence; /* what it reaches, in [0, 1]: for ranks a little more
                          than was asked; 0 when there are too few values */
    size_t needs;      /* 0, or how many values it takes */
};

/* The mean with Student's interval. */
struct tare_interval tare_student_interval(const double *values, size_t count,
                                           double confidence);

/*
 * The mean without the lowest and the highest floor(trim * count) values, with
 * the interval of Tukey and McLaughlin (1963): the standard error comes from
 * the winsorised values.  trim is in [0, 0.5).  Below 20 values the coverage
 * for two-humped data falls short (84 % of nominal 95 % at 10 values).
 */
struct tare_interval tare_trimmed_interval(const double *sorted, size_t count,
                                           double trim, double confidence);

/*
 * The median with the narrowest symmetric pair of order statistics that reaches
 * the confidence, by the binomial distribution.  Nothing is assumed of the
 * values but independence.
 */
struct tare_interval tare_median_interval(const double *sorted, size_t count,
                                          double confidence);

#endif
