/* SPDX-License-Identifier: MIT */
#include "harness/judge/standing.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/judge/reasons.h"
#include "harness/judge/estimates.h"
#include "store/alloc.h"
#include "store/words.h"

/* ---- one side only ------------------------------------------------------- */

static const struct tare_measure *first_measure(const struct tare_case *c)
{
    return c->measure_count > 0 ? &c->measures[0] : NULL;
}

static double value_of(const struct tare_measure *measure)
{
    int is_log;

    return measure != NULL ? tare_measure_estimate(measure, 0, &is_log).value
                           : NAN;
}

void tare_standing_alone(struct tare_comparison *comparison,
                         const struct tare_case *c,
                         const struct tare_measure *measure, int is_new)
{
    struct tare_verdict *verdict = tare_comparison_add(
        comparison, c->identity.id, measure != NULL ? measure->name : "time");

    verdict->unit = tare_strdup(measure != NULL ? measure->unit : "ns");
    verdict->better = measure != NULL ? measure->better : TARE_BETTER_LOWER;
    *(is_new ? &verdict->new_value : &verdict->old_value) = value_of(measure);
    tare_verdict_set(verdict,
                     is_new ? TARE_VERDICT_ADDED : TARE_VERDICT_REMOVED, NULL,
                     "only the %s side has it", is_new ? "new" : "old");
}

/* ---- how the sides ended ------------------------------------------------- */

/* Of two that did not both end well, the one to name: rather one that broke
 * off than one that was skipped, rather the new than the old. */
static const struct tare_case *find_bad(const struct tare_case *old,
                                        const struct tare_case *new)
{
    if (old == NULL || tare_case_is_broken_off(new))
        return new;
    return tare_case_is_broken_off(old) || new->status == TARE_STATUS_OK ? old
                                                                         : new;
}

/* "crashed on the old side: killed by signal 11" */
static void rule_by_status(struct tare_comparison *comparison,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    const struct tare_case *bad = find_bad(old, new);
    const char *status = tare_status_name(bad->status);
    int both = old != NULL && old->status == new->status;
    int is_reasoned = bad->reason != NULL && bad->reason[0] != '\0';

    tare_verdict_set(tare_comparison_add(comparison, bad->identity.id, "time"),
                     tare_case_is_broken_off(bad) ? TARE_VERDICT_FAILED
                                                  : TARE_VERDICT_SKIPPED,
                     bad->status == TARE_STATUS_TIMED_OUT ? "timed-out"
                                                          : status,
                     "%s on %s%s%s", status,
                     both         ? "both sides"
                     : bad == old ? "the old side"
                                  : "the new side",
                     is_reasoned ? ": " : "", is_reasoned ? bad->reason : "");
}

/* A case some of whose launches crashed did not run, whatever the others say. */
static void rule_by_crashes(struct tare_comparison *comparison,
                            const struct tare_case *old,
                            const struct tare_case *new)
{
    const struct tare_case *bad = new->voided > 0 ? new : old;

    tare_verdict_set(tare_comparison_add(comparison, bad->identity.id, "time"),
                     TARE_VERDICT_FAILED, "crashed",
                     "%zu of its launches on the %s side went wrong: %s",
                     bad->voided, bad == new ? "new" : "old",
                     bad->reason != NULL ? bad->reason : "");
}

/* ---- what they compute --------------------------------------------------- */

static void judge_results(struct tare_comparison *comparison,
                          const struct tare_case *old,
                          const struct tare_case *new)
{
    struct tare_verdict *verdict;

    if (!old->has_result || !new->has_result || old->result == new->result)
        return;
    verdict = tare_comparison_add(comparison, new->identity.id, "result");
    tare_verdict_set(verdict, TARE_VERDICT_DIFFERENT, "different-result",
                     "the two sides compute different results (old "
                     "%016" PRIx64 ", new %016" PRIx64 "), so they do not "
                     "do the same work",
                     old->result, new->result);
    tare_advise(verdict);
}

int tare_standing_judge(struct tare_comparison *comparison,
                        const struct tare_case *old,
                        const struct tare_case *new)
{
    if (new == NULL)
        tare_standing_alone(comparison, old, first_measure(old), 0);
    else if (new->status != TARE_STATUS_OK ||
             (old != NULL && old->status != TARE_STATUS_OK))
        rule_by_status(comparison, old, new);
    else if (old == NULL)
        tare_standing_alone(comparison, new, first_measure(new), 1);
    else if (old->voided + new->voided > 0)
        rule_by_crashes(comparison, old, new);
    else
        return judge_results(comparison, old, new), 0;
    return 1;
}

/* ---- whether they can be trusted ----------------------------------------- */

/* Whether a comparison of a case with that warning can have no verdict but
 * "inconclusive"; with all others it is as good as ever. */
static int voids(const char *code)
{
    return tare_is_among(code, "optimized-away does-not-scale coarse-clock "
                               "broken-clock not-repeatable not-staged "
                               "not-cold");
}

/* Whether that is so of one of times only: what is counted is as good as ever. */
static int voids_times(const char *code)
{
    return strcmp(code, "emulated") == 0;
}

/* The first such warning; NULL for none. */
static const struct tare_warning *find_defect(const struct tare_case *c,
                                              int is_counted)
{
    for (size_t i = 0; i < c->warning_count; i++)
        if (voids(c->warnings[i].code) ||
            (!is_counted && voids_times(c->warnings[i].code)))
            return &c->warnings[i];
    return NULL;
}

int tare_standing_withhold(struct tare_verdict *verdict,
                           const struct tare_case *old,
                           const struct tare_case *new)
{
    const struct tare_warning *defect = find_defect(old, verdict->is_counted);
    const char *side = defect != NULL ? "old" : "new";

    if (defect == NULL)
        defect = find_defect(new, verdict->is_counted);
    if (defect != NULL)
        tare_verdict_set(verdict, TARE_VERDICT_INCONCLUSIVE, defect->code,
                         "the %s side cannot be trusted: %s", side,
                         defect->text);
    return defect != NULL;
}
