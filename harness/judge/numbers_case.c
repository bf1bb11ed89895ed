/* SPDX-License-Identifier: MIT */
#include "harness/judge/numbers_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/exact.h"
#include "harness/judge/estimates.h"
#include "harness/judge/explain.h"
#include "harness/judge/fingerprint.h"
#include "harness/judge/shifts.h"
#include "harness/judge/standing.h"
#include "stats/elementary.h"
#include "store/alloc.h"

/* ---- one measure of both ------------------------------------------------- */

static void rule_counted(const struct tare_open_changes *changes,
                         struct tare_verdict *j, const struct tare_measure *old,
                         const struct tare_measure *new)
{
    const struct tare_numbers_settings *settings = changes->settings;
    struct tare_limit limit = tare_exact_limit(new->name, j->threshold);

    if (settings->limit_of != NULL)
        limit = settings->limit_of(j->id, new->name, limit, settings->context);
    tare_exact_rule(j, old, new, &limit);
}

static void rule_without_ratio(struct tare_verdict *j)
{
    if (j->old_value < j->new_value || j->old_value > j->new_value)
        tare_verdict_set(
            j, TARE_VERDICT_INCONCLUSIVE, "no-ratio",
            "from %g to %g: only positive values have a ratio to judge",
            j->old_value, j->new_value);
    else
        j->kind = TARE_VERDICT_UNCHANGED;
}

static void rule_few_launches(struct tare_verdict *j, size_t old, size_t new)
{
    tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "few-launches",
                     "%zu launches in the old run and %zu in the new; each "
                     "needs %d",
                     old, new, TARE_NUMBERS_LAUNCHES);
    j->advice = tare_strdup("measure it longer (--measurement-time)");
}

/* The error of ln(estimate), however the estimate was made. */
static double log_error(const struct tare_estimate *estimate, int is_log)
{
    return is_log ? estimate->standard_error
                  : estimate->standard_error / estimate->value;
}

static int is_cut(const struct tare_measure *measure)
{
    size_t i = 0;

    while (i < measure->count && !(measure->launches[i].whole > 0))
        i++;
    return i < measure->count;
}

/* With what interrupted its launches, where those of the other run are known only
 * so: by an earlier tare, or because interrupts did not explain it. */
static struct tare_estimate estimate_like(const struct tare_measure *measure,
                                          const struct tare_measure *other,
                                          int *is_log)
{
    struct tare_measure whole = *measure;
    struct tare_estimate estimate;

    if (!is_cut(measure) || is_cut(other))
        return tare_measure_estimate(measure, 0, is_log);
    whole.launches = tare_alloc(measure->count, sizeof *whole.launches);
    for (size_t i = 0; i < measure->count; i++) {
        whole.launches[i] = measure->launches[i];
        whole.launches[i].value = tare_launch_whole(&measure->launches[i]);
    }
    estimate = tare_measure_estimate(&whole, 0, is_log);
    free(whole.launches);
    return estimate;
}

static double joint_error(double x, double y)
{
    return sqrt(x * x + y * y);
}

static void compare_measures(struct tare_open_changes *changes,
                             struct tare_verdict *j,
                             const struct tare_measure *old,
                             const struct tare_measure *new)
{
    int old_log, new_log;
    struct tare_estimate before = estimate_like(old, new, &old_log);
    struct tare_estimate after = estimate_like(new, old, &new_log);
    struct tare_open_change open = { (size_t)(j - changes->out->items), 0, 0 };

    j->old_value = before.value;
    j->new_value = after.value;
    if (before.value > 0 && after.value > 0)
        j->change.value = after.value / before.value - 1;
    if (j->code != NULL) {
        return; /* not to be judged */
    } else if (tare_exact_is_judged(old, new)) {
        rule_counted(changes, j, old, new);
    } else if (old->count < TARE_NUMBERS_LAUNCHES ||
               new->count < TARE_NUMBERS_LAUNCHES) {
        rule_few_launches(j, old->count, new->count);
    } else if (!isfinite(before.value) || !isfinite(after.value)) {
        tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "not-a-number",
                         "some launches reported a value that is not a number");
    } else if (!isfinite(j->change.value)) {
        rule_without_ratio(j);
    } else {
        open.change = tare_log(after.value / before.value);
        open.error = joint_error(log_error(&before, old_log),
                                 log_error(&after, new_log));
        *TARE_ADD(changes->items, changes->count) = open;
    }
}

/* ---- verdicts ----------------------------------------------------------- */

static double threshold_of(const struct tare_open_changes *changes,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    const struct tare_numbers_settings *settings = changes->settings;
    double declared = new->noise > 0 ? new->noise : old->noise;

    if (settings->threshold_of != NULL)
        return settings->threshold_of(new->identity.id, declared,
                                      settings->context);
    return declared > 0 ? declared : settings->threshold;
}

