/* SPDX-License-Identifier: MIT */
#include "harness/moves.h"

#include <math.h>
#include <string.h>

#include "harness/checks.h"
#include "harness/counted.h"
#include "harness/estimates.h"
#include "harness/explain.h"
#include "harness/fingerprint.h"
#include "harness/results.h"
#include "harness/shifts.h"
#include "stats/elementary.h"
#include "store/alloc.h"

enum tare_ruling tare_moves_ruling(const struct tare_judgement *judgement,
                                   int is_more)
{
    return is_more == (judgement->better == TARE_BETTER_LOWER)
               ? TARE_RULING_REGRESSED
               : TARE_RULING_IMPROVED;
}

/* ---- one measure of both ------------------------------------------------- */

static void rule_counted(const struct tare_moves *moves,
                         struct tare_judgement *j,
                         const struct tare_measure *old,
                         const struct tare_measure *new)
{
    const struct tare_numbers_settings *settings = moves->settings;
    struct tare_limit limit = tare_counted_limit(new->name, j->threshold);

    if (settings->limit_of != NULL)
        limit = settings->limit_of(j->id, new->name, limit, settings->context);
    tare_counted_rule(j, old, new, &limit);
}

static void rule_without_ratio(struct tare_judgement *j)
{
    if (j->old_value < j->new_value || j->old_value > j->new_value)
        tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "no-ratio",
                            "from %g to %g: only positive values have a ratio "
                            "that could be judged",
                            j->old_value, j->new_value);
    else
        j->ruling = TARE_RULING_UNCHANGED;
}

static void rule_few_launches(struct tare_judgement *j, size_t old, size_t new)
{
    tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "few-launches",
                        "%zu launches in the old run and %zu in the new; each "
                        "needs %d",
                        old, new, TARE_MOVE_LAUNCHES);
    j->advice = tare_strdup("measure it longer (--measurement-time)");
}

/* The error of ln(estimate), however the estimate was made. */
static double log_error(const struct tare_estimate *estimate, int is_log)
{
    return is_log ? estimate->standard_error
                  : estimate->standard_error / estimate->value;
}

static double joint_error(double x, double y)
{
    return sqrt(x * x + y * y);
}

static void compare_measures(struct tare_moves *moves, struct tare_judgement *j,
                             const struct tare_measure *old,
                             const struct tare_measure *new)
{
    int old_log, new_log;
    struct tare_estimate before = tare_measure_estimate(old, 0, &old_log);
    struct tare_estimate after = tare_measure_estimate(new, 0, &new_log);
    struct tare_move move = { (size_t)(j - moves->out->items), 0, 0 };

    j->old_value = before.value;
    j->new_value = after.value;
    if (before.value > 0 && after.value > 0)
        j->change.value = after.value / before.value - 1;
    if (j->code != NULL) {
        return; /* not to be judged */
    } else if (tare_counted_is_judged(old, new)) {
        rule_counted(moves, j, old, new);
    } else if (old->count < TARE_MOVE_LAUNCHES ||
               new->count < TARE_MOVE_LAUNCHES) {
        rule_few_launches(j, old->count, new->count);
    } else if (!isfinite(before.value) || !isfinite(after.value)) {
        tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "not-a-number",
                            "some launches reported what is not a number");
    } else if (!isfinite(j->change.value)) {
        rule_without_ratio(j);
    } else {
        move.change = tare_log(after.value / before.value);
        move.error = joint_error(log_error(&before, old_log),
                                 log_error(&after, new_log));
        moves->items =
            tare_grow(moves->items, moves->count, sizeof *moves->items);
        moves->items[moves->count++] = move;
    }
}

/* ---- judgements ---------------------------------------------------------- */

static double threshold_of(const struct tare_moves *moves,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    const struct tare_numbers_settings *settings = moves->settings;
    const struct tare_case *c = new != NULL ? new : old;
    double declared = c->noise > 0 || old == NULL ? c->noise : old->noise;

    if (settings->threshold_of != NULL)
        return settings->threshold_of(c->identity.id, declared,
                                      settings->context);
    return declared > 0 ? declared : settings->threshold;
}

/* A judgement of that measure; NULL: of time, which is not there. */
static struct tare_judgement *add_item(struct tare_moves *moves,
                                       const struct tare_case *old,
                                       const struct tare_case *new,
                                       const struct tare_measure *measure)
{
    const struct tare_case *c = new != NULL ? new : old;
    struct tare_judgement *j = tare_comparison_add(
        moves->out, c->identity.id, measure != NULL ? measure->name : "time");

    j->unit = tare_strdup(measure != NULL ? measure->unit : "ns");
    j->better = measure != NULL ? measure->better : TARE_BETTER_LOWER;
    j->threshold = threshold_of(moves, old, new);
    return j;
}

static double value_of(const struct tare_measure *measure)
{
    int is_log;

    return measure != NULL ? tare_measure_estimate(measure, 0, &is_log).value
                           : NAN;
}

static void add_new(struct tare_moves *moves, const struct tare_case *c,
                    const struct tare_measure *measure, const char *what)
{
    struct tare_judgement *j = add_item(moves, NULL, c, measure);

    j->new_value = value_of(measure);
    tare_judgement_rule(j, TARE_RULING_ADDED, "added",
                        "the old run has no such %s", what);
}

