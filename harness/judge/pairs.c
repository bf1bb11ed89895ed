/* SPDX-License-Identifier: MIT */
#include "harness/judge/pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/pair_times.h"
#include "stats/priority.h"
#include "store/alloc.h"
#include "store/cut.h"

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

/* The log-ratios of pairs from..from+count, positive for worse, into pairs. */
static void take_pairs(struct tare_pairs *pairs,
                       const struct tare_series *series, size_t from,
                       size_t count)
{
    const struct tare_measure *measure =
        tare_case_measure(series->sides[0], series->measure);
    double sign = measure->better == TARE_BETTER_LOWER ? 1 : -1;
    double *old = pairs->scratch, *new = pairs->ratios;

    if (tare_is_time(series->measure)) {
        tare_pair_times(series->sides, from, count, pairs->ratios);
    } else {
        take_values(series->sides[0], series->measure, old, from, count);
        take_values(series->sides[1], series->measure, new, from, count);
        for (size_t i = 0; i < count; i++)
            pairs->ratios[i] = tare_log_ratio(old[i], new[i]);
    }
    for (size_t i = 0; i < count; i++)
        pairs->ratios[i] *= sign;
}

/* What the layouts of pairs 0..count say, which are those in pairs. */
static void fit_layouts(struct tare_pairs *pairs, size_t index, size_t count)
{
    for (unsigned side = 0; side < 2; side++) {
        const struct tare_measure *time =
            &pairs->items[index].sides[side]->measures[0];

        for (size_t i = 0; i < count; i++)
            pairs->drawn[side][i] = time->launches[i].layout;
    }
    pairs->layouts[index] = tare_layouts_fit(
        pairs->ratios, pairs->drawn[0], pairs->drawn[1], count, pairs->scratch);
}

