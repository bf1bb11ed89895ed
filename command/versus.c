/* SPDX-License-Identifier: MIT */
#include "command/versus.h"

#include <stdlib.h>

#include "command/outcomes.h"
#include "command/command.h"
#include "command/exports.h"
#include "command/facts.h"
#include "command/save.h"
#include "command/measuring.h"
#include "command/reporting.h"
#include "command/verbosity.h"
#include "harness/judge/judge.h"
#include "harness/judge/numbers.h"
#include "report/terminal/summary.h"
#include "report/terminal/verdicts.h"
#include "store/alloc.h"
#include "store/json.h"
#include "store/json_check.h"
#include "store/json_verdict.h"
#include "store/signals.h"

enum {
    SAMPLES_IN_PAIRS = 10
};

/* ---- the duel ------------------------------------------------------------ */

static double threshold_of(const char *id, double declared, void *context)
{
    const struct tare_versus *versus = context;

    return tare_policy_threshold(&versus->policy, id, declared,
                                 versus->comparison.threshold);
}

static struct tare_limit limit_of(const char *id, const char *measure,
                                  struct tare_limit otherwise, void *context)
{
    const struct tare_versus *versus = context;

    return tare_policy_limit(&versus->policy, id, measure, otherwise);
}

static struct tare_duel_settings
make_settings(struct tare_versus *versus, const struct tare_options *options)
{
    struct tare_duel_settings settings = {
        .rounds = tare_measuring_settings(options),
        .threshold = versus->comparison.threshold,
        .alpha = versus->comparison.alpha,
        .budget_s = 2 * options->measurement_time_s,
        .pairs = (size_t)options->pairs,
        /* a baseline is to hold what was measured */
        .is_insisting = options->duel_anyway || options->save_baseline != NULL,
        .threshold_of = threshold_of,
        .limit_of = limit_of,
        .context = versus,
    };

    if (settings.rounds.samples == 0)
        settings.rounds.samples = SAMPLES_IN_PAIRS;
    return settings;
}

/* The command line's, else the policy's, else the default. */
static double choose_level(double option, double policy, double otherwise)
{
    if (option > 0)
        return option;
    return policy > 0 ? policy : otherwise;
}

static void take_levels(struct tare_versus *versus,
                        const struct tare_options *options)
{
    struct tare_policy *policy = &versus->policy;

    versus->comparison.threshold = choose_level(
        options->noise_threshold, policy->threshold, TARE_THRESHOLD);
    versus->comparison.alpha =
        choose_level(options->alpha, policy->alpha, TARE_ALPHA);
    policy->threshold = versus->comparison.threshold;
}

/* What is known of a kept executable from its baseline. */
static void copy_kept(struct tare_binary *to, const struct tare_binary *from)
{
    to->is_kept = 1;
    to->hash = tare_strdup(from->hash);
    to->library_count = from->library_count;
    to->libraries = tare_alloc(from->library_count, sizeof *to->libraries);
    for (size_t i = 0; i < from->library_count; i++) {
        to->libraries[i].path = tare_strdup(from->libraries[i].path);
        to->libraries[i].hash = tare_strdup(from->libraries[i].hash);
    }
}

static void begin_record(struct tare_versus *versus,
                         const struct tare_options *options,
                         const struct tare_where *where)
{
    struct tare_run *run = &versus->run;

    tare_facts_begin(run, options, where);
    for (unsigned side = 0; side < 2; side++) {
        size_t first = run->binary_count;
        const struct tare_run *head = &versus->heads[side];

        tare_facts_add_binaries(run, &versus->sides[side].suite);
        for (size_t i = 0; i < head->binary_count; i++)
            copy_kept(&run->binaries[first + i], &head->binaries[i]);
    }
}

