/* SPDX-License-Identifier: MIT */
#include "harness/judge/quiet.h"

#include <math.h>
#include <stdlib.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/weather.h"
#include "store/alloc.h"

/* Of a sample, spent off the CPU, before that disturbs it. */
#define OFF_SHARE 0.005

#define MAD_TO_SD       1.4826 /* of normal values */
#define MEDIAN_VARIANCE 1.5708 /* against that of a mean */

/* Of the samples of a launch, below which it is set aside. */
#define QUIET_SHARE 0.25

/* By how much runs differ that no launch of one of them shows, of the logarithm:
 * how far the level of the canaries is known, how many ticks a sample meets.  What
 * was seen is in docs/statistics.md. */
#define RUN_ERROR 0.001

/* A clock that is slower than it was by more is not in another gear, but in
 * another state: on battery, too hot. */
#define STATE 0.10

enum {
    QUIET_LAUNCHES = 10, /* enough to stand for the others */
    READINGS_MIN = 50
};

/* ---- the level ----------------------------------------------------------- */

/* Room for the readings of all, one after the other. */
struct readings {
    double *paces, *shares; /* of launches, and of samples */
    size_t launches, samples;
};

static void count(struct readings *readings, const struct tare_measure *time)
{
    readings->launches += time->count;
    for (size_t i = 0; i < time->count; i++)
        readings->samples += time->launches[i].count;
}

/* The pace of a launch is the median of its readings, which scatter. */
static void take(struct readings *readings, const struct tare_measure *time)
{
    for (size_t i = 0; i < time->count; i++) {
        const struct tare_launch *launch = &time->launches[i];
        double *shares = readings->shares + readings->samples;
        size_t known = 0;

        for (size_t k = 0; k < launch->count; k++)
            if (launch->samples[k].pace_ns > 0)
                shares[known++] = launch->samples[k].pace_ns;
        if (known == 0)
            continue;
        tare_sort(shares, known);
        readings->paces[readings->launches++] = tare_median(shares, known);
        known = 0;
        for (size_t k = 0; k < launch->count; k++)
            if (launch->samples[k].pace_ns > 0)
                shares[known++] =
                    launch->samples[k].share_ns / launch->samples[k].pace_ns;
        readings->samples += known;
    }
}

/* The mean of all launches. */
static double interrupted_share(const struct tare_run *run)
{
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_measure *time =
            tare_case_measure(&run->cases[i], "time");

        for (size_t k = 0; time != NULL && k < time->count; k++, count++)
            sum += time->launches[k].interrupts;
    }
    return count > 0 ? sum / (double)count : 0;
}

static void of_all(struct readings *readings, const struct tare_run *run,
                   void (*visit)(struct readings *readings,
                                 const struct tare_measure *time))
{
    readings->launches = readings->samples = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_measure *time =
            tare_case_measure(&run->cases[i], "time");

        if (time != NULL)
            visit(readings, time);
    }
}

/* Times of all runs are brought to the one pace that is remembered, so that they
 * mean the same; a clock that is slower by far is in another state, and that is
 * said. */
static void compare(struct tare_weather *weather,
                    const struct tare_weather *before)
{
    double slower =
        before->pace_ns > 0 ? weather->pace_ns / before->pace_ns - 1 : 0;

    if (before->share > 0 && before->share < weather->share)
        weather->share = before->share;
    if (slower > STATE)
        weather->slower = slower;
    else if (before->pace_ns > 0 && slower > -STATE)
        weather->pace_ns = before->pace_ns;
}

struct tare_weather tare_weather_of(const struct tare_run *run,
                                    const struct tare_weather *before)
{
    struct readings readings = { 0 };
    struct tare_weather weather = { 0 };

    of_all(&readings, run, count);
    readings.paces = tare_alloc(readings.launches, sizeof *readings.paces);
    readings.shares = tare_alloc(readings.samples, sizeof *readings.shares);
    of_all(&readings, run, take);
    if (readings.samples >= READINGS_MIN) {
        weather.pace_ns = tare_fast_level(readings.paces, readings.launches);
        weather.share = tare_fast_level(readings.shares, readings.samples);
        weather.interrupts = interrupted_share(run);
        compare(&weather, before);
    }
    free(readings.paces);
    free(readings.shares);
    return weather;
}

