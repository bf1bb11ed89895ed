/* SPDX-License-Identifier: MIT */
#include "harness/judge/judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/reasons.h"
#include "harness/judge/exact.h"
#include "harness/judge/explain.h"
#include "harness/judge/duel_notes.h"
#include "harness/judge/placement.h"
#include "harness/judge/sameness.h"
#include "harness/judge/shifts.h"
#include "harness/judge/standing.h"
#include "harness/judge/pairs.h"
#include "stats/elementary.h"
#include "store/alloc.h"
#include "store/cut.h"

/* What was measured together: a shard of what was merged, else everything. */
struct lot {
    struct tare_pairs pairs;
    size_t next;   /* of the series, which come in the order of the cases */
    double pair_s; /* what a pair takes */
    uint64_t seed;
    enum tare_control_state negative;
};

struct judge {
    struct tare_comparison *comparison;
    const struct tare_run *run;
    struct lot *lots;
    size_t lot_count;
    struct lot *lot; /* of the case that is judged */
};

/* ---- what makes a verdict worthless -------------------------------------- */

/* A library that both sides load from the same place, and that is newer than
 * the old executable: whatever changed in it changed on both sides. */
static const struct tare_loaded *find_shared(const struct tare_binary *old,
                                             const struct tare_binary *new)
{
    if (old->is_kept || new->is_kept)
        return NULL;
    for (size_t i = 0; i < old->library_count; i++)
        for (size_t k = 0; k < new->library_count; k++)
            if (old->libraries[i].is_newer &&
                strcmp(old->libraries[i].path, new->libraries[k].path) == 0)
                return &old->libraries[i];
    return NULL;
}

/* Makes the verdict inconclusive when it cannot be trusted; whether it did. */
static int withhold(const struct judge *judge, const struct tare_case *old,
                    const struct tare_case *new, struct tare_verdict *verdict)
{
    const struct tare_loaded *shared = find_shared(
        &judge->run->binaries[old->binary], &judge->run->binaries[new->binary]);

    if (tare_standing_withhold(verdict, old, new))
        return 1;
    if (shared != NULL && verdict->kind == TARE_VERDICT_UNCHANGED)
        tare_verdict_set(
            verdict, TARE_VERDICT_INCONCLUSIVE, "shared-library",
            "both sides load %s, which was changed after the old side was "
            "built, so a change in it is not visible",
            shared->path);
    else if (judge->lot->negative == TARE_CONTROL_BAD &&
             !verdict->is_counted) /* which no neighbour disturbs */
        tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, "control", "%s",
                         tare_reason_find("control")->reason);
    else
        return 0;
    return 1;
}

/* ---- what the pairs decide ----------------------------------------------- */

/* A log-ratio where positive is worse, as new over old less 1. */
static double as_change(double log_ratio, enum tare_better_way better)
{
    return tare_exp(better == TARE_BETTER_LOWER ? log_ratio : -log_ratio) - 1;
}

static void set_change(struct tare_verdict *verdict,
                       const struct tare_interval *change)
{
    double low = as_change(change->low, verdict->better);
    double high = as_change(change->high, verdict->better);
    int is_upright = verdict->better == TARE_BETTER_LOWER;

    verdict->change = (struct tare_band){ .value = as_change(change->estimate,
                                                             verdict->better),
                                          .low = is_upright ? low : high,
                                          .high = is_upright ? high : low,
                                          .confidence = change->confidence };
}

static void set_values(struct tare_verdict *verdict,
                       const struct tare_series *series)
{
    const struct tare_measure *old =
        tare_case_measure(series->sides[0], series->measure);
    const struct tare_measure *new =
        tare_case_measure(series->sides[1], series->measure);

    verdict->unit = tare_strdup(new->unit);
    verdict->better = new->better;
    verdict->threshold = series->rule->threshold;
    if (old->has_estimate)
        verdict->old_value = old->estimate.value;
    if (new->has_estimate)
        verdict->new_value = new->estimate.value;
}

/* Two values that differ by the change, about the middle of the two that were
 * estimated: the pairs cancel what disturbed both sides, the estimates of the
 * sides do not, and then they say something else. */
static void agree(struct tare_verdict *verdict)
{
    double middle = sqrt(verdict->old_value * verdict->new_value);
    double step = sqrt(1 + verdict->change.value);

    if (!(middle > 0) || !isfinite(middle) || !(step > 0) || !isfinite(step))
        return;
    verdict->old_value = middle / step;
    verdict->new_value = middle * step;
}