static void add_gone(struct tare_moves *moves, const struct tare_case *c,
                     const struct tare_measure *measure, const char *what)
{
    struct tare_judgement *j = add_item(moves, c, NULL, measure);

    j->old_value = value_of(measure);
    tare_judgement_rule(j, TARE_RULING_REMOVED, "removed",
                        "the new run has no such %s", what);
}

/* A case that did not end well in one of the runs, which is `bad`. */
static void add_unmeasured(struct tare_moves *moves,
                           const struct tare_case *old,
                           const struct tare_case *new,
                           const struct tare_case *bad)
{
    struct tare_judgement *j = add_item(moves, old, new, NULL);
    const char *status = tare_status_name(bad->status);
    int has_reason = bad->reason != NULL && bad->reason[0] != '\0';

    tare_judgement_rule(
        j,
        bad->status == TARE_STATUS_SKIPPED ? TARE_RULING_SKIPPED
                                           : TARE_RULING_FAILED,
        bad->status == TARE_STATUS_TIMED_OUT ? "timed-out" : status,
        "%s in the %s run%s%s", status, bad == new ? "new" : "old",
        has_reason ? ": " : "", has_reason ? bad->reason : "");
}

/* ---- what must not be judged --------------------------------------------- */

static int is_rebuilt(const struct tare_moves *moves,
                      const struct tare_case *old, const struct tare_case *new)
{
    const struct tare_run *before = moves->old, *now = moves->new;

    if (old->binary >= before->binary_count || new->binary >= now->binary_count)
        return 0;
    return tare_fingerprint_build(moves->out,
                                  &before->binaries[old->binary].build,
                                  &now->binaries[new->binary].build) > 0;
}

/* Why no measure of the case may be judged; a judgement without a code if they
 * may. */
static void refuse(const struct tare_moves *moves, struct tare_judgement *j,
                   const struct tare_case *old, const struct tare_case *new)
{
    const struct tare_warning *flaw = tare_check_defect(new);
    int is_rebuild = is_rebuilt(moves, old, new); /* noted in any case */

    flaw = flaw != NULL ? flaw : tare_check_defect(old);
    if (flaw != NULL) {
        tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "broken", "%s: %s",
                            flaw->code, flaw->text);
    } else if (moves->is_elsewhere && !moves->settings->judge_anyway) {
        tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "other-machine",
                            "the runs come from different machines");
        j->advice = tare_strdup("measure both on one machine; best in turn: "
                                "tare duel OLD NEW");
    } else if (is_rebuild && !moves->settings->judge_anyway) {
        tare_judgement_rule(j, TARE_RULING_INCONCLUSIVE, "other-build",
                            "the runs were built in different ways");
        j->advice = tare_strdup("build both alike and measure again");
    }
}

/* ---- one case ------------------------------------------------------------ */

static const struct tare_measure *first_measure(const struct tare_case *c)
{
    return c->measure_count > 0 ? &c->measures[0] : NULL;
}

/* Evidence is no matter of a verdict, nor is a count that one side alone has:
 * the other was built before it could be counted, or elsewhere. */
static int is_beside(const struct tare_measure *other,
                     const struct tare_measure *measure)
{
    if (other == NULL)
        return measure->kind != TARE_KIND_NOISY;
    return other->kind == TARE_KIND_EVIDENCE &&
           measure->kind == TARE_KIND_EVIDENCE;
}

static void compare_cases(struct tare_moves *moves, const struct tare_case *old,
                          const struct tare_case *new)
{
    tare_results_judge(moves->out, old, new);
    tare_shifts_add(moves->out, old, new, moves->new->seed);
    for (size_t i = 0; i < new->measure_count; i++) {
        const struct tare_measure *after = &new->measures[i];
        const struct tare_measure *before = tare_case_measure(old, after->name);
        struct tare_judgement *j;

        if (is_beside(before, after))
            continue;
        if (before == NULL) {
            add_new(moves, new, after, "measure");
            continue;
        }
        j = add_item(moves, old, new, after);
        refuse(moves, j, old, new);
        compare_measures(moves, j, before, after);
        if (after == first_measure(new))
            j->evidence = tare_explain_evidence(old, new, 0);
    }
    for (size_t i = 0; i < old->measure_count; i++)
        if (tare_case_measure(new, old->measures[i].name) == NULL &&
            !is_beside(NULL, &old->measures[i]))
            add_gone(moves, old, &old->measures[i], "measure");
    if (new->measure_count + old->measure_count == 0)
        rule_few_launches(add_item(moves, old, new, NULL), 0, 0);
}

void tare_moves_add(struct tare_moves *moves, const struct tare_case *old,
                    const struct tare_case *new)
{
    if (new == NULL)
        add_gone(moves, old, first_measure(old), "case");
    else if (new->status != TARE_STATUS_OK)
        add_unmeasured(moves, old, new, new);
    else if (old == NULL)
        add_new(moves, new, first_measure(new), "case");
    else if (old->status != TARE_STATUS_OK)
        add_unmeasured(moves, old, new, old);
    else
        compare_cases(moves, old, new);
}
