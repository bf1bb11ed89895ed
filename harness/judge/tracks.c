/* SPDX-License-Identifier: MIT */
#include "harness/judge/tracks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/priority.h"
#include "store/alloc.h"

/* ---- pairs --------------------------------------------------------------- */

/* The launch that began at that moment, from *at on; NULL for none. */
static const struct tare_launch *find_launch(const struct tare_measure *measure,
                                             double start_s, size_t *at)
{
    while (*at < measure->count && measure->launches[*at].start_s < start_s)
        ++*at;
    if (*at == measure->count || measure->launches[*at].start_s > start_s)
        return NULL;
    return &measure->launches[*at];
}

/* The value of each launch, in order of the launches of time, as a launch need
 * not have reported; NaN where it has not. */
static void take_values(const struct tare_case *c, const char *name,
                        double *values, size_t from, size_t count)
{
    const struct tare_measure *time = &c->measures[0];
    const struct tare_measure *measure = tare_case_measure(c, name);
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        const struct tare_launch *launch =
            measure == time
                ? &time->launches[from + i]
                : find_launch(measure, time->launches[from + i].start_s, &at);

        values[i] = launch != NULL ? launch->value : NAN;
    }
}

/* Equal values do not differ, be they 0; otherwise both must be positive. */
static double log_ratio(double old, double new)
{
    if (!(old < new) && !(old > new) && !isnan(old) && !isnan(new))
        return 0;
    return old > 0 && new > 0 ? tare_log(new) - tare_log(old) : NAN;
}

/* The log-ratios of pairs from..from+count, positive for worse, into pairs. */
static void take_pairs(struct tare_tracks *tracks,
                       const struct tare_track *track, size_t from,
                       size_t count)
{
    const struct tare_measure *measure =
        tare_case_measure(track->sides[0], track->measure);
    double sign = measure->better == TARE_BETTER_LOWER ? 1 : -1;
    double *old = tracks->scratch, *new = tracks->pairs;

    take_values(track->sides[0], track->measure, old, from, count);
    take_values(track->sides[1], track->measure, new, from, count);
    for (size_t i = 0; i < count; i++)
        tracks->pairs[i] = sign * log_ratio(old[i], new[i]);
}

/* What the layouts of pairs 0..count say, which are those in pairs. */
static void fit_layouts(struct tare_tracks *tracks, size_t index, size_t count)
{
    for (unsigned side = 0; side < 2; side++) {
        const struct tare_measure *time =
            &tracks->items[index].sides[side]->measures[0];

        for (size_t i = 0; i < count; i++)
            tracks->drawn[side][i] = time->launches[i].layout;
    }
    tracks->layouts[index] =
        tare_layouts_fit(tracks->pairs, tracks->drawn[0], tracks->drawn[1],
                         count, tracks->scratch);
}

size_t tare_track_pairs(const struct tare_track *track)
{
    size_t old = track->sides[0]->measures[0].count;
    size_t new = track->sides[1]->measures[0].count;

    return old < new ? old : new;
}

/* ---- making -------------------------------------------------------------- */

/* Whether it is measured, and the first launch of the case gave that measure:
 * one that comes later came too late to be counted among the tests. */
static int has_from_start(const struct tare_case *c, const char *name)
{
    const struct tare_measure *measure = tare_case_measure(c, name);
    size_t at = 0;

    return measure != NULL && measure->count > 0 &&
           measure->kind == TARE_KIND_NOISY &&
           find_launch(measure, c->measures[0].launches[0].start_s, &at) !=
               NULL;
}

static int has_launches(const struct tare_case *c)
{
    return c->measure_count > 0 && strcmp(c->measures[0].name, "time") == 0 &&
           c->measures[0].count > 0;
}

static void add_track(struct tare_tracks *tracks, const struct tare_case *old,
                      const struct tare_case *new, const char *measure)
{
    tracks->items =
        tare_grow(tracks->items, tracks->count, sizeof *tracks->items);
    tracks->items[tracks->count++] =
        (struct tare_track){ { old, new }, measure, NULL };
}

static void add_case(struct tare_tracks *tracks, const struct tare_case *old,
                     const struct tare_case *new, int is_control)
{
    size_t count = is_control ? 1 : new->measure_count; /* time is the first */

    if (old == NULL || !has_launches(old) || !has_launches(new))
        return;
    for (size_t i = 0; i < count; i++)
        if (has_from_start(old, new->measures[i].name) &&
            has_from_start(new, new->measures[i].name))
            add_track(tracks, old, new, new->measures[i].name);
}

