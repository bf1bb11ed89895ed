/* SPDX-License-Identifier: MIT */
#include "harness/judge/quiet.h"

#include <math.h>
#include <stdlib.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/weather.h"
#include "store/alloc.h"

/* A neighbour on the core takes a quarter of it or more; readings in quiet lie
 * within 2 %. */
#define CROWDED 1.05

/* A clock varies by less; a canary that lost the CPU for a moment by more. */
#define TORN 1.6

/* Of a sample, spent off the CPU, before that disturbs it. */
#define OFF_SHARE 0.005

/* Of the samples of a launch, below which it is set aside. */
#define QUIET_SHARE 0.25

/* A clock that is slower than it was by more is not in another gear, but in
 * another state: on battery, too hot. */
#define STATE 0.10

/* A case that slows the clock by itself: by more than that, and for certain. */
#define OWN_LEAST 0.003
#define OWN_SURE  4.0

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
    return sample->pace_ns > 0 && sample->pace_ns < TORN * weather->pace_ns &&
           !is_disturbed(sample) &&
           sample->share_ns <= CROWDED * weather->share * sample->pace_ns;
}

/* ---- launches ------------------------------------------------------------ */

/* What is known of the launches of a measure. */
struct quiet {
    struct tare_measure *time;
    const struct tare_weather *weather;
    double *times, *paces; /* logarithms: of the launches that count */
    double *own;           /* pace of those against the one before the case */
    size_t count;          /* of these */
    double *room;          /* of the samples of the largest launch */
    double slope, own_pace;
};

/* The median over the quiet samples of a launch, of the logarithm of their
 * times less slope times that of their paces; only_paces: of the paces. */
static double middle_of(const struct quiet *quiet,
                        const struct tare_launch *launch, double slope,
                        int only_paces)
{
    size_t count = 0;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];
        double pace;

        if (!is_quiet(sample, quiet->weather))
            continue;
        pace = tare_log(sample->pace_ns / quiet->weather->pace_ns);
        quiet->room[count++] =
            only_paces ? pace : tare_log(sample->value) - slope * pace;
    }
    tare_sort(quiet->room, count);
    return tare_median(quiet->room, count);
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
        size_t quiet = 0;

        for (size_t j = 0; j < launch->count; j++) {
            launch->samples[j].is_disturbed =
                !is_quiet(&launch->samples[j], weather);
            quiet += !launch->samples[j].is_disturbed;
            is_known &= launch->samples[j].value > 0;
            is_known &= launch->samples[j].pace_ns > 0;
        }
        launch->quiet =
            launch->count > 0 ? (double)quiet / (double)launch->count : 0;
        launch->aside = quiet == 0 || launch->quiet < QUIET_SHARE;
        most = launch->count > most ? launch->count : most;
    }
    return is_known ? most : 0;
}

/* Nothing is set aside, and each launch is as it was. */
static void take_all(struct tare_measure *time)
{
    for (size_t i = 0; i < time->count; i++) {
        time->launches[i].value = time->launches[i].met;
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

static void take_launches(struct quiet *quiet)
{
    for (size_t i = 0; i < quiet->time->count; i++) {
        const struct tare_launch *launch = &quiet->time->launches[i];
        size_t at = quiet->count;

        if (launch->aside)
            continue;
        quiet->count++;
        quiet->times[at] = middle_of(quiet, launch, 0, 0);
        quiet->paces[at] = middle_of(quiet, launch, 0, 1);
        quiet->own[at] =
            launch->pace_ns > 0
                ? quiet->paces[at] -
                      tare_log(launch->pace_ns / quiet->weather->pace_ns)
                : 0;
    }
}

/* Code that slows the clock by itself, as wide vectors do, is not to be freed
 * of that: by how much its canaries are slower than those before it. */
static double find_own_pace(const struct quiet *quiet)
{
    size_t count = quiet->count;
    double middle, error;

    if (count < QUIET_LAUNCHES)
        return 0;
    tare_sort(quiet->own, count);
    middle = tare_median(quiet->own, count);
    error = (tare_quantile(quiet->own, count, 0.75) -
             tare_quantile(quiet->own, count, 0.25)) /
            sqrt((double)count);
    return middle > OWN_LEAST && middle > OWN_SURE * error ? middle : 0;
}

static void set_values(const struct quiet *quiet)
{
    double own = quiet->slope * quiet->own_pace;

    for (size_t i = 0; i < quiet->time->count; i++) {
        struct tare_launch *launch = &quiet->time->launches[i];

        launch->value =
            launch->aside
                ? launch->met
                : tare_exp(middle_of(quiet, launch, quiet->slope, 0) + own);
    }
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

    take_launches(&quiet);
    quiet.own_pace = find_own_pace(&quiet);
    quiet.slope = tare_pace_slope(quiet.times, quiet.paces, quiet.count,
                                  room + 3 * count);
    set_values(&quiet);
    free(room);
}

/* The median over the samples, quiet ones or all, of the logarithm of their
 * times at the pace of the weather. */
static double paced(const struct tare_launch *launch,
                    const struct tare_weather *weather, int all, double *room)
{
    size_t count = 0;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];

        if (all || is_quiet(sample, weather))
            room[count++] = tare_log(sample->value) -
                            tare_log(sample->pace_ns / weather->pace_ns);
    }
    tare_sort(room, count);
    return tare_median(room, count);
}

static double pace_of(const struct tare_launch *launch, double *room)
{
    for (size_t i = 0; i < launch->count; i++)
        room[i] = launch->samples[i].pace_ns;
    tare_sort(room, launch->count);
    return tare_median(room, launch->count);
}

void tare_quiet_launch(struct tare_launch *launch,
                       const struct tare_weather *weather)
{
    double *room;
    size_t quiet = 0;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];

        if (!(sample->pace_ns > 0 && sample->value > 0))
            return;
        quiet += is_quiet(sample, weather) != 0;
    }
    if (launch->count == 0)
        return;
    launch->quiet = (double)quiet / (double)launch->count;
    room = tare_alloc(launch->count, sizeof *room);
    launch->value =
        tare_exp(paced(launch, weather, launch->quiet < QUIET_SHARE, room));
    if (launch->pace_ns > 0)
        launch->own = pace_of(launch, room) / launch->pace_ns - 1;
    free(room);
}

static void forget(struct tare_measure *time)
{
    for (size_t i = 0; i < time->count; i++) {
        struct tare_launch *launch = &time->launches[i];

        launch->quiet = -1;
        for (size_t j = 0; j < launch->count; j++)
            launch->samples[j].is_disturbed = 0;
    }
}

enum tare_quiet tare_quiet_launches(struct tare_measure *time,
                                    const struct tare_weather *weather)
{
    size_t most = look(time, weather);

    if (most == 0)
        forget(time);
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
