/* SPDX-License-Identifier: MIT */
#include "stats/mean_tests.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/moments.h"

/* A mean, and the variance of that mean. */
struct mean {
    double value, variance;
    double degrees;
};

static struct mean mean_of(const double *values, size_t count)
{
    struct tare_moments moments = tare_moments_of(values, count);
    struct mean m;

    m.value = moments.mean;
    m.variance = tare_moments_variance(&moments) / (double)count;
    m.degrees = (double)(count - 1);
    return m;
}

/* Satterthwaite's degrees of freedom of a sum of two estimated variances. */
static double pooled_degrees(double a, double degrees_a, double b,
                             double degrees_b)
{
    double share;

    if (!(a + b > 0))
        return degrees_a + degrees_b;
    share = a / (a + b); /* as shares, so that tiny variances do not vanish */
    return 1 /
           (share * share / degrees_a + (1 - share) * (1 - share) / degrees_b);
}

static struct tare_mean_test no_test(size_t needs)
{
    struct tare_mean_test test = { NAN, NAN, NAN, NAN, 1, 1, 1, needs };

    return test;
}

static struct tare_mean_test judge(double difference, double variance,
                                   double degrees)
{
    struct tare_mean_test test = { 0 };

    if (!isfinite(difference) || !isfinite(variance))
        return no_test(0);
    test.difference = difference;
    test.standard_error = sqrt(variance);
    test.degrees = degrees;
    if (variance > 0) {
        test.t = difference / test.standard_error;
        test.p_greater = tare_student_cdf(-test.t, degrees);
        test.p_less = tare_student_cdf(test.t, degrees);
        test.p_two_sided = 2 * tare_student_cdf(-fabs(test.t), degrees);
        return test;
    }
    test.t = difference > 0 ? INFINITY : difference < 0 ? -INFINITY : 0;
    test.p_greater = difference > 0 ? 0 : 1;
    test.p_less = difference < 0 ? 0 : 1;
    test.p_two_sided = difference != 0 ? 0 : 1;
    return test;
}

struct tare_mean_test tare_student_test(const double *values, size_t count,
                                        double shift)
{
    struct mean m;

    if (count < 2)
        return no_test(2);
    m = mean_of(values, count);
    return judge(m.value - shift, m.variance, m.degrees);
}

struct tare_mean_test tare_welch_test(const double *x, size_t count_x,
                                      const double *y, size_t count_y)
{
    struct mean a, b;

    if (count_x < 2 || count_y < 2)
        return no_test(2);
    a = mean_of(x, count_x);
    b = mean_of(y, count_y);
    return judge(a.value - b.value, a.variance + b.variance,
                 pooled_degrees(a.variance, a.degrees, b.variance, b.degrees));
}

static struct tare_interval unbounded(double estimate, size_t needs)
{
    struct tare_interval interval = { estimate, -INFINITY, INFINITY, 0, needs };

    return interval;
}

struct tare_interval tare_mean_test_interval(const struct tare_mean_test *test,
                                             double confidence)
{
    struct tare_interval interval = { test->difference, NAN, NAN, 0, 0 };
    double half;

    if (test->needs > 0)
        return unbounded(test->difference, test->needs);
    if (isnan(test->difference))
        return interval;
    half = test->standard_error *
           tare_student_quantile(0.5 + confidence / 2, test->degrees);
    interval.low = test->difference - half;
    interval.high = test->difference + half;
    interval.confidence = confidence;
    return interval;
}

/*
 * All ratios r for which mean(x) - r mean(y) is within t standard errors of 0:
 * a quadratic in r, a proper interval only when g, the squared relative error
 * of mean(y) times t^2, is below 1.
 */
struct tare_interval tare_fieller_interval(const double *x, size_t count_x,
                                           const double *y, size_t count_y,
                                           double confidence)
{
    struct tare_interval interval = { 0 };
    double r, of_x, of_y, t, g, half;
    struct mean a, b;

    if (count_x < 2 || count_y < 2)
        return unbounded(NAN, 2);
    a = mean_of(x, count_x);
    b = mean_of(y, count_y);
    r = a.value / b.value;
    if (!isfinite(r))
        return (struct tare_interval){ NAN, NAN, NAN, 0, 0 };
    of_x = a.variance / (b.value * b.value);
    of_y = b.variance / (b.value * b.value);
    t = tare_student_quantile(
        0.5 + confidence / 2,
        pooled_degrees(of_x, a.degrees, r * r * of_y, b.degrees));
    g = t * t * of_y;
    if (!(g < 1))
        return unbounded(r, (size_t)ceil((double)count_y * fmin(g, 1e9)) + 1);
    half = t * sqrt(of_x * (1 - g) + r * r * of_y);
    interval.estimate = r;
    interval.low = (r - half) / (1 - g);
    interval.high = (r + half) / (1 - g);
    interval.confidence = confidence;
    return interval;
}
