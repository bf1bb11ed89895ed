/* SPDX-License-Identifier: MIT */
/* tare report: pages from saved runs. */
#include "command/annotating.h"
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>

#include "command/reporting.h"
#include "command/compare_many.h"
#include "command/verbosity.h"
#include "command/compare_saved.h"
#include "harness/judge/contests.h"
#include "report/terminal/contests.h"
#include "report/terminal/moves.h"
#include "report/terminal/heap.h"
#include "report/terminal/profile.h"
#include "report/terminal/race.h"
#include "report/terminal/waits.h"
#include "report/terminal/sparks.h"
#include "report/terminal/spent_text.h"
#include "report/terminal/verdicts.h"
#include "store/runs.h"

static const char help[] =
    "Usage: tare report [OPTIONS] [RECORD [NEW [MORE...]]] [-- "
    "FILTER...]\n\n"
    "Makes an HTML report from a saved run or duel, or from two runs, "
    "where the second\nis compared with the first. Each is a file or the "
    "name of a baseline; the default\nis the last run. Three or more runs "
    "make a table with --text.";

/* ---- what to report ------------------------------------------------------ */

static int load_last(struct tare_comparing *comparing,
                     const struct tare_case_choice *choice, int *is_duel,
                     struct tare_err *err)
{
    const char *store = choice->options->store;
    char *last = tare_runs_last(store);
    int status;

    if (last == NULL)
        return tare_fail_with(err, TARE_EBASELINE,
                              "no last run in %s to report: name a record",
                              store);
    status = tare_compare_saved_one(comparing, last, choice, is_duel, err);
    free(last);
    return status;
}

static int load(struct tare_comparing *comparing,
                const struct tare_options *options, int *is_compared,
                struct tare_err *err)
{
    struct tare_case_choice choice = { &options->after, options };
    size_t count = options->operands.count;
    char **names = options->operands.items;

    *is_compared = count == 2;
    if (count == 2)
        return tare_compare_saved(comparing, names[0], names[1], &choice, err);
    return count == 1 ? tare_compare_saved_one(comparing, names[0], &choice,
                                               is_compared, err)
                      : load_last(comparing, &choice, is_compared, err);
}

/* ---- where to ------------------------------------------------------------ */

static void print_contests(const struct tare_run *run,
                           const struct tare_options *options,
                           const struct tare_style *style)
{
    struct tare_contests contests;

    tare_contests_judge(&contests, run, 1);
    if (contests.overall.count > 0)
        tare_race_print(&contests, run, stdout, style);
    else if (!options->quiet)
        tare_contests_print(&contests, stdout, style, options->verbose);
    tare_contests_release(&contests);
}

static void print_text(const struct tare_comparing *comparing,
                       const struct tare_options *options, int is_compared)
{
    struct tare_style style = tare_verbosity_style(stdout, options);

    if (is_compared) {
        tare_verdicts_print(&comparing->comparison, stdout, &style,
                            tare_verbosity_detail(options));
        tare_moves_print(&comparing->run, (size_t)options->top, stdout, &style);
        tare_heap_changes_print(&comparing->run, (size_t)options->top, stdout,
                                &style);
    } else {
        if (!tare_run_is_race(&comparing->run))
            tare_summary_print(&comparing->run, stdout, &style,
                               tare_verbosity_detail(options));
        tare_profile_print(&comparing->run, (size_t)options->top, stdout,
                           &style);
        tare_heap_print(&comparing->run, (size_t)options->top, stdout, &style);
        print_contests(&comparing->run, options, &style);
    }
    tare_waits_print(&comparing->run, (size_t)options->top, stdout, &style);
    if (options->verbose) {
        tare_sparks_print(&comparing->run, stdout, &style);
        tare_spent_print(&comparing->run.spent, stdout, &style);
    }
}

static int write_pages(struct tare_comparing *comparing,
                       const struct tare_options *options, int is_compared,
                       struct tare_err *err)
{
    int is_numbers = is_compared && comparing->comparison.by == TARE_BY_NUMBERS;
    struct tare_reporting reported = { &comparing->run,
                                       is_numbers ? &comparing->base : NULL,
                                       is_compared ? &comparing->comparison
                                                   : NULL };
    struct tare_buf path = { 0 };
    int status;

    if (options->report != NULL)
        tare_buf_puts(&path, options->report);
    else
        tare_buf_printf(&path, "%s/report%s", options->store,
                        options->single_file ? ".html" : "");
    status = tare_reporting_make(&reported, path.data, options, err);
    tare_buf_release(&path);
    return status;
}

/* Of three and more there is a table, but no verdicts to make pages of. */
static int report_several(const struct tare_options *options,
                          struct tare_err *err)
{
    if (!options->text)
        return tare_fail_with(
            err, TARE_EUSAGE,
            "report: HTML pages show one run, or two where the second is "
            "compared with the first; for a table of more, use --text");
    return tare_compare_many_print(options, err);
}

static int report_saved(const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
    int is_compared = 0;
    int status = load(&comparing, options, &is_compared, err);

    if (status == 0 && options->annotate != NULL)
        status = tare_annotate(&comparing.run, options, stdout, err);
    else if (status == 0 && options->text)
        print_text(&comparing, options, is_compared);
    else if (status == 0)
        status = write_pages(&comparing, options, is_compared, err);
    tare_comparing_release(&comparing);
    return status;
}

static int report(struct tare_options *options, struct tare_err *err)
{
    if (options->single_file && options->plot_format != 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--plot-format: cannot be used with "
                              "--single-file, which writes no other files");
    return options->operands.count > 2 ? report_several(options, err)
                                       : report_saved(options, err);
}

int tare_verb_report(int count, char **words, struct tare_err *err)
{
    return tare_options_run(TARE_VERB_REPORT, count, words, help, report, err);
}