/* ---- samples ------------------------------------------------------------- */

static int is_disturbed(const struct tare_sample *sample)
{
    double wall_ns = sample->value * (double)sample->iterations;

    return (sample->switches > 0 &&
            wall_ns - sample->cpu_ns > OFF_SHARE * wall_ns) ||
           sample->steal_ns > OFF_SHARE * wall_ns || sample->throttled > 0;
}

static int is_quiet(const struct tare_sample *sample,
                    const struct tare_weather *weather)
{
    return sample->pace_ns > 0 &&
           sample->pace_ns < TARE_TORN * weather->pace_ns &&
           !is_disturbed(sample) &&
           sample->share_ns <= TARE_CROWDED * weather->share * sample->pace_ns;
}

/* ---- launches ------------------------------------------------------------ */

/* What is known of the launches of a measure. */
struct quiet {
    struct tare_measure *time;
    const struct tare_weather *weather;
    int is_cut;            /* samples count without what interrupted them */
    double *times, *paces; /* logarithms: of the launches that count */
    double *own;           /* pace of those against the one before the case */
    size_t count;          /* of these */
    double *room;          /* of the samples of the largest launch */
    double variance;       /* with which the paces are known */
    struct tare_pace_slope slope;
    double own_pace;
};

/* Which of its samples are quiet, and how much of it; whether its canaries and
 * times say anything at all. */
static int mark(struct tare_launch *launch, const struct tare_weather *weather)
{
    size_t quiet = 0;
    int is_known = 1;

    for (size_t i = 0; i < launch->count; i++) {
        struct tare_sample *sample = &launch->samples[i];

        sample->is_disturbed = !is_quiet(sample, weather);
        quiet += !sample->is_disturbed;
        is_known &= sample->value > 0 && sample->pace_ns > 0;
    }
    launch->quiet =
        launch->count > 0 ? (double)quiet / (double)launch->count : 0;
    return is_known;
}

static void forget(struct tare_launch *launch)
{
    launch->quiet = -1;
    for (size_t i = 0; i < launch->count; i++)
        launch->samples[i].is_disturbed = 0;
}

static int has_little_quiet(const struct tare_launch *launch)
{
    return launch->quiet <= 0 || launch->quiet < QUIET_SHARE;
}

/* The time of a launch, by its quiet samples or all: of the logarithm of their
 * times less slope times that of their paces. */
static double time_of(const struct tare_launch *launch,
                      const struct tare_weather *weather, double slope, int all,
                      int is_cut, double *room)
{
    size_t count = 0;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];
        double value = is_cut ? sample->uninterrupted : sample->value;

        if (all || !sample->is_disturbed)
            room[count++] =
                tare_log(value) -
                slope * tare_log(sample->pace_ns / weather->pace_ns);
    }
    tare_sort(room, count);
    return tare_quantile(room, count, TARE_LOWER);
}

/* Whether all its samples were timed in stretches. */
static int has_stretches(const struct tare_launch *launch)
{
    for (size_t i = 0; i < launch->count; i++)
        if (!(launch->samples[i].uninterrupted > 0))
            return 0;
    return launch->count > 0;
}

/* The median of the paces of the same samples. */
static double pace_of(const struct tare_launch *launch, int all, double *room)
{
    size_t count = 0;

    for (size_t i = 0; i < launch->count; i++)
        if (all || !launch->samples[i].is_disturbed)
            room[count++] = launch->samples[i].pace_ns;
    tare_sort(room, count);
    return tare_median(room, count);
}

/* Decides which samples and launches are quiet; how large the largest is, or 0
 * where there is nothing to go by. */
