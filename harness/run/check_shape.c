/* SPDX-License-Identifier: MIT */
/* What the times of the launches look like side by side. */
#include "harness/run/checks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/outliers.h"
#include "store/alloc.h"

/* Thresholds: docs/statistics.md, "Broken benchmarks". */
#define LAUNCHES_SOUND 20
#define MODES_APART    1.02 /* or nobody could tell them apart */
#define MEAN_RATIO     1.05
#define FAR_SHARE      0.05

static void check_inside(struct tare_case *c, const struct tare_measure *time)
{
    const struct tare_shape_facts *shape = &time->shape;

    if (shape->drifts_inside)
        tare_case_warn(c, "drifts-inside",
                       "the second half of a launch is %.1f %% %s than the "
                       "first: %s",
                       100 * fabs(tare_expm1(shape->halves)),
                       shape->halves < 0 ? "faster" : "slower",
                       shape->halves < 0
                           ? "it is not warm yet; give it a longer "
                             "--warm-up-time"
                           : "something grows or fills up; give it a longer "
                             "--warm-up-time, or reset it with "
                             "TARE_LOOP_BATCHED");
    if (shape->is_dependent)
        tare_case_warn(
            c, "dependent-samples",
            "neighbouring samples are alike (correlation %.2f), so a launch is "
            "worth fewer samples than it has: take fewer and longer ones "
            "(--samples, --sample-time), and more launches",
            shape->correlation);
}

/* The unit in which the time is easy to read, and how many ns it has. */
static const char *unit_for(double time_ns, double *unit_ns)
{
    static const char *const units[] = { "ns", "µs", "ms", "s" };
    size_t i = 0;

    for (*unit_ns = 1; i < 3 && time_ns >= 1000 * *unit_ns; i++)
        *unit_ns *= 1000;
    return units[i];
}

static void check_modes(struct tare_case *c, const struct tare_measure *time)
{
    const struct tare_shape_facts *shape = &time->shape;
    double unit_ns;
    const char *unit = unit_for(shape->low_mode, &unit_ns);

    if (shape->is_bimodal && shape->high_mode > MODES_APART * shape->low_mode)
        tare_case_warn(c, "bimodal",
                       "launches fall into two groups: %.0f %% take %.4g %s, "
                       "the others %.4g: something differs from launch to "
                       "launch, perhaps the memory layout",
                       100 * shape->low_share, shape->low_mode / unit_ns, unit,
                       shape->high_mode / unit_ns);
}

/* Launches that met something, as a part of all. */
static double far_share(const struct tare_measure *time)
{
    double *values = tare_alloc(time->count, sizeof *values);
    size_t far, count = 0;

    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside)
            values[count++] = time->launches[i].value;
    tare_sort(values, count);
    far = tare_far_values(values, count);
    free(values);
    return count > 0 ? (double)far / (double)count : 0;
}

/* How much longer samples take on average than the time of their launch says,
 * of those that nothing disturbed, and without what interrupted them where the
 * launch is. */
static double mean_over_lower(const struct tare_launch *launch, double *room)
{
    size_t count = 0;
    double sum = 0, lower;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];

        if (sample->is_disturbed)
            continue;
        room[count] = launch->whole > 0 ? sample->uninterrupted : sample->value;
        sum += room[count++];
    }
    tare_sort(room, count);
    lower = count > 0 ? tare_quantile(room, count, TARE_LOWER) : 0;
    return lower > 0 ? sum / (double)count / lower : 1; /* by hand: 0 */
}

static double tail_of(const struct tare_measure *time)
{
    size_t most = 0, count = 0;
    double *room, sum = 0;

    for (size_t i = 0; i < time->count; i++)
        most = time->launches[i].count > most ? time->launches[i].count : most;
    room = tare_alloc(most, sizeof *room);
    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside) {
            sum += mean_over_lower(&time->launches[i], room);
            count++;
        }
    free(room);
    return count > 0 ? sum / (double)count : 1;
}

/* Among few launches a single one that met a neighbour would be enough; and
 * where they are of two kinds, the rarer ones are no tail. */
static void check_tail(struct tare_case *c, const struct tare_measure *time)
{
    double ratio = tail_of(time);
    double far = far_share(time);

    if (time->count < LAUNCHES_SOUND || time->shape.is_bimodal)
        return;
    if (ratio > MEAN_RATIO)
        tare_case_warn(
            c, "heavy-tail",
            "samples take %.2f times their lower quartile on average: some are "
            "far slower than the rest, which the estimate does not show; see "
            "--verbose, and tare doctor for what may interrupt them",
            ratio);
    else if (far > FAR_SHARE)
        tare_case_warn(c, "heavy-tail",
                       "%.0f %% of the launches are far from the others: "
                       "something disturbs them; tare doctor may show what",
                       100 * far);
}

void tare_check_shape(struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");

    if (!tare_case_is_measured(c) || !time->is_analysed)
        return;
    check_inside(c, time);
    check_modes(c, time);
    check_tail(c, time);
}
