/* SPDX-License-Identifier: MIT */
#include "command/compare_now.h"

#include "command/exports.h"
#include "command/facts.h"
#include "command/journaling.h"
#include "command/live.h"
#include "command/measuring.h"
#include "command/probing.h"
#include "command/reporting.h"
#include "command/save.h"
#include "command/saved.h"
#include "command/sharding.h"
#include "command/tracing.h"
#include "harness/duel/duel.h"
#include "store/alloc.h"
#include "store/json_check.h"
#include "store/signals.h"
#include "store/weather.h"

/* ---- the duel ------------------------------------------------------------ */

static struct tare_duel_settings
make_settings(struct tare_comparing *comparing,
              const struct tare_options *options)
{
    struct tare_duel_settings settings = {
        .rounds = tare_measuring_settings(options),
        .threshold = comparing->comparison.threshold,
        .alpha = comparing->comparison.alpha,
        .budget_s = 2 * options->measurement_time_s,
        .pairs = (size_t)options->pairs,
        /* a baseline is to hold what was measured */
        .is_insisting = options->duel_anyway || options->save_baseline != NULL,
        .threshold_of = tare_comparing_threshold,
        .limit_of = tare_comparing_limit,
        .context = comparing,
    };

    return settings;
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

static void begin_record(struct tare_comparing *comparing,
                         const struct tare_options *options,
                         const struct tare_where *where)
{
    struct tare_run *run = &comparing->run;

    tare_facts_begin(run, options, where);
    for (unsigned side = 0; side < 2; side++) {
        size_t first = run->binary_count;
        const struct tare_run *head = &comparing->sides.heads[side];

        tare_facts_add_binaries(run, &comparing->sides.side[side].suite, head);
        for (size_t i = 0; i < head->binary_count; i++)
            copy_kept(&run->binaries[first + i], &head->binaries[i]);
    }
}

static int measure(struct tare_comparing *comparing,
                   const struct tare_options *options,
                   const struct tare_where *where, struct tare_err *err)
{
    struct tare_duel_settings settings = make_settings(comparing, options);
    struct tare_watcher watcher = tare_live_watcher();
    struct tare_journaled subject = {
        .run = &comparing->run,
        .suites = { &comparing->sides.side[0].suite,
                    &comparing->sides.side[1].suite },
        .policy = comparing->policy_path,
    };
    int status;

    comparing->run.duel.old_name = tare_strdup(comparing->comparison.old_name);
    comparing->run.duel.new_name = tare_strdup(comparing->comparison.new_name);
    begin_record(comparing, options, where);
    settings.rounds.before =
        tare_weather_recall(options->store, &comparing->run.machine);
    status = tare_journaling_begin(&comparing->journal, &subject,
                                   &settings.rounds, options, err);
    if (status < 0)
        return status;
    tare_measuring_begin(where);
    status =
        tare_duel_run(&comparing->run, comparing->sides.side, where,
                      &comparing->sides.copy_folder, &settings, &watcher, err);
    tare_measuring_end(where);
    if (status == 0)
        status = tare_journaling_check(&comparing->journal, err);
    tare_probing_run(&comparing->run);
    return status;
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

/* Leaves the cases of the shard that is asked for. */
static int cut(struct tare_comparing *comparing,
               const struct tare_options *options, struct tare_err *err)
{
    struct tare_suite *suites[] = { &comparing->sides.side[1].suite,
                                    &comparing->sides.side[0].suite };

    return tare_sharding_cut(&comparing->run.cut, suites, 2, options, err);
}

int tare_compare_now(struct tare_comparing *comparing,
                     const struct tare_options *options, struct tare_err *err)
{
    struct tare_where where;
    int status;

    comparing->is_measured = 1;
    tare_save_no_verdict(options);
    if (comparing->sides.side[0].suite.count +
            comparing->sides.side[1].suite.count ==
        0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "no case matches on either side");
    tare_signals_install();
    status = cut(comparing, options, err);
    if (status < 0)
        return status;
    for (unsigned side = 0; side < 2; side++) /* the controls live here */
        tare_suite_open_own(&comparing->sides.side[side].suite);
    tare_comparing_levels(comparing, options);
    status = try_outputs(options, err);
    if (status == 0)
        status = tare_sides_copy_folder(&comparing->sides, err);
    if (status == 0)
        status = tare_measuring_place(&where, &comparing->sides.side[1].suite,
                                      options, err);
    if (status == 0)
        status = measure(comparing, options, &where, err);
    if (status == 0) {
        uint64_t begin_ns = tare_clock_now_ns();

        tare_comparing_judge(comparing);
        tare_tracing_analysis(options, &comparing->run, begin_ns);
    }
    return status;
}

/* ---- against a baseline -------------------------------------------------- */

/* Measures the new side by itself and compares with the baseline's numbers. */
static int measure_numbers(struct tare_comparing *comparing, const char *name,
                           const struct tare_case_choice *choice,
                           struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    int status =
        tare_saved_load(&comparing->base, name, options, TARE_LOAD_ALL, err);

    comparing->is_measured = 1;
    tare_save_no_verdict(options);
    if (status == 0)
        status = tare_saved_choose(&comparing->base, choice, err);
    if (status == 0)
        status = try_outputs(options, err);
    if (status == 0)
        status =
            tare_measuring_run(&comparing->run, &comparing->sides.side[1].suite,
                               NULL, &comparing->journal, options, err);
    if (status == 0)
        tare_comparing_numbers(comparing, options);
    return status;
}

int tare_compare_baseline(struct tare_comparing *comparing, const char *name,
                          const struct tare_case_choice *choice,
                          struct tare_err *err)
{
    const struct tare_options *options = choice->options;
    struct tare_err why = { 0 };
    int is_damaged, status;

    tare_comparing_call(comparing, name, "now");
    if (options->shard != NULL && options->baseline_numbers)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard: numbers of a baseline cannot be "
                              "merged: leave out --baseline-numbers");
    if (options->baseline_numbers)
        return measure_numbers(comparing, name, choice, err);
    status = tare_sides_baseline(&comparing->sides, 0, name, choice,
                                 &is_damaged, &why);
    if (status == 0)
        return tare_compare_now(comparing, options, err);
    if (is_damaged || options->shard != NULL ||
        comparing->sides.heads[0].started == NULL)
        return tare_fail_with(err, why.code, "%s", why.text);
    tare_comparison_note(&comparing->comparison, "no-executable",
                         "only saved numbers are compared, because the "
                         "baseline's executables cannot run here: %s",
                         why.text);
    return measure_numbers(comparing, name, choice, err);
}