/* Not proven in the time there was, but hardly chance. */
static int is_suspect(const struct tare_verdict *verdict,
                      const struct tare_ruling *ruling)
{
    int is_open = ruling->reason == TARE_REASON_BUDGET ||
                  ruling->reason == TARE_REASON_FEW_PAIRS ||
                  ruling->reason == TARE_REASON_LAST_LOOK;

    return verdict->kind == TARE_VERDICT_INCONCLUSIVE && is_open &&
           ruling->z >= TARE_SUSPECT_Z;
}

static enum tare_verdict_kind kind_of(enum tare_ruling_verdict verdict)
{
    static const enum tare_verdict_kind kinds[] = {
        [TARE_INCONCLUSIVE] = TARE_VERDICT_INCONCLUSIVE,
        [TARE_UNCHANGED] = TARE_VERDICT_UNCHANGED,
        [TARE_IMPROVED] = TARE_VERDICT_IMPROVED,
        [TARE_REGRESSED] = TARE_VERDICT_REGRESSED
    };

    return kinds[verdict];
}

/* How much more time would probably settle it. */
static void set_needed(const struct judge *judge,
                       const struct tare_series *series,
                       const struct tare_ruling *ruling,
                       struct tare_verdict *verdict)
{
    size_t needed =
        tare_rule_pairs_needed(series->rule, &ruling->change, ruling->pairs);
    size_t pairs = tare_series_count(series);

    verdict->detectable =
        tare_exp(tare_rule_detectable(series->rule, &ruling->change)) - 1;
    if (needed <= pairs)
        needed = pairs + pairs / 2;
    verdict->needed_s = judge->lot->pair_s * (double)(needed - pairs);
}

static void judge_series(struct judge *judge, size_t index)
{
    const struct tare_series *series = &judge->lot->pairs.items[index];
    const struct tare_ruling *ruling = &judge->lot->pairs.rulings[index];
    const struct tare_verdict_reason *reason = tare_reason_choose(
        ruling->reason, judge->run, tare_series_count(series));
    struct tare_verdict *verdict = tare_comparison_add(
        judge->comparison, series->sides[1]->identity.id, series->measure);

    set_values(verdict, series);
    verdict->pairs = tare_series_count(series);
    tare_verdict_set(verdict, kind_of(ruling->verdict), reason->code, "%s",
                     reason->reason != NULL ? reason->reason : "");
    if (ruling->pairs > 0 && ruling->reason != TARE_REASON_NOT_A_NUMBER) {
        verdict->pairs_first = ruling->fresh > 0 ? ruling->pairs : 0;
        verdict->pairs_seen = ruling->pairs + ruling->fresh;
        set_change(verdict, &ruling->change);
        agree(verdict);
        set_needed(judge, series, ruling, verdict);
        verdict->is_suspect = is_suspect(verdict, ruling);
    }
    tare_placement_judge(verdict, &judge->lot->pairs, index);
    verdict->is_confirmed = (ruling->verdict == TARE_REGRESSED ||
                             ruling->verdict == TARE_IMPROVED) &&
                            ruling->reason == TARE_REASON_NONE;
    if (withhold(judge, series->sides[0], series->sides[1],
                 verdict)) { /* which no time would change */
        verdict->is_confirmed = verdict->is_suspect = 0;
        verdict->detectable = verdict->needed_s = NAN;
    }
    tare_explain(verdict, series->sides[0], series->sides[1]);
    tare_advise(verdict);
}

/* ---- what was counted ---------------------------------------------------- */

static void judge_counted(const struct judge *judge,
                          const struct tare_case *old_case,
                          const struct tare_case *new_case,
                          const struct tare_measure *old,
                          const struct tare_measure *new)
{
    struct tare_verdict *verdict = tare_comparison_add(
        judge->comparison, new_case->identity.id, new->name);
    double threshold =
        new_case->noise > 0 ? new_case->noise : judge->run->duel.threshold;
    struct tare_limit limit =
        new->has_limit ? new->limit : tare_exact_limit(new->name, threshold);

    verdict->unit = tare_strdup(new->unit);
    verdict->better = new->better;
    tare_exact_rule(verdict, old, new, &limit);
    tare_explain_blocks(verdict, old_case, new_case);
    if (withhold(judge, old_case, new_case, verdict))
        verdict->is_confirmed = 0;
    tare_advise(verdict);
}

/* ---- the whole ----------------------------------------------------------- */

/* Of several, "in shard 2: "; the caller has room for it. */
static const char *name_lot(const struct judge *judge, char text[32])
{
    text[0] = '\0';
    if (judge->lot_count > 1)
        snprintf(text, 32,
                 "in shard %u: ", (unsigned)(judge->lot - judge->lots));
    return text;
}

