/* SPDX-License-Identifier: MIT */
/* Measuring: from the options to where it runs and the settings, through the
 * rounds, to what is shown and saved. */
#include "command/sharding.h"
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/annotating.h"
#include "command/outcomes.h"
#include "command/contests.h"
#include "command/exports.h"
#include "command/facts.h"
#include "command/save.h"
#include "command/show_run.h"
#include "command/journaling.h"
#include "command/measuring.h"
#include "command/probing.h"
#include "command/profile.h"
#include "command/reporting.h"
#include "command/tracing.h"
#include "command/verbosity.h"
#include "command/compare_now.h"
#include "command/compare_saved.h"
#include "command/racing.h"
#include "harness/launch/session.h"
#include "harness/machine/descriptor.h"
#include "harness/run/local.h"
#include "report/terminal/say.h"
#include "report/terminal/summary.h"
#include "store/orphans.h"
#include "store/store.h"
#include "store/json.h"
#include "store/json_check.h"
#include "store/json_contests.h"
#include "store/signals.h"

/* ---- saving --------------------------------------------------------------- */

/* The status that the run deserves. */
static int judge_run(const struct tare_run *run,
                     const struct tare_contests *contests,
                     const struct tare_options *options, struct tare_err *err)
{
    size_t skipped = tare_summary_count(run, TARE_STATUS_SKIPPED);
    size_t ok = tare_summary_count(run, TARE_STATUS_OK);
    int shown;

    if (run->interrupted)
        return 128 + tare_signals_number();
    shown = ok > 0 && !options->test
                ? tare_contests_require(contests, options, err)
                : 0;
    if (ok + skipped < run->case_count)
        return shown == TARE_EREGRESSED ? shown : TARE_EBENCH;
    if (run->cut.of > 0 && run->case_count == 0)
        return 0; /* a shard may have no case */
    if (ok == 0 && !options->quiet)
        return tare_fail_with(err, TARE_ENOTHING,
                              "nothing was measured: all cases were skipped");
    return ok == 0 ? TARE_ENOTHING : shown;
}

/* ---- the run ------------------------------------------------------------- */

/* In this process: nothing to save, an end or a stop is the process's own. */
static int measure_here(struct tare_run *run, struct tare_suite *suite,
                        const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_rounds_settings settings = tare_measuring_settings(options);
    enum tare_local_mode mode = options->profile_time_s > 0 ? TARE_LOCAL_PROFILE
                                : options->test             ? TARE_LOCAL_TEST
                                                : TARE_LOCAL_MEASURE;
    struct tare_where where;
    int status = tare_measuring_place(&where, suite, options, err);

    if (status < 0)
        return status;
    tare_facts_begin(run, options, &where);
    tare_facts_add_binaries(run, suite, NULL);
    tare_local_run(run, &where, &settings, mode, options->profile_time_s);
    tare_measuring_analyse(run, options);
    tare_probing_run(run);
    return 0;
}

static int is_here(const struct tare_options *options)
{
    return options->no_fork || options->profile_time_s > 0;
}

/* Of what only passes by, or leaves this process, nothing stays. */
static int is_kept(const struct tare_options *options)
{
    return !options->test && !is_here(options);
}

/* A report that is asked for is made of whatever there is. */
static int is_reported(const struct tare_options *options)
{
    if (options->report == NULL)
        return is_kept(options);
    if (options->profile_time_s <= 0)
        return 1;
    if (!options->quiet)
        tare_say("no report: --profile-time measures nothing");
    return 0;
}

/* What was measured is kept first, whatever becomes of what others read. */
static int keep_run(struct tare_run *run, const struct tare_contests *contests,
                    const struct tare_suite *suite, int exit_status,
                    const struct tare_options *options, struct tare_err *err)
{
    struct tare_reporting reported = { run, NULL, NULL };
    struct tare_outcomes attempts = { .err = err };
    uint64_t begin_ns = tare_clock_now_ns();

    if (options->verdict != NULL)
        tare_outcome(&attempts,
                     tare_contests_save(contests, run, exit_status,
                                        options->verdict, &attempts.latest));
    if (options->output != NULL)
        tare_outcome(&attempts,
                     tare_run_save(run, options->output, &attempts.latest));
    if (options->save_baseline != NULL)
        tare_outcome(&attempts,
                     tare_save_baseline(run, suite, options, &attempts.latest));
    if (is_kept(options))
        tare_save_last(run, options);
    tare_outcome(&attempts,
                 tare_exports_write(run, NULL, options, &attempts.latest));
    tare_tracing_phase(options, "saving", begin_ns);
    if (is_reported(options))
        tare_outcome(&attempts, tare_reporting_after(&reported, options,
                                                     &attempts.latest));
    return attempts.status;
}

/* What is shown and kept of a run.  suite and journal: NULL where it was measured
 * elsewhere. */