static size_t look(struct tare_measure *time,
                   const struct tare_weather *weather)
{
    size_t most = 0;
    int is_known = weather->pace_ns > 0;

    for (size_t i = 0; i < time->count; i++) {
        struct tare_launch *launch = &time->launches[i];

        is_known &= mark(launch, weather);
        launch->aside = has_little_quiet(launch);
        most = launch->count > most ? launch->count : most;
    }
    return is_known ? most : 0;
}

/* Nothing is set aside, and each launch is as it was. */
static void take_all(struct tare_measure *time)
{
    time->pace_error = 0;
    for (size_t i = 0; i < time->count; i++) {
        time->launches[i].value = time->launches[i].met;
        time->launches[i].whole = 0;
        time->launches[i].aside = 0;
    }
}

/* Too few quiet launches say less than all launches do. */
static int are_enough(const struct tare_measure *time)
{
    size_t count = 0;

    for (size_t i = 0; i < time->count; i++)
        count += !time->launches[i].aside;
    return count >= QUIET_LAUNCHES || 4 * count >= 3 * time->count;
}

/* With which the median of the paces is known, about; neighbouring samples share a
 * reading, so that they count for half as many. */
static double variance_of(const struct tare_launch *launch, double pace_ns,
                          double *room)
{
    size_t count = 0;
    double sd;

    for (size_t i = 0; i < launch->count; i++)
        if (!launch->samples[i].is_disturbed)
            room[count++] = fabs(launch->samples[i].pace_ns / pace_ns - 1);
    tare_sort(room, count);
    sd = MAD_TO_SD * tare_median(room, count);
    return MEDIAN_VARIANCE * sd * sd / ((double)count / 2);
}

static void take_launches(struct quiet *quiet)
{
    for (size_t i = 0; i < quiet->time->count; i++) {
        const struct tare_launch *launch = &quiet->time->launches[i];
        size_t at = quiet->count;
        double pace_ns;

        if (launch->aside)
            continue;
        quiet->count++;
        pace_ns = pace_of(launch, 0, quiet->room);
        quiet->times[at] =
            time_of(launch, quiet->weather, 0, 0, quiet->is_cut, quiet->room);
        quiet->paces[at] = tare_log(pace_ns / quiet->weather->pace_ns);
        quiet->variance += variance_of(launch, pace_ns, quiet->room);
        quiet->own[at] =
            launch->pace_ns > 0
                ? quiet->paces[at] -
                      tare_log(launch->pace_ns / quiet->weather->pace_ns)
                : 0;
    }
}

/* Whether what interrupted the launches that count does not count. */
static int is_cut(const struct quiet *quiet)
{
    double taken_out = 0, interrupted = 0, count = 0;

    for (size_t i = 0; i < quiet->time->count; i++) {
        const struct tare_launch *launch = &quiet->time->launches[i];

        if (launch->aside)
            continue;
        if (!has_stretches(launch))
            return 0;
        count++;
        interrupted += launch->interrupts;
        taken_out += time_of(launch, quiet->weather, 0, 0, 0, quiet->room) -
                     time_of(launch, quiet->weather, 0, 0, 1, quiet->room);
    }
    return count > 0 &&
           tare_interrupts_explain(
               taken_out / count,
               fmax(interrupted / count, quiet->weather->interrupts));
}

/* Code that slows the clock by itself, as wide vectors do, is not to be freed
 * of that: by how much its canaries are slower than those before it. */
static double find_own_pace(const struct quiet *quiet)
{
    return quiet->count < QUIET_LAUNCHES
               ? 0
               : fmax(tare_own_pace(quiet->own, quiet->count), 0);
}

static double value_of(const struct quiet *quiet,
                       const struct tare_launch *launch, int is_cut)
{
    double slope = quiet->slope.value;

    return tare_exp(
        time_of(launch, quiet->weather, slope, 0, is_cut, quiet->room) +
        slope * quiet->own_pace);
}

static void set_values(const struct quiet *quiet)
{
    for (size_t i = 0; i < quiet->time->count; i++) {
        struct tare_launch *launch = &quiet->time->launches[i];
        int is_cut = quiet->is_cut && !launch->aside;

        launch->value =
            launch->aside ? launch->met : value_of(quiet, launch, is_cut);
        launch->whole = is_cut ? value_of(quiet, launch, 0) : 0;
    }
}