static int measure(struct tare_versus *versus,
                   const struct tare_options *options,
                   const struct tare_where *where, struct tare_err *err)
{
    struct tare_duel_settings settings = make_settings(versus, options);
    struct tare_progress_bar bar;
    struct tare_watcher watcher = tare_measuring_watch(&bar, options);
    int status;

    versus->run.duel.old_name = tare_strdup(versus->comparison.old_name);
    versus->run.duel.new_name = tare_strdup(versus->comparison.new_name);
    begin_record(versus, options, where);
    tare_measuring_begin(where);
    status = tare_duel_run(&versus->run, versus->sides, where,
                           &versus->copy_folder, &settings, &watcher, err);
    tare_measuring_end(where, &bar);
    return status;
}

void tare_versus_judge(struct tare_versus *versus)
{
    struct tare_comparison *comparison = &versus->comparison;

    free(comparison->old_name);
    free(comparison->new_name);
    tare_judge(comparison, &versus->run);
}

/* What is to be written can be, or nothing needs to be measured. */
static int try_outputs(const struct tare_options *options, struct tare_err *err)
{
    int status = tare_json_check(err);

    if (status == 0)
        status = tare_measuring_try_output(options->output, err);
    if (status == 0)
        status = tare_measuring_try_output(options->verdict, err);
    if (status == 0)
        status = tare_exports_check(options, err);
    if (status == 0)
        status = tare_reporting_try(options, err);
    return status;
}

int tare_versus_duel(struct tare_versus *versus,
                     const struct tare_options *options, struct tare_err *err)
{
    struct tare_where where;
    int status;

    versus->is_measured = 1;
    tare_save_no_verdict(options);
    if (versus->sides[0].suite.count + versus->sides[1].suite.count == 0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "no case matches on either side");
    tare_signals_install();
    for (unsigned side = 0; side < 2; side++) /* the controls live here */
        tare_suite_open_own(&versus->sides[side].suite);
    take_levels(versus, options);
    status = try_outputs(options, err);
    if (status == 0)
        status = tare_versus_copy_folder(versus, err);
    if (status == 0)
        status =
            tare_measuring_place(&where, &versus->sides[1].suite, options, err);
    if (status == 0)
        status = measure(versus, options, &where, err);
    if (status == 0)
        tare_versus_judge(versus);
    return status;
}

/* ---- numbers ------------------------------------------------------------- */

void tare_versus_numbers(struct tare_versus *versus,
                         const struct tare_options *options)
{
    struct tare_numbers_settings settings = {
        .trust = options->trust_json,
        .judge_anyway = options->any_machine,
        .threshold_of = threshold_of,
        .limit_of = limit_of,
        .context = versus,
    };

    take_levels(versus, options);
    settings.threshold = versus->comparison.threshold;
    settings.alpha = versus->comparison.alpha;
    tare_numbers_judge(&versus->comparison, &versus->base, &versus->run,
                       &settings);
}

/* Measures the new side by itself and compares with the baseline's numbers. */
static int measure_numbers(struct tare_versus *versus, const char *name,
                           const struct tare_versus_choice *choice,
                           struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    int status =
        tare_versus_load(&versus->base, name, options, TARE_LOAD_ALL, err);

    versus->is_measured = 1;
    tare_save_no_verdict(options);
    if (status == 0)
        status = tare_versus_choose(&versus->base, choice, err);
    if (status == 0)
        status = try_outputs(options, err);
    if (status == 0)
        status = tare_measuring_run(&versus->run, &versus->sides[1].suite,
                                    options, err);
    if (status == 0)
        tare_versus_numbers(versus, options);
    return status;
}

int tare_versus_against(struct tare_versus *versus, const char *name,
                        const struct tare_versus_choice *choice,
                        struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    struct tare_err why = { 0 };
    int is_damaged, status;

    tare_versus_call(versus, name, "now");
    if (options->baseline_numbers)
        return measure_numbers(versus, name, choice, err);
    status = tare_versus_baseline(versus, 0, name, choice, &is_damaged, &why);
    if (status == 0)
        return tare_versus_duel(versus, options, err);
    if (is_damaged || versus->heads[0].started == NULL)
        return tare_fail_with(err, why.code, "%s", why.text);
    tare_comparison_note(&versus->comparison, "no-executable",
                         "only saved numbers are compared, because the "
                         "baseline's executables cannot run here: %s",
                         why.text);
    return measure_numbers(versus, name, choice, err);
}