static double threshold_of(const struct tare_track *track,
                           const struct tare_run *run)
{
    double own = track->sides[1]->noise;

    return own > 0 ? own : run->duel.threshold;
}

/* One rule for each threshold; they divide the error by the same number. */
static void make_rules(struct tare_tracks *tracks, const struct tare_run *run)
{
    double *memory = tare_alloc(TARE_RULE_MEMORY, sizeof *memory);

    tracks->rules = tare_alloc(tracks->count, sizeof *tracks->rules);
    for (size_t i = 0; i < tracks->count; i++) {
        double threshold = threshold_of(&tracks->items[i], run);
        size_t k = 0;

        while (k < tracks->rule_count &&
               (tracks->rules[k].threshold < threshold ||
                tracks->rules[k].threshold > threshold))
            k++;
        if (k == tracks->rule_count)
            tare_rule_init(&tracks->rules[tracks->rule_count++], threshold,
                           run->duel.alpha, tracks->judged, memory);
        tracks->items[i].rule = &tracks->rules[k];
    }
    free(memory);
}

/* The old side of cases[index], which a duel writes right before it. */
static const struct tare_case *find_old(const struct tare_case *cases,
                                        size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++) {
        const struct tare_case *c = &cases[(index + count - 1 + i) % count];

        if (c->side == TARE_SIDE_OLD &&
            strcmp(c->identity.id, cases[index].identity.id) == 0)
            return c;
    }
    return NULL;
}

static void add_all(struct tare_tracks *tracks, const struct tare_case *cases,
                    size_t count, int are_controls)
{
    for (size_t i = 0; i < count; i++)
        if (cases[i].side == TARE_SIDE_NEW)
            add_case(tracks, find_old(cases, count, i), &cases[i],
                     are_controls);
}

void tare_tracks_make(struct tare_tracks *tracks, const struct tare_run *run)
{
    *tracks = (struct tare_tracks){ 0 };
    add_all(tracks, run->cases, run->case_count, 0);
    tracks->judged = tracks->count;
    add_all(tracks, run->references, run->reference_count, 1);
    make_rules(tracks, run);
    tracks->contests = tare_alloc(tracks->count, sizeof *tracks->contests);
    tracks->layouts = tare_alloc(tracks->count, sizeof *tracks->layouts);
    for (unsigned side = 0; side < 2; side++)
        tracks->drawn[side] =
            tare_alloc(TARE_RULE_LAST, sizeof *tracks->drawn[side]);
    tracks->pairs = tare_alloc(TARE_RULE_LAST, sizeof *tracks->pairs);
    tracks->scratch =
        tare_alloc((size_t)2 * TARE_RULE_LAST, sizeof *tracks->scratch);
}

void tare_tracks_release(struct tare_tracks *tracks)
{
    free(tracks->items);
    free(tracks->contests);
    free(tracks->layouts);
    free(tracks->drawn[0]);
    free(tracks->drawn[1]);
    free(tracks->rules);
    free(tracks->pairs);
    free(tracks->scratch);
    *tracks = (struct tare_tracks){ 0 };
}

/* ---- looking ------------------------------------------------------------- */

/* What the layouts make of what the pairs 0..count, which are those in pairs, said
 * at a look. */
static void look_at_layouts(struct tare_tracks *tracks, size_t index,
                            size_t count)
{
    fit_layouts(tracks, index, count);
    tare_layouts_look(tracks->items[index].rule, &tracks->contests[index],
                      &tracks->layouts[index]);
}

void tare_tracks_look(struct tare_tracks *tracks, size_t index)
{
    const struct tare_track *track = &tracks->items[index];
    struct tare_contest *contest = &tracks->contests[index];
    size_t due;

    while ((due = tare_contest_due(track->rule, contest)) > 0 &&
           due <= tare_track_pairs(track)) {
        take_pairs(tracks, track, 0, due);
        tare_contest_look(track->rule, contest, tracks->pairs, tracks->scratch);
        look_at_layouts(tracks, index, due);
    }
}

/* With all pairs there are, when time was up between two looks. */
static void look_last(struct tare_tracks *tracks, size_t index, double *memory)
{
    const struct tare_track *track = &tracks->items[index];
    struct tare_contest *contest = &tracks->contests[index];
    size_t pairs = tare_track_pairs(track), before = contest->pairs;

    if (contest->phase != TARE_MEASURING ||
        pairs >= tare_contest_due(track->rule, contest))
        return;
    take_pairs(tracks, track, 0, pairs);
    tare_contest_last_look(track->rule, contest, tracks->pairs, pairs,
                           tracks->scratch, memory);
    if (contest->pairs > before)
        look_at_layouts(tracks, index, pairs);
}