/* It holds for its own shard; all is withheld where it alarmed in each. */
static void judge_silent(struct judge *judge,
                         const struct tare_controls *controls)
{
    struct tare_comparison *comparison = judge->comparison;
    struct lot *lot = judge->lot;
    char where[32];

    if (comparison->negative == TARE_CONTROL_NOT_RUN ||
        controls->p < comparison->negative_p)
        comparison->negative_p = controls->p;
    if (isnan(controls->p))
        return;
    lot->negative =
        controls->label_fault ? TARE_CONTROL_BAD : TARE_CONTROL_GOOD;
    if (comparison->negative != TARE_CONTROL_GOOD)
        comparison->negative = lot->negative;
    if (lot->negative == TARE_CONTROL_BAD && judge->lot_count > 1)
        tare_comparison_note(comparison, "control",
                             "%sthe A/A control alarmed, so no verdict on the "
                             "time of its cases can be trusted",
                             name_lot(judge, where));
}

static void judge_slower(struct judge *judge, const struct tare_ruling *slower)
{
    struct tare_comparison *comparison = judge->comparison;
    const struct tare_interval *change = &slower->change;
    int is_found = slower->verdict == TARE_REGRESSED;
    char where[32];

    /* of several, as the first that missed it says */
    if (comparison->positive != TARE_CONTROL_BAD && slower->looks > 0)
        comparison->found =
            (struct tare_band){ as_change(change->estimate, TARE_BETTER_LOWER),
                                as_change(change->low, TARE_BETTER_LOWER),
                                as_change(change->high, TARE_BETTER_LOWER),
                                change->confidence };
    if (comparison->positive != TARE_CONTROL_BAD)
        comparison->positive = is_found ? TARE_CONTROL_GOOD : TARE_CONTROL_BAD;
    if (!is_found)
        tare_comparison_note(
            comparison, "control",
            "%sthe control that is %.3g %% slower was missed: this machine "
            "could not resolve such a change today",
            name_lot(judge, where), 100 * comparison->threshold);
}

static void judge_controls(struct judge *judge)
{
    const struct tare_ruling *slower =
        tare_pairs_control(&judge->lot->pairs, TARE_CONTROL_SLOWER);
    struct tare_controls controls = tare_pairs_controls(&judge->lot->pairs);

    if (judge->lot->pairs.judged == 0)
        return; /* there was nothing to control */
    judge_silent(judge, &controls);
    if (slower != NULL)
        judge_slower(judge, slower);
}

static int has_track(const struct judge *judge, const struct tare_case *new,
                     const char *measure)
{
    for (size_t i = 0; i < judge->lot->pairs.judged; i++)
        if (judge->lot->pairs.items[i].sides[1] ==
            new &&strcmp(judge->lot->pairs.items[i].measure, measure) == 0)
            return 1;
    return 0;
}

/* Measures of one side that the other does not report, or not from the start. */
static void judge_other_measures(struct judge *judge,
                                 const struct tare_case *one,
                                 const struct tare_case *other, int is_new)
{
    for (size_t i = 0; i < one->measure_count; i++) {
        const struct tare_measure *measure = &one->measures[i];

        if (measure->kind != TARE_KIND_NOISY)
            continue;
        if (tare_case_measure(other, measure->name) == NULL)
            tare_standing_alone(judge->comparison, one, measure, is_new);
        else if (is_new && !has_track(judge, one, measure->name))
            tare_verdict_set(tare_comparison_add(judge->comparison,
                                                 one->identity.id,
                                                 measure->name),
                             TARE_VERDICT_INCONCLUSIVE, "not-a-number",
                             "not all launches reported it");
    }
}

/* What one side alone has counted says nothing of the code: the other was
 * built before it could be, or elsewhere. */
static void judge_counts(const struct judge *judge, const struct tare_case *old,
                         const struct tare_case *new)
{
    for (size_t i = 0; i < new->measure_count; i++) {
        const struct tare_measure *now = &new->measures[i];
        const struct tare_measure *before = tare_case_measure(old, now->name);

        if (before != NULL && tare_exact_is_judged(before, now))
            judge_counted(judge, old, new, before, now);
    }
}

/* Whether the sides are one program, so that nothing was measured. */
static int judge_identical(const struct judge *judge,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    const struct tare_binary *binaries = judge->run->binaries;

    if (old->measure_count + new->measure_count > 0 ||
        !tare_sameness(&binaries[old->binary], &binaries[new->binary]))
        return 0;
    tare_verdict_set(
        tare_comparison_add(judge->comparison, new->identity.id, "time"),
        TARE_VERDICT_UNCHANGED, "identical",
        "the executables and all that they load are identical");
    return 1;
}

