/* SPDX-License-Identifier: MIT */
#include "command/tracing.h"

#include <stdlib.h>

#include "command/measuring.h"
#include "command/verbosity.h"
#include "report/export/trace_file.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/file.h"

int tare_tracing_begin(struct tare_options *options, struct tare_err *err)
{
    int status;

    if (options->trace == NULL)
        return 0;
    if (options->no_fork || options->profile_time_s > 0)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--trace shows launches: it cannot be used with "
                              "--no-fork or --profile-time");
    if (tare_verbosity_documents(options) > 1)
        return tare_fail_with(err, TARE_EUSAGE,
                              "--trace: only one document can go to stdout; "
                              "name files for the others");
    status = tare_measuring_try_output(options->trace, err);
    if (status == 0) {
        options->traced = tare_alloc(1, sizeof *options->traced);
        options->traced->start_ns = tare_clock_now_ns();
    }
    return status;
}

static int save(const struct tare_trace *trace, const char *path,
                struct tare_err *err)
{
    struct tare_file file = { 0 };
    int status = tare_file_open(&file, path, err);

    if (status < 0)
        return status;
    tare_trace_print(trace, file.stream);
    return tare_file_commit(&file, err);
}

static void tell_left_out(const struct tare_trace *trace)
{
    static const char *const names[TARE_TRACE_RANKS] = {
        [TARE_TRACE_QUIET] = "undisturbed samples",
        [TARE_TRACE_DISTURBED] = "disturbed samples",
        [TARE_TRACE_LAUNCH] = "launches and their parts",
        [TARE_TRACE_PHASE] = "phases of the coordinator",
    };
    struct tare_buf text = { 0 };

    for (int i = 0; i < TARE_TRACE_RANKS; i++)
        if (trace->left_out[i] > 0)
            tare_buf_printf(&text, "%s%zu %s", text.size > 0 ? ", " : "",
                            trace->left_out[i], names[i]);
    if (text.size > 0)
        tare_say("the trace is full and leaves out %s", text.data);
    tare_buf_release(&text);
}

int tare_tracing_end(struct tare_options *options, int status,
                     struct tare_err *err)
{
    struct tare_trace *trace = options->traced;
    struct tare_err why = { 0 };

    if (trace == NULL)
        return status;
    if (trace->count > 0 && save(trace, options->trace, &why) < 0) {
        if (status < 0 && err->text[0] != '\0')
            tare_say("%s", err->text);
        status = why.code;
        *err = why;
    } else if (!options->quiet) {
        tell_left_out(trace);
    }
    tare_trace_release(trace);
    free(trace);
    options->traced = NULL;
    return status;
}

void tare_tracing_phase(const struct tare_options *options, const char *what,
                        uint64_t since_ns)
{
    struct tare_trace_event event = { .rank = TARE_TRACE_PHASE,
                                      .what = what,
                                      .begin_ns = since_ns,
                                      .end_ns = tare_clock_now_ns() };

    tare_trace_add(options->traced, &event, NULL);
}

void tare_tracing_analysis(const struct tare_options *options,
                           struct tare_run *run, uint64_t since_ns)
{
    tare_tracing_phase(options, tare_spent_name(TARE_SPENT_ANALYSIS), since_ns);
    run->spent.s[TARE_SPENT_ANALYSIS] +=
        (double)(tare_clock_now_ns() - since_ns) * 1e-9;
}