static struct tare_verdict *add_item(struct tare_open_changes *changes,
                                     const struct tare_case *old,
                                     const struct tare_case *new,
                                     const struct tare_measure *measure)
{
    struct tare_verdict *j =
        tare_comparison_add(changes->out, new->identity.id, measure->name);

    j->unit = tare_strdup(measure->unit);
    j->better = measure->better;
    j->threshold = threshold_of(changes, old, new);
    return j;
}

/* ---- what must not be judged --------------------------------------------- */

static int is_rebuilt(const struct tare_open_changes *changes,
                      const struct tare_case *old, const struct tare_case *new)
{
    const struct tare_run *before = changes->old, *now = changes->new;

    if (old->binary >= before->binary_count || new->binary >= now->binary_count)
        return 0;
    return tare_fingerprint_build(changes->out,
                                  &before->binaries[old->binary].build,
                                  &now->binaries[new->binary].build) > 0;
}

/* Why no measure of the case may be judged; a verdict without a code if they
 * may. */
static void refuse(const struct tare_open_changes *changes,
                   struct tare_verdict *j, const struct tare_case *old,
                   const struct tare_case *new)
{
    int is_rebuild = is_rebuilt(changes, old, new); /* noted in any case */

    if (tare_standing_withhold(j, old, new))
        return;
    if (changes->is_elsewhere && !changes->settings->judge_anyway) {
        tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "other-machine",
                         "the runs come from different machines");
        j->advice = tare_strdup("measure both on one machine, preferably in "
                                "pairs: tare duel OLD NEW");
    } else if (is_rebuild && !changes->settings->judge_anyway) {
        tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "other-build",
                         "the runs were built in different ways");
        j->advice = tare_strdup("build both the same way and measure again");
    }
}

/* Brought to one pace, but by an earlier tare: then the launches are medians of
 * longer samples, and their error has no part that they share. */
static int is_of_medians(const struct tare_measure *time)
{
    size_t i = 0;

    while (i < time->count &&
           (time->launches[i].aside || !(time->launches[i].quiet >= 0) ||
            time->launches[i].value == time->launches[i].met))
        i++;
    return !(time->pace_error > 0) && i < time->count;
}

/* Where samples scatter, the lower quartile is lower than the median, of whichever
 * code. */
static void refuse_medians(const struct tare_open_changes *changes,
                           struct tare_verdict *j,
                           const struct tare_measure *old,
                           const struct tare_measure *new)
{
    int is_old = is_of_medians(old) && new->pace_error > 0;
    int is_new = is_of_medians(new) && old->pace_error > 0;

    if (j->code != NULL || changes->settings->judge_anyway ||
        !tare_is_time(new->name) || !(is_old || is_new))
        return;
    tare_verdict_set(j, TARE_VERDICT_INCONCLUSIVE, "earlier-tare",
                     "the %s run was measured by an earlier tare, whose times "
                     "are medians and not lower quartiles",
                     is_old ? "old" : "new");
    j->advice =
        tare_strdup("measure it again with this tare, or both in pairs: "
                    "tare duel OLD NEW");
}

/* ---- one case ------------------------------------------------------------ */

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

static void compare_cases(struct tare_open_changes *changes,
                          const struct tare_case *old,
                          const struct tare_case *new)
{
    tare_shifts_add(changes->out, old, new, changes->new->seed);
    for (size_t i = 0; i < new->measure_count; i++) {
        const struct tare_measure *after = &new->measures[i];
        const struct tare_measure *before = tare_case_measure(old, after->name);
        struct tare_verdict *j;

        if (is_beside(before, after))
            continue;
        if (before == NULL) {
            tare_standing_alone(changes->out, new, after, 1);
            continue;
        }
        j = add_item(changes, old, new, after);
        refuse(changes, j, old, new);
        refuse_medians(changes, j, before, after);
        compare_measures(changes, j, before, after);
        if (i == 0)
            j->evidence = tare_explain_evidence(old, new, 0);
    }
    for (size_t i = 0; i < old->measure_count; i++)
        if (tare_case_measure(new, old->measures[i].name) == NULL &&
            !is_beside(NULL, &old->measures[i]))
            tare_standing_alone(changes->out, old, &old->measures[i], 0);
    if (new->measure_count + old->measure_count == 0)
        rule_few_launches(
            tare_comparison_add(changes->out, new->identity.id, "time"), 0, 0);
}

void tare_numbers_case_add(struct tare_open_changes *changes,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    if (!tare_standing_judge(changes->out, old, new))
        compare_cases(changes, old, new);
}
