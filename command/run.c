/* SPDX-License-Identifier: MIT */
/* Measuring: from the options to the place and the settings, through the
 * rounds, to what is shown and saved. */
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/facts.h"
#include "harness/analysis.h"
#include "harness/clock.h"
#include "harness/local.h"
#include "harness/machine.h"
#include "harness/orphans.h"
#include "harness/rounds.h"
#include "harness/signals.h"
#include "report/lines.h"
#include "report/progress.h"
#include "report/summary.h"
#include "stats/rng.h"
#include "store/file.h"
#include "store/json.h"

/* ---- settings ------------------------------------------------------------ */

/* Half the bits of the clock: enough that no two runs share a seed. */
static uint64_t seed_from_clock(void)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, tare_clock_now_ns() ^ ((uint64_t)getpid() << 40) ^
                            (uint64_t)time(NULL));
    return tare_rng_next(&rng) >> 16;
}

static struct tare_rounds_settings
make_settings(const struct tare_options *options)
{
    struct tare_rounds_settings settings = {
        .precision = options->precision,
        .confidence = options->confidence,
        .warmup_ns = options->warm_up_time_s * 1e9,
        .sample_ns = options->sample_time_s * 1e9,
        .budget_ns = options->measurement_time_s * 1e9,
        .samples = (unsigned)options->samples,
        .launches = (unsigned)options->launches,
        .samples_in_all = (unsigned)options->sample_size,
        .is_quick = options->quick,
        .is_test = options->test,
        .sampling = (enum tare_sampling)options->sampling,
        .seed =
            options->seed >= 0 ? (uint64_t)options->seed : seed_from_clock(),
    };

    return settings;
}

static int make_place(struct tare_place *place, struct tare_suite *suite,
                      const struct tare_options *options, struct tare_err *err)
{
    int wanted = options->no_pin ? -2 : (int)options->cpu;

    *place = (struct tare_place){ .suite = suite,
                                  .clock = tare_clock_measure(),
                                  .timeout_s = options->timeout_s,
                                  .echo = options->nocapture };
    if (tare_cpu_choose(&place->cpu, wanted) < 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--cpu: %d is not a CPU that we may use", wanted);
    return 0;
}

/* ---- watching ------------------------------------------------------------ */

static void show_progress(void *context, const struct tare_progress *progress)
{
    int is_measuring = progress->phase == TARE_PHASE_MEASURING;
    struct tare_progress_line line = {
        .verb = is_measuring ? "measuring" : "calibrating",
        .done = progress->done,
        .count = progress->count,
        .round = progress->round,
        .elapsed_s = progress->elapsed_s,
        .left_s = is_measuring ? progress->left_s : -1,
        .id = progress->id,
    };

    tare_progress_show(context, &line);
}

static void suspend_progress(void *context)
{
    tare_progress_clear(context);
}

/* ---- showing and saving -------------------------------------------------- */

static void show_results(const struct tare_run *run,
                         const struct tare_options *options, FILE *stream)
{
    struct tare_style style =
        tare_style_of(stream, (enum tare_color)options->color);
    struct tare_style diagnostics =
        tare_style_of(stderr, (enum tare_color)options->color);
    enum tare_detail detail = options->quiet     ? TARE_DETAIL_QUIET
                              : options->verbose ? TARE_DETAIL_VERBOSE
                                                 : TARE_DETAIL_NORMAL;

    if (options->output_format == TARE_OUTPUT_CRITERION)
        tare_lines_criterion(run, stream);
    else if (options->output_format == TARE_OUTPUT_BENCHER)
        tare_lines_bencher(run, stream);
    else
        tare_summary_print(run, stream, &style, detail);
    fflush(stream);
    if (options->output_format != TARE_OUTPUT_TABLE)
        tare_summary_unmeasured(run, stderr, &diagnostics);
    tare_summary_failures(run, stderr, &diagnostics);
    if (!options->quiet)
        tare_summary_total(run, stderr, &diagnostics);
}

/* Refuses before anything is measured what could not be saved after. */
static int try_output(const struct tare_options *options, struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status;

    if (options->output == NULL || strcmp(options->output, "-") == 0)
        return 0;
    status = tare_file_open(&file, options->output, err);
    if (status == 0)
        tare_file_release(&file);
    return status;
}

/* The status that the run deserves. */
static int judge_run(const struct tare_run *run,
                     const struct tare_options *options, struct tare_err *err)
{
    size_t skipped = tare_summary_count(run, TARE_STATUS_SKIPPED);
    size_t ok = tare_summary_count(run, TARE_STATUS_OK);

    if (run->interrupted)
        return 128 + tare_signals_number();
    if (ok + skipped < run->case_count)
        return TARE_EBENCH;
    if (ok == 0 && !options->quiet)
        return tare_fail_with(err, TARE_ENOTHING,
                              "nothing was measured: all cases were skipped");
    return ok == 0 ? TARE_ENOTHING : 0;
}

/* ---- the run ------------------------------------------------------------- */

static void measure(struct tare_run *run, const struct tare_place *place,
                    const struct tare_options *options)
{
    struct tare_rounds_settings settings = make_settings(options);
    struct tare_progress_bar bar = {
        .style = tare_style_of(stderr, (enum tare_color)options->color)
    };
    struct tare_watcher watcher = { show_progress, suspend_progress, &bar };

    if (options->quiet)
        watcher.show = NULL;
    tare_orphans_adopt();
    tare_cpu_step_aside(&place->cpu);
    tare_rounds_run(run, place, &settings, &watcher);
    tare_cpu_step_back(&place->cpu);
    tare_progress_clear(&bar);
}

static void measure_here(struct tare_run *run, const struct tare_place *place,
                         const struct tare_options *options)
{
    struct tare_rounds_settings settings = make_settings(options);
    enum tare_local_mode mode = options->profile_time_s > 0 ? TARE_LOCAL_PROFILE
                                : options->test             ? TARE_LOCAL_TEST
                                                : TARE_LOCAL_MEASURE;

    tare_local_run(run, place, &settings, mode, options->profile_time_s);
}

static void analyse(struct tare_run *run, const struct tare_options *options)
{
    struct tare_analysis_settings settings = {
        .confidence = options->confidence,
        .resamples = (size_t)options->nresamples,
        .seed = run->seed,
    };

    for (size_t i = 0; i < run->case_count; i++)
        tare_analyse_case(&run->cases[i], &settings);
    tare_analyse_growth(run, options->confidence);
}

static int run_suite(struct tare_suite *suite,
                     const struct tare_options *options, int is_own,
                     struct tare_err *err)
{
    int is_here = options->no_fork || options->profile_time_s > 0;
    int to_stdout =
        options->output != NULL && strcmp(options->output, "-") == 0;
    struct tare_place place;
    struct tare_run run = { 0 };
    int status = make_place(&place, suite, options, err);

    if (!is_here) /* in one process, an end or a stop is the process's own */
        tare_signals_install();
    if (status == 0)
        status = try_output(options, err);
    if (status == 0 && is_here && !is_own)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "--no-fork and --profile-time need the "
                                "benchmark's own process: run the binary");
    if (status < 0)
        return status;
    tare_facts_begin(&run, options, &place);
    if (is_here)
        measure_here(&run, &place, options);
    else
        measure(&run, &place, options);
    analyse(&run, options);
    show_results(&run, options, to_stdout ? stderr : stdout);
    status = judge_run(&run, options, err);
    if (options->output != NULL) {
        int saved = tare_run_save(&run, options->output, err);

        status = saved < 0 ? saved : status;
    }
    tare_run_release(&run);
    return status;
}

