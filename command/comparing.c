/* SPDX-License-Identifier: MIT */
#include "command/comparing.h"

#include <stdlib.h>

#include "command/annotating.h"
#include "command/exports.h"
#include "command/journaling.h"
#include "command/live.h"
#include "command/outcomes.h"
#include "command/probing.h"
#include "command/reporting.h"
#include "command/save.h"
#include "command/tracing.h"
#include "command/verbosity.h"
#include "harness/judge/judge.h"
#include "harness/judge/numbers.h"
#include "harness/machine/clock.h"
#include "report/terminal/heap.h"
#include "report/terminal/moves.h"
#include "report/terminal/say.h"
#include "report/terminal/spent_text.h"
#include "report/terminal/summary.h"
#include "report/terminal/verdicts.h"
#include "report/terminal/waits.h"
#include "store/alloc.h"
#include "store/cut.h"
#include "store/json.h"
#include "store/json_verdict.h"
#include "store/signals.h"

/* ---- what is allowed ----------------------------------------------------- */

/* The command line's, else the policy's, else the default. */
static double choose_level(double option, double policy, double otherwise)
{
    if (option > 0)
        return option;
    return policy > 0 ? policy : otherwise;
}

void tare_comparing_levels(struct tare_comparing *comparing,
                           const struct tare_options *options)
{
    struct tare_policy *policy = &comparing->policy;

    comparing->comparison.threshold = choose_level(
        options->noise_threshold, policy->threshold, TARE_THRESHOLD);
    comparing->comparison.alpha =
        choose_level(options->alpha, policy->alpha, TARE_ALPHA);
    policy->threshold = comparing->comparison.threshold;
}

double tare_comparing_threshold(const char *id, double declared, void *context)
{
    const struct tare_comparing *comparing = context;

    return tare_policy_threshold(&comparing->policy, id, declared,
                                 comparing->comparison.threshold);
}

struct tare_limit tare_comparing_limit(const char *id, const char *measure,
                                       struct tare_limit otherwise,
                                       void *context)
{
    const struct tare_comparing *comparing = context;

    return tare_policy_limit(&comparing->policy, id, measure, otherwise);
}

/* ---- the verdicts -------------------------------------------------------- */

void tare_comparing_call(struct tare_comparing *comparing, const char *old,
                         const char *new)
{
    comparing->comparison.old_name = tare_strdup(old);
    comparing->comparison.new_name = tare_strdup(new);
}

void tare_comparing_judge(struct tare_comparing *comparing)
{
    struct tare_comparison *comparison = &comparing->comparison;

    free(comparison->old_name);
    free(comparison->new_name);
    tare_judge(comparison, &comparing->run);
}

void tare_comparing_numbers(struct tare_comparing *comparing,
                            const struct tare_options *options)
{
    struct tare_numbers_settings settings = {
        .trust = options->trust_json,
        .judge_anyway = options->any_machine,
        .threshold_of = tare_comparing_threshold,
        .limit_of = tare_comparing_limit,
        .context = comparing,
    };

    tare_comparing_levels(comparing, options);
    settings.threshold = comparing->comparison.threshold;
    settings.alpha = comparing->comparison.alpha;
    tare_numbers_judge(&comparing->comparison, &comparing->base,
                       &comparing->run, &settings);
}

/* ---- the end ------------------------------------------------------------- */

static int status_of(const struct tare_comparing *comparing)
{
    int status;

    if (comparing->comparison.interrupted && tare_signals_number() > 0)
        return 128 + tare_signals_number();
    status = tare_policy_status(&comparing->policy, &comparing->comparison);
    /* a shard may have no case; whether the suite has any shows in the merge */
    return status == -TARE_ENOTHING && tare_cut_is_part(&comparing->run.cut)
               ? 0
               : status;
}

static void show(const struct tare_comparing *comparing,
                 const struct tare_options *options, FILE *stream)
{
    struct tare_style style = tare_verbosity_style(stream, options);
    struct tare_style diagnostics = tare_verbosity_style(stderr, options);

    tare_verdicts_print(&comparing->comparison, stream, &style,
                        tare_verbosity_detail(options));
    if (options->profile && !options->quiet)
        tare_moves_print(&comparing->run, (size_t)options->top, stream, &style);
    if (options->alloc && !options->quiet)
        tare_heap_changes_print(&comparing->run, (size_t)options->top, stream,
                                &style);
    if (!options->quiet)
        tare_waits_print(&comparing->run, (size_t)options->top, stream, &style);
    fflush(stream);
    tare_summary_failures(&comparing->run, stderr, &diagnostics);
    if (options->verbose && comparing->is_measured)
        tare_spent_print(&comparing->run.spent, stderr, &diagnostics);
}

