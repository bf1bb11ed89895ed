/* SPDX-License-Identifier: MIT */
#include "stats/intervals.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/mean_tests.h"
#include "stats/moments.h"
#include "stats/order.h"

static struct tare_interval unbounded(double estimate, size_t needs)
{
    struct tare_interval interval = { estimate, -INFINITY, INFINITY, 0, needs };

    return interval;
}

static struct tare_interval not_a_number(void)
{
    return (struct tare_interval){ NAN, NAN, NAN, 0, 0 };
}

struct tare_interval tare_student_interval(const double *values, size_t count,
                                           double confidence)
{
    struct tare_mean_test test = tare_student_test(values, count, 0);
    struct tare_interval interval = tare_mean_test_interval(&test, confidence);

    if (count == 1 && !isnan(values[0]))
        interval.estimate = values[0];
    return interval;
}

struct tare_interval tare_trimmed_interval(const double *sorted, size_t count,
                                           double trim, double confidence)
{
    size_t trimmed = tare_trimmed_count(count, trim);
    struct tare_interval interval = { 0 };
    double kept, error, half;

    if (count == 0)
        return unbounded(NAN, 2);
    if (isnan(sorted[count - 1]) || isinf(sorted[trimmed]) ||
        isinf(sorted[count - trimmed - 1]))
        return not_a_number();
    interval.estimate = tare_trimmed_mean(sorted, count, trim);
    kept = (double)(count - 2 * trimmed);
    if (kept < 2)
        return unbounded(interval.estimate, count + 1);
    error = tare_winsorised_std_dev(sorted, count, trim) * sqrt((double)count) /
            kept;
    half = error * tare_student_quantile(0.5 + confidence / 2, kept - 1);
    interval.low = interval.estimate - half;
    interval.high = interval.estimate + half;
    interval.confidence = confidence;
    return interval;
}

/* P(fewer than `rank` of count values are below the median) */
static double below_rank(size_t rank, size_t count)
{
    return rank > 0 ? tare_binomial_cdf(rank - 1, count, 0.5) : 0;
}

/* The smallest number of values whose extremes leave at most p outside on
 * each side: 2^-count <= p. */
static size_t median_needs(double p)
{
    size_t count = 1;

    if (!(p > 0))
        return 0;
    for (double outside = 0.5; outside > p; outside /= 2)
        count++;
    return count;
}

/* The largest rank that leaves at most p of the median's distribution below;
 * 0 when none does. */
static size_t outer_rank(size_t count, double p)
{
    size_t rank = tare_binomial_quantile(p, count, 0.5);

    while (rank > 0 && below_rank(rank, count) > p)
        rank--;
    while (rank < count / 2 && below_rank(rank + 1, count) <= p)
        rank++;
    return rank < count / 2 ? rank : count / 2;
}

struct tare_interval tare_median_interval(const double *sorted, size_t count,
                                          double confidence)
{
    double p = confidence > 0 ? (1 - confidence) / 2 : 0.5;
    struct tare_interval interval = unbounded(NAN, 0);
    size_t rank;

    if (count > 0 && isnan(sorted[count - 1]))
        return not_a_number();
    if (count > 0)
        interval.estimate = tare_median(sorted, count);
    rank = count > 0 ? outer_rank(count, p) : 0;
    if (rank == 0) {
        interval.needs = median_needs(p);
        return interval;
    }
    interval.low = sorted[rank - 1];
    interval.high = sorted[count - rank];
    interval.confidence = 1 - 2 * below_rank(rank, count);
    return interval;
}