/* Those of cases before it that were not judged by pairs are passed over. */
static void judge_all_series(struct judge *judge, const struct tare_case *new)
{
    const struct tare_pairs *pairs = &judge->lot->pairs;

    while (judge->lot->next < pairs->judged &&
           pairs->items[judge->lot->next].sides[1] < new)
        judge->lot->next++;
    while (judge->lot->next < pairs->judged &&
           pairs->items[judge->lot->next].sides[1] == new)
        judge_series(judge, judge->lot->next++);
}

/* The verdicts of one case, in the order of its measures. */
static void judge_case(struct judge *judge, const struct tare_case *old,
                       const struct tare_case *new)
{
    size_t before;

    if (tare_standing_judge(judge->comparison, old, new))
        return;
    before = judge->comparison->count;
    tare_shifts_add(judge->comparison, old, new, judge->lot->seed);
    judge_all_series(judge, new);
    if (judge->comparison->count == before && judge_identical(judge, old, new))
        return;
    if (judge->comparison->count == before) {
        const struct tare_verdict_reason *reason =
            judge->run->interrupted ? tare_reason_find("interrupted")
                                    : tare_reason_of(TARE_REASON_FEW_PAIRS);

        tare_verdict_set(
            tare_comparison_add(judge->comparison, new->identity.id, "time"),
            TARE_VERDICT_INCONCLUSIVE, reason->code, "%s", reason->reason);
        return;
    }
    judge_counts(judge, old, new);
    judge_other_measures(judge, new, old, 1);
    judge_other_measures(judge, old, new, 0);
}

/* The cases of new sides and those that only the old side has. */
static void judge_cases(struct judge *judge)
{
    const struct tare_run *run = judge->run;
    const struct tare_case **others =
        tare_other_sides(run->cases, run->case_count);

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];

        judge->lot = &judge->lots[c->shard];
        if (c->side == TARE_SIDE_NEW)
            judge_case(judge, others[i], c);
        else if (others[i] == NULL)
            judge_case(judge, c, NULL);
    }
    free(others);
}

/* What its pairs say, before any case is judged. */
static void open_lot(struct judge *judge, size_t shard)
{
    const struct tare_run *run = judge->run;
    const struct tare_shard *from =
        tare_cut_is_merged(&run->cut) ? &run->cut.shards[shard] : NULL;
    double elapsed_s = from != NULL ? from->elapsed_s : run->elapsed_s;
    struct lot *lot = judge->lot = &judge->lots[shard];
    size_t pairs = 0;

    lot->seed = from != NULL ? from->seed : run->seed;
    tare_pairs_make(&lot->pairs, run, shard);
    for (size_t i = 0; i < lot->pairs.count; i++) {
        tare_pairs_look(&lot->pairs, i);
        if (tare_is_time(lot->pairs.items[i].measure)) /* once for each pair */
            pairs += tare_series_count(&lot->pairs.items[i]);
    }
    lot->pair_s = pairs > 0 ? elapsed_s / (double)pairs : NAN;
    tare_pairs_conclude(&lot->pairs);
    judge_controls(judge);
}

/* As if there was one, of the executables and what all know of them. */
static void add_notes(struct judge *judge)
{
    const struct lot *most = judge->lots;

    for (size_t i = 1; i < judge->lot_count; i++)
        if (judge->lots[i].pairs.judged > most->pairs.judged)
            most = &judge->lots[i];
    tare_duel_notes_add(judge->comparison, judge->run, &most->pairs);
}

void tare_judge(struct tare_comparison *comparison, const struct tare_run *run)
{
    struct judge judge = { .comparison = comparison,
                           .run = run,
                           .lot_count = tare_cut_shards(&run->cut) };

    comparison->by = TARE_BY_DUEL;
    comparison->old_name = tare_strdup(run->duel.old_name);
    comparison->new_name = tare_strdup(run->duel.new_name);
    comparison->threshold = run->duel.threshold;
    comparison->alpha = run->duel.alpha;
    comparison->budget_s = run->duel.budget_s;
    comparison->elapsed_s = run->elapsed_s;
    comparison->interrupted = run->interrupted;
    comparison->found = (struct tare_band){ NAN, NAN, NAN, NAN };
    judge.lots = tare_alloc(judge.lot_count, sizeof *judge.lots);
    for (size_t i = 0; i < judge.lot_count; i++)
        open_lot(&judge, i);
    judge_cases(&judge);
    add_notes(&judge);
    for (size_t i = 0; i < judge.lot_count; i++)
        tare_pairs_release(&judge.lots[i].pairs);
    free(judge.lots);
}
