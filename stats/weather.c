/* SPDX-License-Identifier: MIT */
#include "stats/weather.h"

#include <math.h>

#include "stats/order.h"

#define OWN_LEAST 0.003
#define OWN_SURE  4.0 /* of its standard errors, about */
#define FAST      0.05
#define PRIOR_SD  0.15
#define FAR       3.0    /* of the robust SD */
#define SD_LEAST  1e-5   /* of times that hardly differ at all */
#define MAD_TO_SD 1.4826 /* of normal values */

#define LONGER    5.0   /* times as far as the quarter from the fastest */
#define LEAST     1e-3  /* of a stretch: of 50 µs, a step or two of a clock */
#define EXPLAINED 2.0   /* times the share, as interrupts come in bursts ... */
#define HARDLY    0.003 /* ... and this, which matters to nobody */

enum {
    PASSES = 4 /* after which no slope still moved in simulations */
};

double tare_fast_level(double *readings, size_t count)
{
    if (count == 0)
        return NAN;
    tare_sort(readings, count);
    return tare_quantile(readings, count, FAST);
}

/* The median of what the line leaves of the times, and their robust SD. */
static double look_at_rest(const double *times, const double *paces,
                           size_t count, double slope, double *scratch,
                           double *sd)
{
    double middle;

    for (size_t i = 0; i < count; i++)
        scratch[i] = times[i] - slope * paces[i];
    tare_sort(scratch, count);
    middle = tare_median(scratch, count);
    for (size_t i = 0; i < count; i++)
        scratch[i] = fabs(times[i] - slope * paces[i] - middle);
    tare_sort(scratch, count);
    *sd = fmax(MAD_TO_SD * tare_median(scratch, count), SD_LEAST);
    return middle;
}

/* Those near the line, in front of the scratch: paces, then times. */
static size_t take_near(const double *times, const double *paces, size_t count,
                        double slope, double middle, double sd, double *near)
{
    size_t taken = 0;

    for (size_t i = 0; i < count; i++)
        if (fabs(times[i] - slope * paces[i] - middle) <= FAR * sd) {
            near[taken] = paces[i];
            near[count + taken++] = times[i];
        }
    return taken;
}

static double mean(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

struct tare_pace_slope tare_pace_slope(const double *times, const double *paces,
                                       size_t count, double variance,
                                       double *scratch)
{
    struct tare_pace_slope slope = { 1, PRIOR_SD };

    for (int pass = 0; pass < PASSES && count > 2; pass++) {
        double sd, middle = look_at_rest(times, paces, count, slope.value,
                                         scratch, &sd);
        size_t near =
            take_near(times, paces, count, slope.value, middle, sd, scratch);
        double x = mean(scratch, near), y = mean(scratch + count, near);
        double prior = sd * sd / (PRIOR_SD * PRIOR_SD), xy = prior;
        double xx = -(double)near * variance;

        for (size_t i = 0; i < near; i++) {
            xx += (scratch[i] - x) * (scratch[i] - x);
            xy += (scratch[i] - x) * (scratch[count + i] - y);
        }
        xx = prior + fmax(xx, 0);
        slope.value = fmin(fmax(xy / xx, 0), 1);
        slope.error = sd / sqrt(xx);
    }
    return slope;
}

double tare_uninterrupted(double *stretches, size_t count)
{
    double quarter, limit, sum = 0;
    size_t taken = 0;

    if (count == 0)
        return 0;
    tare_sort(stretches, count);
    quarter = stretches[count / 4];
    limit = quarter + LONGER * fmax(quarter - stretches[0], LEAST * quarter);
    while (taken < count && stretches[taken] <= limit)
        sum += stretches[taken++];
    return sum / (double)taken;
}

int tare_interrupts_explain(double taken_out, double interrupted)
{
    return taken_out <= EXPLAINED * interrupted + HARDLY;
}

double tare_own_pace(double *differences, size_t count)
{
    double middle, error;

    if (count == 0)
        return 0;
    tare_sort(differences, count);
    middle = tare_median(differences, count);
    error = (tare_quantile(differences, count, 0.75) -
             tare_quantile(differences, count, 0.25)) /
            sqrt((double)count);
    return fabs(middle) > OWN_LEAST && fabs(middle) > OWN_SURE * error ? middle
                                                                       : 0;
}
