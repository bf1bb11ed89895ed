/* SPDX-License-Identifier: MIT */
#include "stats/planning.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/moments.h"

/* pi / 2: variance of a median against that of a mean. */
static const double median_price = 1.5707963267948966;

/* 2 / 0.955: a pair has two launches, and the signed-rank test needs 1 / 0.955
 * times the values of a t-test for normal ones. */
static const double pair_price = 2 / 0.955;

/* Normal quantile of 0.95. */
static const double z_power = 1.6448536269514722;

enum {
    DEFAULT_SAMPLES = 10,
    MOST_LAUNCHES = 1000000
};

double tare_plan_between(double observed, double within, size_t samples)
{
    double rest;

    if (samples == 0)
        return NAN;
    rest =
        observed * observed - median_price * within * within / (double)samples;
    return rest > 0 ? sqrt(rest) : isnan(rest) ? NAN : 0;
}

size_t tare_plan_samples(double launch_cost, double sample_cost, double within,
                         double between)
{
    double ratio = within / between;
    double samples =
        ceil(sqrt(launch_cost / sample_cost * median_price) * ratio);

    if (isnan(samples))
        return DEFAULT_SAMPLES;
    if (samples < TARE_PLAN_FEWEST_SAMPLES)
        return TARE_PLAN_FEWEST_SAMPLES;
    if (samples > TARE_PLAN_MOST_SAMPLES)
        return TARE_PLAN_MOST_SAMPLES;
    return (size_t)samples;
}

/* Half-width expected of `launches` launches, each as good as now. */
static double expected(double per_launch, size_t launches, double confidence)
{
    size_t kept = launches - 2 * tare_trimmed_count(launches, 0.1);

    return per_launch / sqrt((double)launches) *
           tare_student_quantile(0.5 + confidence / 2, (double)(kept - 1));
}

size_t tare_plan_launches(double standard_error, size_t launches,
                          double half_width, double confidence)
{
    double per_launch = standard_error * sqrt((double)launches);
    double aim = 0.9 * half_width;
    size_t low = TARE_PLAN_FEWEST_LAUNCHES, high = low;

    if (!(aim > 0) || !(per_launch < INFINITY))
        return 0;
    while (expected(per_launch, high, confidence) > aim) {
        if (high > MOST_LAUNCHES)
            return 0;
        low = high + 1;
        high *= 2;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (expected(per_launch, middle, confidence) > aim)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static double z_alarm(const struct tare_rule *rule)
{
    return -tare_normal_quantile(rule->p_alarm);
}

static double error_of(double deviation, size_t pairs)
{
    return deviation * sqrt(pair_price / (double)pairs);
}

size_t tare_plan_pairs(const struct tare_rule *rule, double deviation)
{
    double room = rule->equivalence - rule->margin;
    double reach = (z_alarm(rule) + z_power) * deviation / room;
    double pairs = ceil(pair_price * reach * reach);

    if (!(pairs > (double)rule->pairs[0]))
        return rule->pairs[0];
    return pairs < 1e15 ? (size_t)pairs : (size_t)1e15;
}

double tare_plan_power(const struct tare_rule *rule, double deviation,
                       size_t pairs, double change)
{
    if (pairs == 0)
        return 0;
    return tare_normal_cdf(
        (change - rule->margin) / error_of(deviation, pairs) - z_alarm(rule));
}

double tare_plan_detectable(const struct tare_rule *rule, double deviation,
                            size_t pairs)
{
    if (pairs == 0)
        return INFINITY;
    return rule->margin +
           (z_alarm(rule) + z_power) * error_of(deviation, pairs);
}
