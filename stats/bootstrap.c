/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include <math.h>

#include "stats/moments.h"
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

struct tare_interval tare_bootstrap_percentile(double *resampled,
                                               size_t resamples,
                                               double estimate,
                                               double confidence)
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
    if (isnan(estimate) || has_nan(resampled, resamples)) {
        interval.low = interval.high = NAN;
        return interval;
    }
    interval.low = percentile(resampled, resamples, 0.5 - 0.5 * confidence);
    interval.high = percentile(resampled, resamples, 0.5 + 0.5 * confidence);
    return interval;
}

double tare_bootstrap_standard_error(const double *resampled, size_t resamples)
{
    return tare_std_dev(resampled, resamples);
}