size_t tare_series_count(const struct tare_series *series)
{
    size_t old = series->sides[0]->measures[0].count;
    size_t new = series->sides[1]->measures[0].count;

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

static void add_series(struct tare_pairs *pairs, const struct tare_case *old,
                       const struct tare_case *new, const char *measure)
{
    *TARE_ADD(pairs->items, pairs->count) =
        (struct tare_series){ { old, new }, measure, NULL };
}

static void add_case(struct tare_pairs *pairs, const struct tare_case *old,
                     const struct tare_case *new, int is_control)
{
    size_t count = is_control ? 1 : new->measure_count; /* time is the first */

    if (old == NULL || !tare_case_has_launches(old) ||
        !tare_case_has_launches(new))
        return;
    for (size_t i = 0; i < count; i++)
        if (has_from_start(old, new->measures[i].name) &&
            has_from_start(new, new->measures[i].name))
            add_series(pairs, old, new, new->measures[i].name);
}

static double threshold_of(const struct tare_series *series,
                           const struct tare_run *run)
{
    double own = series->sides[1]->noise;

    return own > 0 ? own : run->duel.threshold;
}

/* One rule for each threshold; they divide the error by the same number. */
static void make_rules(struct tare_pairs *pairs, const struct tare_run *run,
                       size_t shard)
{
    double *memory = tare_alloc(TARE_RULE_MEMORY, sizeof *memory);

    pairs->rules = tare_alloc(pairs->count, sizeof *pairs->rules);
    pairs->rule_of = tare_alloc(pairs->count, sizeof *pairs->rule_of);
    for (size_t i = 0; i < pairs->count; i++) {
        double threshold = threshold_of(&pairs->items[i], run);
        size_t k = 0;

        while (k < pairs->rule_count &&
               (pairs->rules[k].threshold < threshold ||
                pairs->rules[k].threshold > threshold))
            k++;
        if (k == pairs->rule_count)
            tare_rule_init(
                &pairs->rules[pairs->rule_count++], threshold, run->duel.alpha,
                tare_cut_tests(&run->cut, shard, pairs->judged), memory);
        pairs->items[i].rule = pairs->rule_of[i] = &pairs->rules[k];
    }
    free(memory);
}

static void add_all(struct tare_pairs *pairs, const struct tare_case *cases,
                    size_t count, size_t shard, int are_controls)
{
    const struct tare_case **others = tare_other_sides(cases, count);

    for (size_t i = 0; i < count; i++)
        if (cases[i].side == TARE_SIDE_NEW && cases[i].shard == shard)
            add_case(pairs, others[i], &cases[i], are_controls);
    free(others);
}

void tare_pairs_make(struct tare_pairs *pairs, const struct tare_run *run,
                     size_t shard)
{
    *pairs = (struct tare_pairs){ 0 };
    add_all(pairs, run->cases, run->case_count, shard, 0);
    pairs->judged = pairs->count;
    add_all(pairs, run->references, run->reference_count, shard, 1);
    make_rules(pairs, run, shard);
    pairs->rulings = tare_alloc(pairs->count, sizeof *pairs->rulings);
    pairs->layouts = tare_alloc(pairs->count, sizeof *pairs->layouts);
    for (unsigned side = 0; side < 2; side++)
        pairs->drawn[side] =
            tare_alloc(TARE_RULE_LAST, sizeof *pairs->drawn[side]);
    pairs->ratios = tare_alloc(TARE_RULE_LAST, sizeof *pairs->ratios);
    pairs->scratch =
        tare_alloc((size_t)2 * TARE_RULE_LAST, sizeof *pairs->scratch);
}

void tare_pairs_release(struct tare_pairs *pairs)
{
    free(pairs->items);
    free(pairs->rulings);
    free(pairs->layouts);
    free(pairs->drawn[0]);
    free(pairs->drawn[1]);
    free(pairs->rules);
    free(pairs->rule_of);
    free(pairs->ratios);
    free(pairs->scratch);
    *pairs = (struct tare_pairs){ 0 };
}

/* ---- looking ------------------------------------------------------------- */

/* Those that may be looked at: what was measured to confirm an alarm of another
 * measure of the case raises none. */
static size_t open_pairs(const struct tare_series *series)
{
    size_t count = tare_series_count(series);
    size_t looked = series->sides[1]->looked;

    return looked > 0 && looked < count ? looked : count;
}

/* What the layouts make of what the pairs 0..count, which are those in pairs, said
 * at a look. */
static void look_at_layouts(struct tare_pairs *pairs, size_t index,
                            size_t count)
{
    fit_layouts(pairs, index, count);
    tare_layouts_look(pairs->items[index].rule, &pairs->rulings[index],
                      &pairs->layouts[index]);
}

void tare_pairs_look(struct tare_pairs *pairs, size_t index)
{
    const struct tare_series *series = &pairs->items[index];
    struct tare_ruling *ruling = &pairs->rulings[index];
    size_t due;

    while ((due = tare_ruling_due(series->rule, ruling)) > 0 &&
           due <= open_pairs(series)) {
        take_pairs(pairs, series, 0, due);
        tare_ruling_look(series->rule, ruling, pairs->ratios, pairs->scratch);
        look_at_layouts(pairs, index, due);
    }
}

/* With all pairs there are, when time was up between two looks. */
static void look_last(struct tare_pairs *pairs, size_t index, double *memory)
{
    const struct tare_series *series = &pairs->items[index];
    struct tare_ruling *ruling = &pairs->rulings[index];
    size_t count = open_pairs(series), before = ruling->pairs;

    if (ruling->phase != TARE_MEASURING ||
        count >= tare_ruling_due(series->rule, ruling))
        return;
    take_pairs(pairs, series, 0, count);
    tare_ruling_last_look(series->rule, ruling, pairs->ratios, count,
                          pairs->scratch, memory);
    if (ruling->pairs > before)
        look_at_layouts(pairs, index, count);
}

size_t tare_pairs_alarmed(const struct tare_pairs *pairs, size_t *chosen,
                          enum tare_ruling_verdict *wide)
{
    return tare_priority_confirm(pairs->rulings, pairs->judged, chosen, wide);
}

size_t tare_pairs_wanted(const struct tare_pairs *pairs, size_t index)
{
    const struct tare_ruling *ruling = &pairs->rulings[index];

    return ruling->pairs + tare_ruling_fresh(ruling);
}

/* With the pairs that came after the alarm, as many as there are. */
static void confirm(struct tare_pairs *pairs, size_t index, double *memory)
{
    const struct tare_series *series = &pairs->items[index];
    struct tare_ruling *ruling = &pairs->rulings[index];
    size_t fresh = tare_series_count(series) - ruling->pairs;
    size_t wanted = tare_ruling_fresh(ruling);

    fresh = fresh < wanted ? fresh : wanted;
    take_pairs(pairs, series, ruling->pairs, fresh);
    if (fresh == wanted)
        tare_ruling_confirm(series->rule, ruling, pairs->ratios,
                            pairs->scratch);
    else
        tare_ruling_confirm_by(ruling, pairs->ratios, fresh, pairs->scratch,
                               memory);
}

/* With all pairs there are, whether they were needed for an alarm or not. */
static void review(struct tare_pairs *pairs, size_t index)
{
    const struct tare_series *series = &pairs->items[index];
    size_t count = tare_series_count(series);

    count = count < TARE_RULE_LAST ? count : TARE_RULE_LAST;
    take_pairs(pairs, series, 0, count);
    fit_layouts(pairs, index, count);
    tare_layouts_review(series->rule, &pairs->rulings[index],
                        &pairs->layouts[index]);
}

static int is_among(const size_t *chosen, size_t count, size_t index)
{
    for (size_t i = 0; i < count; i++)
        if (chosen[i] == index)
            return 1;
    return 0;
}

void tare_pairs_conclude(struct tare_pairs *pairs)
{
    double *memory = tare_alloc(TARE_RULE_MEMORY, sizeof *memory);
    size_t *chosen = tare_alloc(pairs->count, sizeof *chosen);
    enum tare_ruling_verdict wide;
    size_t count = tare_pairs_alarmed(pairs, chosen, &wide);

    /* of a change of the suite as a whole only some are confirmed */
    for (size_t i = 0; i < pairs->judged; i++)
        if (pairs->rulings[i].phase == TARE_ALARM &&
            !is_among(chosen, count, i))
            tare_ruling_stand(&pairs->rulings[i], TARE_REASON_SUITE_WIDE);
    for (size_t i = 0; i < count; i++)
        confirm(pairs, chosen[i], memory);
    for (size_t i = 0; i < pairs->count; i++)
        look_last(pairs, i, memory);
    for (size_t i = 0; i < pairs->count; i++)
        tare_ruling_end(&pairs->rulings[i]);
    for (size_t i = 0; i < pairs->judged; i++)
        review(pairs, i);
    free(chosen);
    free(memory);
}

/* ---- controls ------------------------------------------------------------ */

static size_t find_control(const struct tare_pairs *pairs, const char *id)
{
    size_t i = pairs->judged;

    while (i < pairs->count &&
           strcmp(pairs->items[i].sides[1]->identity.id, id) != 0)
        i++;
    return i;
}

const struct tare_ruling *tare_pairs_control(const struct tare_pairs *pairs,
                                             const char *id)
{
    size_t index = find_control(pairs, id);

    return index < pairs->count ? &pairs->rulings[index] : NULL;
}

struct tare_controls tare_pairs_controls(struct tare_pairs *pairs)
{
    static const struct tare_ruling none = { 0 };
    const struct tare_ruling *slower =
        tare_pairs_control(pairs, TARE_CONTROL_SLOWER);
    size_t silent = find_control(pairs, TARE_CONTROL_SILENT), count = 0;
    struct tare_controls controls = { .p = NAN };
    double *scratch;

    slower = slower != NULL ? slower : &none;
    if (silent < pairs->count)
        count = tare_series_count(&pairs->items[silent]);
    count = count < TARE_RULE_LAST ? count : TARE_RULE_LAST;
    controls.blind = slower->verdict != TARE_REGRESSED;
    if (count == 0)
        return controls;
    scratch = tare_alloc(tare_controls_scratch(count), sizeof *scratch);
    take_pairs(pairs, &pairs->items[silent], 0, count);
    controls = tare_controls(pairs->ratios, count, slower, scratch);
    free(scratch);
    return controls;
}