static void print_help(int is_own)
{
    puts(is_own ? "Usage: ./my_bench [OPTIONS] [FILTER...]\n\n"
                  "Measures the cases whose id matches any of the filters "
                  "(POSIX extended\nregular expressions), or all."
                : "Usage: tare run [OPTIONS] BINARY... [-- FILTER...]\n\n"
                  "Measures the cases of these binaries as one suite.");
    tare_options_help(stdout);
}

/* What both kinds of command line have in common, from the suite on. */
static int run_or_list(struct tare_suite *suite,
                       const struct tare_options *options, int is_own,
                       struct tare_err *err)
{
    if (suite->count == 0)
        return tare_fail_with(err, TARE_ENOTHING,
                              "no case matches; --list shows them all");
    if (options->list) {
        tare_print_cases(suite, options);
        return 0;
    }
    return run_suite(suite, options, is_own, err);
}

/* Whether help or version was all that was asked for. */
static int answer(const struct tare_options *options, int is_own)
{
    if (options->help)
        print_help(is_own);
    else if (options->version)
        puts("tare " TARE_VERSION);
    return options->help || options->version;
}

int tare_run_own(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    struct tare_suite suite = { 0 };
    int status = tare_options_parse(&options, count, words, err);

    if (status == 0 && !answer(&options, 1)) {
        struct tare_choice choice;

        for (size_t i = 0; i < options.after.count; i++)
            tare_words_add(&options.operands, options.after.items[i]);
        choice =
            (struct tare_choice){ options.operands.items,
                                  options.operands.count, options.skips.items,
                                  options.skips.count, options.exact };
        status = tare_suite_own(&suite, err);
        if (status == 0)
            status = tare_suite_choose(&suite, &choice, err);
        if (status == 0)
            status = run_or_list(&suite, &options, 1, err);
    }
    tare_suite_release(&suite);
    tare_options_release(&options);
    return status;
}

int tare_verb_run(int count, char **words, struct tare_err *err)
{
    struct tare_options options;
    struct tare_suite suite = { 0 };
    int status = tare_options_parse(&options, count, words, err);

    if (status == 0 && !answer(&options, 0)) {
        if (options.operands.count == 0)
            status = tare_fail_with(err, TARE_EUSAGE,
                                    "run: which binary? (tare run --help)");
        else
            status = tare_gather_cases(&suite, &options.operands, &options,
                                       &options.after, err);
        if (status == 0)
            status = run_or_list(&suite, &options, 0, err);
    }
    tare_suite_release(&suite);
    tare_options_release(&options);
    return status;
}
