/* SPDX-License-Identifier: MIT */
#include "command/reporting.h"

#include <stdio.h>
#include <unistd.h>

#include "command/tracing.h"
#include "harness/judge/contests.h"
#include "harness/machine/clock.h"
#include "harness/run/analysis.h"
#include "harness/include/tare.h"
#include "report/terminal/say.h"
#include "report/html/pages.h"
#include "store/buf.h"
#include "store/json.h"
#include "store/publication.h"
#include "store/signals.h"

/* Of the figures of a duel, which nobody decides by. */
enum {
    RESAMPLES = 1000
};

#define RAW        "run.json"
#define RAW_BEFORE "before.json"
#define IN_STORE   "report"

/* ---- what is in it ------------------------------------------------------- */

static void analyse(struct tare_run *run)
{
    struct tare_analysis_settings settings = { .confidence = 0.95,
                                               .resamples = RESAMPLES,
                                               .seed = run->seed };

    tare_analyse_rest(run, &settings);
}

static int write_record(const struct tare_publication *publication,
                        const char *name, const struct tare_run *run,
                        struct tare_err *err)
{
    FILE *stream;

    if (run == NULL)
        return 0;
    stream = tare_publication_begin(publication, name, err);
    if (stream == NULL)
        return TARE_EOUTPUT;
    tare_run_print(run, stream);
    return tare_publication_end(publication, name, stream, err);
}

static int write_all(const struct tare_reporting *reported,
                     const struct tare_publication *publication,
                     const struct tare_options *options,
                     struct tare_pages_result *result, struct tare_err *err)
{
    struct tare_contests contests;
    struct tare_subject subject = { reported->run, reported->before,
                                    reported->comparison, &contests };
    struct tare_pages_settings settings = {
        .version = TARE_VERSION,
        .is_single = options->single_file,
        .has_no_plots = options->noplot,
        .keeps_script = options->keep_gnuplot,
        .format = (enum tare_plot_format)options->plot_format,
        .raw = options->single_file ? NULL : RAW,
        .raw_before = reported->before == NULL ? NULL : RAW_BEFORE,
    };
    int status = 0;

    if (!options->single_file) {
        status = write_record(publication, RAW, reported->run, err);
        if (status == 0)
            status =
                write_record(publication, RAW_BEFORE, reported->before, err);
    }
    analyse(reported->run);
    if (reported->before != NULL)
        analyse(reported->before);
    if (status < 0)
        return status;
    tare_contests_judge(&contests, reported->run, 1);
    status = tare_pages_write(&subject, publication, &settings, result, err);
    tare_contests_release(&contests);
    return status;
}

/* ---- what is said of it -------------------------------------------------- */

static void tell(const char *path, const struct tare_options *options,
                 const struct tare_pages_result *result)
{
    if (options->quiet)
        return;
    tare_say("report: %s%s", path,
             options->single_file ? "" : "/" TARE_PUBLICATION_INDEX);
    if (result->is_missing)
        tare_say("the report has no large plots: gnuplot is not installed "
                 "(Debian: gnuplot-nox)");
    else if (result->trouble[0] != '\0')
        tare_say("%zu of %zu plots could not be drawn: %s", result->broken,
                 result->plots, result->trouble);
}

/* ---- making it ----------------------------------------------------------- */

/* Writes it to what is open; not when somebody asks us to end meanwhile. */
static int make(const struct tare_reporting *reported,
                struct tare_publication *publication,
                const struct tare_options *options,
                struct tare_pages_result *result, struct tare_err *err)
{
    int wanted = tare_signals_end_wanted();
    int status = write_all(reported, publication, options, result, err);

    if (status == 0 && tare_signals_end_wanted() > wanted)
        status = tare_fail_with(err, TARE_EINTERRUPTED,
                                "interrupted: report unchanged");
    if (status == 0)
        return tare_publication_commit(publication, err);
    tare_publication_release(publication);
    return status;
}

int tare_reporting_make(const struct tare_reporting *reported, const char *path,
                        const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_pages_result result = { 0 };
    struct tare_publication publication;
    int status;

    tare_signals_install();
    status = options->single_file
                 ? tare_publication_open_single(&publication, path, err)
                 : tare_publication_open(&publication, path, err);
    if (status == 0)
        status = make(reported, &publication, options, &result, err);
    if (status == 0)
        tell(path, options, &result);
    return status;
}

int tare_reporting_try(const struct tare_options *options, struct tare_err *err)
{
    struct tare_publication publication;
    int status;

    if (options->report == NULL || options->profile_time_s > 0)
        return 0;
    tare_signals_install();
    status = tare_publication_open(&publication, options->report, err);
    if (status == 0)
        tare_publication_release(&publication);
    return status;
}

/* In the store, in which no link is followed. */
static int make_in_store(const struct tare_reporting *reported,
                         const struct tare_options *options,
                         struct tare_pages_result *result, struct tare_err *err)
{
    struct tare_publication publication;
    struct tare_folder store = { 0 };
    int status = tare_folder_make(&store, options->store, err);

    if (status == 0)
        status = tare_publication_open_in(&publication, &store, IN_STORE, err);
    if (status == 0)
        status = make(reported, &publication, options, result, err);
    tare_folder_close(&store);
    return status;
}

/* Where nobody asked for one, and without a word where nobody watches. */
static int make_unasked(const struct tare_reporting *reported,
                        const struct tare_options *options,
                        struct tare_err *err)
{
    struct tare_pages_result result = { 0 };
    struct tare_buf path = { 0 };
    struct tare_err why = { 0 };
    int status = make_in_store(reported, options, &result, &why);

    tare_buf_printf(&path, "%s/" IN_STORE, options->store);
    if (status == TARE_EINTERRUPTED)
        *err = why;
    else if (status < 0 && !options->quiet)
        tare_say("the report was not written: %s", why.text);
    else if (status == 0 && isatty(STDERR_FILENO))
        tell(path.data, options, &result);
    tare_buf_release(&path);
    return status == TARE_EINTERRUPTED ? status : 0;
}

int tare_reporting_after(const struct tare_reporting *reported,
                         const struct tare_options *options,
                         struct tare_err *err)
{
    uint64_t begin_ns = tare_clock_now_ns();
    int status = 0;

    if (options->report != NULL)
        status = tare_reporting_make(reported, options->report, options, err);
    else if (!options->noplot && !options->discard_baseline)
        status = make_unasked(reported, options, err);
    tare_tracing_phase(options, "report and plots", begin_ns);
    return status;
}