/* What nobody asked for by name is kept in the store, for whoever asks later:
 * the verdicts, and the duel that a replay would need. */
static void keep(const struct tare_comparing *comparing, const char *outcome,
                 int status, const struct tare_options *options)
{
    if (!comparing->is_measured)
        return;
    tare_save_verdict(&comparing->comparison, outcome, status, options);
    tare_save_last(&comparing->run, options);
}

/* What is measured, unless nobody wants that; of saved runs, when asked. */
static int report(struct tare_comparing *comparing,
                  const struct tare_options *options, struct tare_err *err)
{
    int is_duel = comparing->comparison.by == TARE_BY_DUEL;
    struct tare_reporting reported = { &comparing->run,
                                       is_duel ? NULL : &comparing->base,
                                       &comparing->comparison };

    if (!comparing->is_measured && options->report == NULL)
        return 0;
    return tare_reporting_after(&reported, options, err);
}

/* What cannot be shown does not hide what was found. */
static void annotate(const struct tare_comparing *comparing,
                     const struct tare_options *options, int status,
                     struct tare_outcomes *attempts)
{
    int shown =
        tare_annotate(&comparing->run, options, tare_verbosity_stream(options),
                      &attempts->latest);

    if (shown < 0 && status != 0)
        tare_say("%s", attempts->latest.text);
    else
        tare_outcome(attempts, shown);
}

static void apply_policy(struct tare_comparing *comparing,
                         const struct tare_options *options)
{
    if (options->accept_results)
        tare_policy_accept_results(&comparing->policy);
    if (comparing->is_gated)
        tare_policy_apply(&comparing->policy, comparing->policy_path,
                          &comparing->comparison);
}

int tare_comparing_conclude(struct tare_comparing *comparing,
                            const struct tare_options *options,
                            struct tare_err *err)
{
    struct tare_outcomes attempts = { .err = err };
    uint64_t begin_ns;
    const char *outcome;
    int status;

    tare_probing_comparison(&comparing->comparison);
    apply_policy(comparing, options);
    tare_live_judged(&comparing->comparison);
    status = status_of(comparing);
    outcome = tare_policy_outcome(&comparing->policy, &comparing->comparison);
    show(comparing, options, tare_verbosity_stream(options));
    begin_ns = tare_clock_now_ns();
    keep(comparing, outcome, status, options);
    if (options->verdict != NULL)
        tare_outcome(&attempts,
                     tare_verdict_save(&comparing->comparison, outcome, status,
                                       options->verdict, &attempts.latest));
    if (options->output != NULL)
        tare_outcome(&attempts, tare_run_save(&comparing->run, options->output,
                                              &attempts.latest));
    tare_outcome(&attempts,
                 tare_exports_write(&comparing->run, &comparing->comparison,
                                    options, &attempts.latest));
    tare_tracing_phase(options, "saving", begin_ns);
    tare_outcome(&attempts, report(comparing, options, &attempts.latest));
    annotate(comparing, options, status, &attempts);
    tare_journaling_end(&comparing->journal,
                        attempts.status == 0 && !comparing->run.interrupted,
                        options);
    if (attempts.status < 0)
        return attempts.status;
    return status > 128 ? status : -status;
}

/* The last binary of a side is the one that held the controls. */
void tare_comparing_take_new(struct tare_comparing *comparing)
{
    size_t count = comparing->sides.side[1].suite.binary_count;

    tare_run_take_new(&comparing->run, comparing->run.binary_count - count,
                      count - 1);
}

void tare_comparing_release(struct tare_comparing *comparing)
{
    tare_journal_close(&comparing->journal, 0);
    tare_sides_release(&comparing->sides);
    tare_run_release(&comparing->run);
    tare_run_release(&comparing->base);
    tare_comparison_release(&comparing->comparison);
    tare_policy_release(&comparing->policy);
    *comparing = (struct tare_comparing){ 0 };
}
