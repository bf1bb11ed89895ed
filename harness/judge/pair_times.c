/* SPDX-License-Identifier: MIT */
#include "harness/judge/pair_times.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/weather.h"
#include "store/alloc.h"

double tare_log_ratio(double old, double new)
{
    if (!(old < new) && !(old > new) && !isnan(old) && !isnan(new))
        return 0;
    return old > 0 && new > 0 ? tare_log(new) - tare_log(old) : NAN;
}

/* Whether the launches of both sides were timed in stretches, and interrupts are
 * all that this took out of them: on one side alone it would be a difference. */
static int are_cut(const struct tare_case *const *sides, size_t from,
                   size_t count)
{
    double taken_out = 0, interrupted = 0;

    for (unsigned side = 0; side < 2; side++)
        for (size_t i = from; i < from + count; i++) {
            const struct tare_launch *launch =
                &sides[side]->measures[0].launches[i];

            if (!(launch->whole > 0 && launch->value > 0))
                return 0;
            taken_out += tare_log(launch->whole / launch->value);
            interrupted += launch->interrupts;
        }
    return tare_interrupts_explain(taken_out / (2 * (double)count),
                                   interrupted / (2 * (double)count));
}

static double value_of(const struct tare_launch *launch, int is_cut)
{
    return is_cut ? launch->value : tare_launch_whole(launch);
}

static double as_met(const struct tare_launch *launch)
{
    return launch->quiet >= 0 ? launch->met : launch->value;
}

/* Of an executable from before there were canaries, launches are known as they
 * were met; then so are those of the other side. */
static void take_times(const struct tare_case *const *sides, int is_cut,
                       double *old, double *new, size_t from, size_t count)
{
    const struct tare_measure *a = &sides[0]->measures[0];
    const struct tare_measure *b = &sides[1]->measures[0];

    for (size_t i = 0; i < count; i++) {
        const struct tare_launch *first = &a->launches[from + i];
        const struct tare_launch *second = &b->launches[from + i];
        int both = first->quiet >= 0 && second->quiet >= 0;

        old[i] = both ? value_of(first, is_cut) : as_met(first);
        new[i] = both ? value_of(second, is_cut) : as_met(second);
    }
}

static void centre(double *values, size_t count, double *room)
{
    double middle;

    memcpy(room, values, count * sizeof *room);
    tare_sort(room, count);
    middle = tare_median(room, count);
    for (size_t i = 0; i < count; i++)
        values[i] -= middle;
}

/* What one side says of how time follows the pace: logarithms of both, without
 * what the launches of the side have in common. */
static size_t add_paces(const struct tare_measure *time, int is_cut,
                        size_t from, size_t count, double *times, double *paces,
                        double *room)
{
    size_t known = 0;

    for (size_t i = from; i < from + count; i++) {
        const struct tare_launch *launch = &time->launches[i];

        if (!(launch->quiet >= 0 && launch->pace_ns > 0 && launch->value > 0))
            continue;
        paces[known] = tare_log(launch->pace_ns * (1 + launch->own));
        times[known] = tare_log(value_of(launch, is_cut)) + paces[known];
        known++;
    }
    centre(times, known, room);
    centre(paces, known, room);
    return known;
}

/* Launches are brought to one pace as if their times were as many cycles
 * whatever the clock; where memory decides, that takes out too much.  Found from
 * both sides together, it is tied to neither. */
static double find_slope(const struct tare_case *const *sides, int is_cut,
                         size_t from, size_t count)
{
    double *room = tare_alloc(8 * count, sizeof *room);
    double *times = room, *paces = room + 2 * count;
    size_t known = 0;
    double slope;

    for (unsigned side = 0; side < 2; side++)
        known += add_paces(&sides[side]->measures[0], is_cut, from, count,
                           times + known, paces + known, room + 4 * count);
    slope = tare_pace_slope(times, paces, known, 0, room + 4 * count).value;
    free(room);
    return slope;
}

/* What was taken out of the ratio of the pair that belongs to it. */
static double pace_back(const struct tare_case *const *sides, size_t at,
                        double slope)
{
    const struct tare_launch *a = &sides[0]->measures[0].launches[at];
    const struct tare_launch *b = &sides[1]->measures[0].launches[at];

    if (!(a->quiet >= 0 && b->quiet >= 0 && a->pace_ns > 0 && b->pace_ns > 0))
        return 0;
    return (1 - slope) * (tare_log(b->pace_ns * (1 + b->own)) -
                          tare_log(a->pace_ns * (1 + a->own)));
}

/* Code that slows the clock by itself, as wide vectors do, pays for that: where
 * one side does it more than the other, by how much, else 0. */
static double own_pace(const struct tare_case *const *sides, size_t from,
                       size_t count, double *room)
{
    const struct tare_measure *a = &sides[0]->measures[0];
    const struct tare_measure *b = &sides[1]->measures[0];

    for (size_t i = 0; i < count; i++)
        room[i] = tare_log(1 + b->launches[from + i].own) -
                  tare_log(1 + a->launches[from + i].own);
    return tare_own_pace(room, count);
}

void tare_pair_times(const struct tare_case *const sides[2], size_t from,
                     size_t count, double *ratios)
{
    double *old = tare_alloc(3 * count, sizeof *old);
    double *new = old + count;
    int is_cut = are_cut(sides, from, count);
    double slope = find_slope(sides, is_cut, from, count);
    double own = own_pace(sides, from, count, old + 2 * count);

    take_times(sides, is_cut, old, new, from, count);
    for (size_t i = 0; i < count; i++)
        ratios[i] = tare_log_ratio(old[i], new[i]) + slope * own +
                    pace_back(sides, from + i, slope);
    free(old);
}

void tare_pair_times_settle(struct tare_case *const sides[2])
{
    const struct tare_case *const both[] = { sides[0], sides[1] };
    size_t old = sides[0]->measures[0].count, new = sides[1]->measures[0].count;

    if (are_cut(both, 0, old < new ? old : new))
        return;
    for (unsigned side = 0; side < 2; side++)
        for (size_t i = 0; i < sides[side]->measures[0].count; i++) {
            struct tare_launch *launch = &sides[side]->measures[0].launches[i];

            launch->value = tare_launch_whole(launch);
            launch->whole = 0;
        }
}
