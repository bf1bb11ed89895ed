/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include <math.h>

#include "stats/moments.h"
#include "stats/normal.h"
#include "stats/order.h"

/* Type 7, of values in any order. */
static double percentile(double *values, size_t count, double p)
{
    double rank = (double)(count - 1) * p, part, low, high;
    size_t below = (size_t)rank;

    part = rank - (double)below;
    low = tare_select(values, count, below);
    if (part == 0.0)
        return low;
    high = tare_select(values, count, below + 1);
    return low == high ? low : (1.0 - part) * low + part * high;
}

static int has_nan(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(values[i]))
            return 1;
    return 0;
}

/* Resamples that put at least one of them outside each end. */
static size_t least_resamples(double confidence)
{
    return (size_t)ceil(2.0 / (1.0 - confidence) - 1.0);
}

/* The interval between two levels of the resampled statistics. */
static struct tare_interval between(double *resampled, size_t resamples,
                                    double estimate, double confidence,
                                    const double level[2])
{
    struct tare_interval interval = { estimate, -INFINITY, INFINITY, 0.0, 0 };

    if (!(confidence > 0.0 && confidence < 1.0)) {
        interval.low = interval.high = NAN;
        return interval;
    }
    if (resamples < least_resamples(confidence)) {
        interval.needs = least_resamples(confidence);
        return interval;
    }
    interval.confidence = confidence;
    if (isnan(estimate) || isnan(level[0]) || isnan(level[1]) ||
        has_nan(resampled, resamples)) {
        interval.low = interval.high = NAN;
        return interval;
    }
    interval.low = percentile(resampled, resamples, level[0]);
    interval.high = percentile(resampled, resamples, level[1]);
    return interval;
}

struct tare_interval tare_bootstrap_percentile(double *resampled,
                                               size_t resamples,
                                               double estimate,
                                               double confidence)
{
    const double level[2] = { 0.5 - 0.5 * confidence, 0.5 + 0.5 * confidence };

    return between(resampled, resamples, estimate, confidence, level);
}

struct tare_interval tare_bootstrap_basic(double *resampled, size_t resamples,
                                          double estimate, double confidence)
{
    struct tare_interval interval =
        tare_bootstrap_percentile(resampled, resamples, estimate, confidence);
    double low = interval.low;

    interval.low = estimate - (interval.high - estimate);
    interval.high = estimate + (estimate - low);
    return interval;
}

/* The share of resampled statistics below the estimate; kept off 0 and 1,
 * where the correction would be infinite, by half a resample. */
static double share_below(const double *resampled, size_t resamples,
                          double estimate)
{
    double below = 0.0, most = (double)resamples - 0.5;

    for (size_t i = 0; i < resamples; i++)
        below += resampled[i] < estimate    ? 1.0
                 : resampled[i] == estimate ? 0.5
                                            : 0.0;
    return fmin(fmax(below, 0.5), most) / (double)resamples;
}

/* Where the acceleration sends a level; beyond its pole, to the end. */
static double bca_level(double p, double bias, double acceleration)
{
    double z = bias + tare_normal_quantile(p);
    double scale = 1.0 - acceleration * z;

    if (scale <= 0.0)
        return z < 0.0 ? 0.0 : 1.0;
    return tare_normal_cdf(bias + z / scale);
}

struct tare_interval tare_bootstrap_bca(double *resampled, size_t resamples,
                                        double estimate, double acceleration,
                                        double confidence)
{
    double bias, level[2] = { 0.0, 1.0 };

    if (resamples > 0) {
        bias =
            tare_normal_quantile(share_below(resampled, resamples, estimate));
        level[0] = bca_level(0.5 - 0.5 * confidence, bias, acceleration);
        level[1] = bca_level(0.5 + 0.5 * confidence, bias, acceleration);
    }
    return between(resampled, resamples, estimate, confidence, level);
}

struct tare_interval
tare_bootstrap_studentised(double *resampled, size_t resamples, double estimate,
                           double standard_error, double confidence)
{
    struct tare_interval t =
        tare_bootstrap_percentile(resampled, resamples, 0.0, confidence);
    struct tare_interval interval = t;

    interval.estimate = estimate;
    interval.low = estimate - standard_error * t.high;
    interval.high = estimate - standard_error * t.low;
    return interval;
}

void tare_bootstrap_studentise(double *means, const double *std_devs,
                               size_t resamples, double estimate, size_t count)
{
    double root = sqrt((double)count);

    for (size_t i = 0; i < resamples; i++) {
        double off = means[i] - estimate;

        means[i] = off == 0.0 ? 0.0 : off * root / std_devs[i];
    }
}

double tare_bootstrap_standard_error(const double *resampled, size_t resamples)
{
    return tare_std_dev(resampled, resamples);
}

/* sum d^3 / (6 (sum d^2)^(3/2)), d from the mean down to each: one sixth of a
 * skewness, turned round, over sqrt(n). */
double tare_bootstrap_acceleration(const double *left_out, size_t count)
{
    if (count == 0)
        return 0.0;
    return -tare_skewness(left_out, count) / (6.0 * sqrt((double)count));
}

void tare_jackknife_mean(const double *values, size_t count, double *left_out)
{
    double mean = tare_mean(values, count), n = (double)count;

    for (size_t i = 0; i < count; i++)
        left_out[i] = mean + (mean - values[i]) / (n - 1.0);
}

/* Without x the sum of squares loses (x - mean)^2 n / (n - 1). */
void tare_jackknife_std_dev(const double *values, size_t count,
                            double *left_out)
{
    struct tare_moments all = tare_moments_of(values, count);
    double n = (double)count;

    for (size_t i = 0; i < count; i++) {
        double off = values[i] - all.mean;

        left_out[i] = sqrt(fmax(all.squares - off * off * n / (n - 1.0), 0.0) /
                           (n - 2.0));
    }
}

void tare_jackknife_quotient(const double *above, const double *below,
                             size_t count, double *left_out)
{
    double sum_above = 0.0, sum_below = 0.0;

    for (size_t i = 0; i < count; i++) {
        sum_above += above[i];
        sum_below += below[i];
    }
    for (size_t i = 0; i < count; i++)
        left_out[i] = (sum_above - above[i]) / (sum_below - below[i]);
}