/* What the scatter of the launches does not show, because all of them share it:
 * they were brought from their pace to the level by a slope that is not known
 * exactly, and neither is the level. */
static double find_pace_error(const struct quiet *quiet)
{
    double distance = -quiet->own_pace;

    for (size_t i = 0; i < quiet->count; i++)
        distance += quiet->paces[i] / (double)quiet->count;
    return hypot(quiet->slope.error * distance, RUN_ERROR);
}

static void adjust(struct tare_measure *time,
                   const struct tare_weather *weather, size_t most)
{
    size_t count = time->count;
    double *room = tare_alloc(5 * count + most, sizeof *room);
    struct quiet quiet = { .time = time,
                           .weather = weather,
                           .times = room,
                           .paces = room + count,
                           .own = room + 2 * count,
                           .room = room + 5 * count };

    quiet.is_cut = is_cut(&quiet);
    take_launches(&quiet);
    quiet.own_pace = find_own_pace(&quiet);
    quiet.variance /= (double)quiet.count;
    quiet.slope = tare_pace_slope(quiet.times, quiet.paces, quiet.count,
                                  quiet.variance, room + 3 * count);
    set_values(&quiet);
    time->pace_error = find_pace_error(&quiet);
    free(room);
}

void tare_quiet_launch(struct tare_launch *launch,
                       const struct tare_weather *weather)
{
    double *room;
    int all;

    launch->whole = 0;
    if (launch->count == 0 || !mark(launch, weather)) {
        forget(launch);
        return;
    }
    all = launch->quiet < QUIET_SHARE;
    room = tare_alloc(launch->count, sizeof *room);
    launch->value = tare_exp(time_of(launch, weather, 1, all, 0, room));
    if (has_stretches(launch)) {
        launch->whole = launch->value;
        launch->value = tare_exp(time_of(launch, weather, 1, all, 1, room));
    }
    if (launch->pace_ns > 0)
        launch->own = pace_of(launch, 1, room) / launch->pace_ns - 1;
    free(room);
}

enum tare_quiet tare_quiet_launches(struct tare_measure *time,
                                    const struct tare_weather *weather)
{
    size_t most = look(time, weather);

    for (size_t i = 0; most == 0 && i < time->count; i++)
        forget(&time->launches[i]);
    if (most > 0 && are_enough(time)) {
        adjust(time, weather, most);
        return TARE_QUIET_ENOUGH;
    }
    take_all(time);
    return most > 0 ? TARE_QUIET_NEVER : TARE_QUIET_UNKNOWN;
}

/* ---- how much was quiet -------------------------------------------------- */

void tare_quiet_count(struct tare_quiet_counts *counts,
                      const struct tare_measure *time,
                      const struct tare_weather *weather)
{
    for (size_t i = 0; i < time->count; i++)
        for (size_t j = 0; j < time->launches[i].count; j++) {
            const struct tare_sample *sample = &time->launches[i].samples[j];

            if (!(sample->pace_ns > 0))
                continue;
            counts->samples++;
            if (is_quiet(sample, weather))
                counts->quiet++;
            else if (is_disturbed(sample))
                counts->preempted++;
            else
                counts->crowded++;
        }
}

void tare_quiet_note(struct tare_run *run)
{
    struct tare_weather *weather = &run->weather;
    struct tare_quiet_counts counts = { 0 };

    for (size_t i = 0; i < run->case_count && weather->pace_ns > 0; i++) {
        const struct tare_measure *time =
            tare_case_measure(&run->cases[i], "time");

        if (time != NULL)
            tare_quiet_count(&counts, time, weather);
    }
    if (counts.samples == 0)
        return;
    weather->quiet = (double)counts.quiet / (double)counts.samples;
    weather->preempted = (double)counts.preempted / (double)counts.samples;
    weather->crowded = (double)counts.crowded / (double)counts.samples;
}