size_t tare_tracks_alarmed(const struct tare_tracks *tracks, size_t *chosen,
                           enum tare_contest_verdict *wide)
{
    return tare_priority_confirm(tracks->contests, tracks->judged, chosen,
                                 wide);
}

size_t tare_tracks_wanted(const struct tare_tracks *tracks, size_t index)
{
    const struct tare_contest *contest = &tracks->contests[index];

    return contest->pairs + tare_contest_fresh(contest);
}

/* With the pairs that came after the alarm, as many as there are. */
static void confirm(struct tare_tracks *tracks, size_t index, double *memory)
{
    const struct tare_track *track = &tracks->items[index];
    struct tare_contest *contest = &tracks->contests[index];
    size_t fresh = tare_track_pairs(track) - contest->pairs;
    size_t wanted = tare_contest_fresh(contest);

    fresh = fresh < wanted ? fresh : wanted;
    take_pairs(tracks, track, contest->pairs, fresh);
    if (fresh == wanted)
        tare_contest_confirm(track->rule, contest, tracks->pairs,
                             tracks->scratch);
    else
        tare_contest_confirm_by(contest, tracks->pairs, fresh, tracks->scratch,
                                memory);
}

/* With all pairs there are, whether they were needed for an alarm or not. */
static void review(struct tare_tracks *tracks, size_t index)
{
    const struct tare_track *track = &tracks->items[index];
    size_t pairs = tare_track_pairs(track);

    pairs = pairs < TARE_RULE_LAST ? pairs : TARE_RULE_LAST;
    take_pairs(tracks, track, 0, pairs);
    fit_layouts(tracks, index, pairs);
    tare_layouts_review(track->rule, &tracks->contests[index],
                        &tracks->layouts[index]);
}

static int is_among(const size_t *chosen, size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++)
        if (chosen[i] == index)
            return 1;
    return 0;
}

void tare_tracks_conclude(struct tare_tracks *tracks)
{
    double *memory = tare_alloc(TARE_RULE_MEMORY, sizeof *memory);
    size_t *chosen = tare_alloc(tracks->count, sizeof *chosen);
    enum tare_contest_verdict wide;
    size_t count = tare_tracks_alarmed(tracks, chosen, &wide);

    /* of a change of the suite as a whole only some are confirmed */
    for (size_t i = 0; i < tracks->judged; i++)
        if (tracks->contests[i].phase == TARE_ALARM &&
            !is_among(chosen, count, i))
            tare_contest_stand(&tracks->contests[i], TARE_REASON_SUITE_WIDE);
    for (size_t i = 0; i < count; i++)
        confirm(tracks, chosen[i], memory);
    for (size_t i = 0; i < tracks->count; i++)
        look_last(tracks, i, memory);
    for (size_t i = 0; i < tracks->count; i++)
        tare_contest_end(&tracks->contests[i]);
    for (size_t i = 0; i < tracks->judged; i++)
        review(tracks, i);
    free(chosen);
    free(memory);
}

/* ---- controls ------------------------------------------------------------ */

static size_t find_control(const struct tare_tracks *tracks, const char *id)
{
    size_t i = tracks->judged;

    while (i < tracks->count &&
           strcmp(tracks->items[i].sides[1]->identity.id, id) != 0)
        i++;
    return i;
}

const struct tare_contest *tare_tracks_control(const struct tare_tracks *tracks,
                                               const char *id)
{
    size_t index = find_control(tracks, id);

    return index < tracks->count ? &tracks->contests[index] : NULL;
}

struct tare_controls tare_tracks_controls(struct tare_tracks *tracks)
{
    static const struct tare_contest none = { 0 };
    const struct tare_contest *slower =
        tare_tracks_control(tracks, TARE_CONTROL_SLOWER);
    size_t silent = find_control(tracks, TARE_CONTROL_SILENT), pairs = 0;
    struct tare_controls controls = { .p = NAN };
    double *scratch;

    slower = slower != NULL ? slower : &none;
    if (silent < tracks->count)
        pairs = tare_track_pairs(&tracks->items[silent]);
    pairs = pairs < TARE_RULE_LAST ? pairs : TARE_RULE_LAST;
    controls.blind = slower->verdict != TARE_REGRESSED;
    if (pairs == 0)
        return controls;
    scratch = tare_alloc(tare_controls_scratch(pairs), sizeof *scratch);
    take_pairs(tracks, &tracks->items[silent], 0, pairs);
    controls = tare_controls(tracks->pairs, pairs, slower, scratch);
    free(scratch);
    return controls;
}