/* ---- the end ------------------------------------------------------------- */

static int status_of(const struct tare_versus *versus)
{
    if (versus->comparison.interrupted && tare_signals_number() > 0)
        return 128 + tare_signals_number();
    return tare_policy_status(&versus->policy, &versus->comparison);
}

static void show(const struct tare_versus *versus,
                 const struct tare_options *options, FILE *stream)
{
    struct tare_style style =
        tare_style_of(stream, (enum tare_color)options->color);
    struct tare_style diagnostics =
        tare_style_of(stderr, (enum tare_color)options->color);

    tare_verdicts_print(&versus->comparison, stream, &style,
                        tare_verbosity_detail(options));
    fflush(stream);
    tare_summary_failures(&versus->run, stderr, &diagnostics);
}

/* What nobody asked for by name is kept in the store, for whoever asks later:
 * the verdicts, and the duel that a replay would need. */
static void keep(const struct tare_versus *versus, const char *outcome,
                 int status, const struct tare_options *options)
{
    if (!versus->is_measured)
        return;
    tare_save_verdict(&versus->comparison, outcome, status, options);
    tare_save_last(&versus->run, options);
}

/* What is measured, unless nobody wants that; of saved runs, when asked. */
static int report(struct tare_versus *versus,
                  const struct tare_options *options, struct tare_err *err)
{
    int is_duel = versus->comparison.by == TARE_BY_DUEL;
    struct tare_reporting reported = { &versus->run,
                                       is_duel ? NULL : &versus->base,
                                       &versus->comparison };

    if (!versus->is_measured && options->report == NULL)
        return 0;
    return tare_reporting_after(&reported, options, err);
}

static void apply_policy(struct tare_versus *versus,
                         const struct tare_options *options)
{
    if (options->accept_results)
        tare_policy_accept_results(&versus->policy);
    if (versus->is_gated)
        tare_policy_apply(&versus->policy, versus->policy_path,
                          &versus->comparison);
}

int tare_versus_conclude(struct tare_versus *versus,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_outcomes attempts = { .err = err };
    const char *outcome;
    int status;

    apply_policy(versus, options);
    status = status_of(versus);
    outcome = tare_policy_outcome(&versus->policy, &versus->comparison);
    show(versus, options, tare_verbosity_stream(options));
    keep(versus, outcome, status, options);
    if (options->verdict != NULL)
        tare_outcome(&attempts,
                     tare_verdict_save(&versus->comparison, outcome, status,
                                       options->verdict, &attempts.latest));
    if (options->output != NULL)
        tare_outcome(&attempts, tare_run_save(&versus->run, options->output,
                                              &attempts.latest));
    tare_outcome(&attempts,
                 tare_exports_write(&versus->run, &versus->comparison, options,
                                    &attempts.latest));
    tare_outcome(&attempts, report(versus, options, &attempts.latest));
    if (attempts.status < 0)
        return attempts.status;
    return status > 128 ? status : -status;
}

void tare_versus_call(struct tare_versus *versus, const char *old,
                      const char *new)
{
    versus->comparison.old_name = tare_strdup(old);
    versus->comparison.new_name = tare_strdup(new);
}

/* The last binary of a side is the one that held the controls. */
void tare_versus_take_new(struct tare_versus *versus)
{
    size_t count = versus->sides[1].suite.binary_count;

    tare_run_take_new(&versus->run, versus->run.binary_count - count,
                      count - 1);
}

void tare_versus_release(struct tare_versus *versus)
{
    for (unsigned side = 0; side < 2; side++) {
        tare_duel_side_release(&versus->sides[side]);
        tare_run_release(&versus->heads[side]);
    }
    for (size_t i = 0; i < versus->copy_count; i++)
        tare_copy_drop(&versus->copies[i]);
    free(versus->copies);
    tare_copy_folder_close(&versus->copy_folder);
    tare_run_release(&versus->run);
    tare_run_release(&versus->base);
    tare_comparison_release(&versus->comparison);
    tare_policy_release(&versus->policy);
    *versus = (struct tare_versus){ 0 };
}