static int conclude(struct tare_run *run, const struct tare_suite *suite,
                    struct tare_journal *journal,
                    const struct tare_options *options, struct tare_err *err)
{
    struct tare_contests contests;
    int status, saved;

    tare_contests_take(&contests, run, options);
    tare_show_run(run, is_kept(options) ? &contests : NULL, options,
                  tare_verbosity_stream(options));
    status = judge_run(run, &contests, options, err);
    if (status == 0)
        status =
            tare_annotate(run, options, tare_verbosity_stream(options), err);
    saved = keep_run(run, &contests, suite, abs(status), options, err);
    if (journal != NULL)
        tare_journaling_end(journal, saved == 0 && !run->interrupted, options);
    tare_contests_release(&contests);
    status = saved < 0 ? saved : status;
    if (options->view)
        tare_profile_views(options);
    return status;
}

int tare_run_conclude(struct tare_run *run, const struct tare_options *options,
                      struct tare_err *err)
{
    return conclude(run, NULL, NULL, options, err);
}

/* racing: NULL for a run that is none. */
static int run_alone(struct tare_suite *suite, struct tare_racing *racing,
                     const struct tare_options *options, struct tare_err *err)
{
    struct tare_run run = { 0 };
    struct tare_journal journal = { 0 };
    int status = tare_json_check(err);

    if (status == 0)
        status = tare_measuring_try_output(options->output, err);
    if (status == 0)
        status = tare_measuring_try_output(options->verdict, err);
    if (status == 0 && !is_here(options))
        status = tare_fd_paths_check(err);
    if (status == 0)
        status = tare_exports_check(options, err);
    if (status == 0)
        status = tare_contests_check(suite, options, err);
    if (status == 0)
        status = tare_reporting_try(options, err);
    if (status == 0)
        status = tare_sharding_cut(&run.cut, &suite, 1, options, err);
    if (status == 0)
        status = is_here(options)
                     ? measure_here(&run, suite, options, err)
                     : tare_measuring_run(
                           &run, suite, racing != NULL ? &racing->copies : NULL,
                           &journal, options, err);
    if (status == 0) {
        if (racing != NULL)
            tare_racing_note(racing, &run);
        status = conclude(&run, suite, &journal, options, err);
    }
    tare_journal_close(&journal, 0);
    tare_run_release(&run);
    return status;
}

int tare_run_race(struct tare_racing *racing,
                  const struct tare_options *options, struct tare_err *err)
{
    return run_alone(&racing->side.suite, racing, options, err);
}

/* ---- against a baseline -------------------------------------------------- */

/* Whether the baseline is there; when it need not be, that is no error. */
static int find_baseline(const struct tare_options *options, const char *name,
                         int *is_there, struct tare_err *err)
{
    struct tare_store store;
    int status = tare_store_check_name(name, err);

    if (status == 0)
        status = tare_store_open(&store, options->store, err);
    if (status < 0)
        return status;
    *is_there = tare_store_has(&store, name);
    tare_store_close(&store);
    if (*is_there || options->baseline == NULL)
        return 0;
    return tare_fail_with(err, TARE_EBASELINE,
                          "no baseline \"%s\" in %s: save one with "
                          "--save-baseline %s, or use --baseline-lenient",
                          name, options->store, name);
}

/* Of identical executables there are none. */
static int has_results(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].status != TARE_STATUS_OK ||
            tare_case_is_measured(&run->cases[i]))
            return 1;
    return 0;
}

/* The suite becomes the new side.  What is saved is the new side too. */
static int run_against(struct tare_suite *suite, const char *name,
                       const struct tare_options *options, struct tare_err *err)
{
    struct tare_case_choice choice = { options->is_own ? &options->operands
                                                       : &options->after,
                                       options };
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int status;

    comparing.sides.side[1].suite = *suite;
    *suite = (struct tare_suite){ 0 };
    status = tare_compare_baseline(&comparing, name, &choice, err);
    if (status == 0) {
        status = tare_comparing_conclude(&comparing, options, err);
        if (comparing.comparison.by == TARE_BY_DUEL)
            tare_comparing_take_new(&comparing);
        if (!options->quiet && has_results(&comparing.run)) {
            putc('\n', tare_verbosity_stream(options));
            tare_show_run(&comparing.run, NULL, options,
                          tare_verbosity_stream(options));
        }
        if (options->save_baseline != NULL) {
            int saved = tare_save_baseline(
                &comparing.run, &comparing.sides.side[1].suite, options, err);

            status = saved < 0 ? saved : status;
        }
    }
    tare_comparing_release(&comparing);
    return status;
}

static int load_baseline(const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_case_choice choice = { options->is_own ? &options->operands
                                                       : &options->after,
                                       options };
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int status;

    if (options->baseline == NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--load-baseline needs a baseline to compare "
                              "with: add --baseline NAME");
    status = tare_compare_saved(&comparing, options->baseline,
                                options->load_baseline, &choice, err);
    if (status == 0)
        status = tare_comparing_conclude(&comparing, options, err);
    tare_comparing_release(&comparing);
    return status;
}

static int run_suite(struct tare_suite *suite,
                     const struct tare_options *options, struct tare_err *err)
{
    const char *name = options->baseline != NULL ? options->baseline
                                                 : options->baseline_lenient;
    int is_looked_for = !is_here(options) && !options->test;
    int is_there = 0, status = 0;

    if ((name != NULL || options->load_baseline != NULL) &&
        options->requirements.count > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--require asks who is faster in one run: it "
                              "cannot be used with a baseline");
    if (options->load_baseline != NULL)
        return load_baseline(options, err);
    if (options->shard != NULL && options->save_baseline != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--shard: a part is no baseline: leave out "
                              "--save-baseline");
    if (options->resume && (is_here(options) || options->test))
        return tare_fail_with(err, TARE_EUSAGE,
                              "--resume: there is no journal of --test, "
                              "--no-fork and --profile-time: leave it out");
    if (is_here(options) && !options->is_own)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--no-fork and --profile-time work only in the "
                              "benchmark's own process: run the binary itself");
    if (is_here(options) && options->launcher != NULL)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--launcher starts launches: it cannot be used "
                              "with --no-fork or --profile-time");
    if (options->save_baseline != NULL)
        status = tare_save_check(suite, options, err);
    if (status == 0 && name != NULL && is_looked_for)
        status = find_baseline(options, name, &is_there, err);
    if (status < 0)
        return status;
    if (is_there)
        return run_against(suite, name, options, err);
    if (name != NULL && is_looked_for && !options->quiet)
        tare_say("no baseline \"%s\" yet: nothing to compare with", name);
    return run_alone(suite, NULL, options, err);
}

static const char help_own[] =
    "Usage: ./my_bench [OPTIONS] [FILTER...]\n\n"
    "Measures the cases whose id matches any of the filters (POSIX "
    "extended\nregular expressions), or all.";

static const char help_profile[] =
    "Usage: tare profile [OPTIONS] BINARY... [-- FILTER...]\n"
    "       tare profile --against OLD NEW [FILTER...]\n\n"
    "Measures the cases of these binaries and finds out where their time "
    "goes:\nper function, in ns of an iteration, with an interval.  "
    "--against is tare duel\n--profile: what changed.";

static const char help[] =
    "Usage: tare run [OPTIONS] BINARY... [-- FILTER...]\n\n"
    "Measures the cases of these binaries as one suite.";

static int list(struct tare_suite *suite, const struct tare_options *options,
                struct tare_err *err)
{
    struct tare_cut cut = { 0 };
    int status = tare_sharding_cut(&cut, &suite, 1, options, err);

    if (status == 0)
        tare_print_cases(suite, options);
    tare_cut_release(&cut);
    return status;
}

/* What both kinds of command line have in common, from the suite on. */
static int run_or_list(struct tare_suite *suite,
                       const struct tare_options *options, struct tare_err *err)
{
    if (suite->count == 0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "no case matches; --list shows them all");
    if (options->list)
        return list(suite, options, err);
    return run_suite(suite, options, err);
}

/* Through a launcher its cases are asked for like those of any executable, which
 * shows what the launcher does. */
static int gather_own(struct tare_suite *suite,
                      const struct tare_options *options, struct tare_err *err)
{
    int status;

    if (options->launcher == NULL || is_here(options))
        return tare_suite_own(suite, err);
    tare_orphans_adopt();
    status = tare_session_list(suite, tare_suite_open_own(suite),
                               options->timeout_s, err);
    return status == 0 ? tare_suite_check(suite, err) : status;
}

static int act_own(struct tare_options *options, struct tare_err *err)
{
    struct tare_suite suite = { 0 };
    struct tare_case_choice choice = { &options->operands, options };
    struct tare_choice chosen;
    int status;

    options->is_own = 1;
    for (size_t i = 0; i < options->after.count; i++)
        tare_words_add(&options->operands, options->after.items[i]);
    chosen = tare_chosen_cases(&choice);
    status = gather_own(&suite, options, err);
    if (status == 0)
        status = tare_suite_choose(&suite, &chosen, err);
    if (status == 0)
        status = run_or_list(&suite, options, err);
    tare_suite_release(&suite);
    return status;
}

int tare_run_own(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_RUN, count, words, help_own, act_own,
                            err);
}

static const char *verb_name(const struct tare_options *options)
{
    return options->verb == TARE_VERB_PROFILE ? "profile" : "run";
}

static int act(struct tare_options *options, struct tare_err *err)
{
    struct tare_suite suite = { 0 };
    struct tare_case_choice choice = { &options->after, options };
    int status;

    if (options->operands.count == 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "%s needs a binary: BINARY... (tare %s --help)",
                              verb_name(options), verb_name(options));
    status = tare_gather_cases(&suite, &options->operands, &choice, err);
    if (status == 0)
        status = run_or_list(&suite, options, err);
    tare_suite_release(&suite);
    return status;
}

int tare_verb_run(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_RUN, count, words, help, act, err);
}

int tare_run_profiles(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_PROFILE, count, words, help_profile, act,
                            err);
}
