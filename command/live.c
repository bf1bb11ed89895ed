/* SPDX-License-Identifier: MIT */
#include "command/live.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/facts.h"
#include "command/verbosity.h"
#include "harness/machine/clock.h"
#include "report/terminal/progress.h"
#include "report/terminal/say.h"
#include "store/json_check.h"
#include "store/process.h"
#include "store/signals.h"

#define PAUSE_S 1 /* between two times that programs are told */

/* The process has one, like its pid. */
static struct {
    struct tare_live state; /* as the coordinator said it last */
    uint64_t begun_ns, said_ns;
    struct tare_progress_bar bar;
    const char *path; /* of the status file; NULL: none */
    int is_json, is_quiet, is_stuck;
    double told_s; /* when programs were told */
} live;

/* ---- what there is to tell ----------------------------------------------- */

/* To the millisecond. */
static double since_s(uint64_t begin_ns)
{
    return round((double)(tare_clock_now_ns() - begin_ns) * 1e-6) / 1e3;
}

/* What everybody is shown. */
static struct tare_live snapshot(void)
{
    struct tare_live now = live.state;

    now.elapsed_s = since_s(live.begun_ns);
    if (isfinite(now.left_s)) {
        double left_s = fmax(now.left_s - since_s(live.said_ns), 0);

        now.left_s = round(left_s * 1e3) / 1e3;
    }
    return now;
}

static const char *phase_of(const struct tare_progress *progress)
{
    static const char *const phases[] = {
        [TARE_PHASE_CALIBRATING] = "calibrating",
        [TARE_PHASE_MEASURING] = "measuring",
        [TARE_PHASE_DUELLING] = "duelling",
        [TARE_PHASE_CONFIRMING] = "confirming alarms",
    };

    return progress->meter != NULL ? progress->meter : phases[progress->phase];
}

static void take(const struct tare_progress *progress)
{
    int is_known = progress->phase != TARE_PHASE_CALIBRATING &&
                   progress->phase != TARE_PHASE_METERING;
    struct tare_live *state = &live.state;

    live.said_ns = tare_clock_now_ns();
    state->phase = phase_of(progress);
    state->case_id = progress->id;
    state->done = progress->done;
    state->count = progress->count;
    state->round = progress->round;
    state->left_s = is_known ? progress->left_s : NAN;
    if (progress->phase != TARE_PHASE_METERING)
        state->verdicts = progress->verdicts;
}

/* ---- telling it ---------------------------------------------------------- */

/* A disk that is full now need not be so at the end. */
static void write_file(const struct tare_live *now)
{
    struct tare_err err = { 0 };

    if (tare_live_save(now, live.path, &err) == 0) {
        live.is_stuck = 0;
        return;
    }
    if (!live.is_stuck) {
        tare_progress_clear(&live.bar);
        tare_say("%s; what is there is out of date", err.text);
    }
    live.is_stuck = 1;
}

static void print_json(const struct tare_live *now)
{
    char *text = tare_live_text(now);

    fprintf(stderr, "%s\n", text);
    free(text);
}

static void tell_programs(const struct tare_live *now)
{
    live.told_s = now->elapsed_s;
    if (live.is_json)
        print_json(now);
    if (live.path != NULL)
        write_file(now);
}

static void show(void *context, const struct tare_progress *progress)
{
    struct tare_live now;

    (void)context;
    take(progress);
    tare_signals_answer();
    now = snapshot();
    if (!live.is_quiet && !live.is_json)
        tare_progress_show(&live.bar, &now);
    if (now.elapsed_s - live.told_s >= PAUSE_S)
        tell_programs(&now);
}

static void suspend(void *context)
{
    (void)context;
    tare_progress_clear(&live.bar);
}

static void answer(void)
{
    struct tare_live now = snapshot();
    struct tare_buf text = { 0 };

    tare_progress_clear(&live.bar);
    if (live.is_json) {
        print_json(&now);
        return;
    }
    tare_progress_describe(&text, &now);
    fprintf(stderr, "tare: %s\n", text.data);
    tare_buf_release(&text);
}

struct tare_watcher tare_live_watcher(void)
{
    return (struct tare_watcher){ show, suspend, NULL };
}

/* ---- from the beginning to the end ---------------------------------------- */

/* It is replaced, which a pipe or a device cannot be. */
static int check_path(struct tare_err *err)
{
    struct stat facts;

    if (strcmp(live.path, "-") == 0 ||
        (stat(live.path, &facts) == 0 && !S_ISREG(facts.st_mode)))
        return tare_fail_with(err, TARE_EUSAGE,
                              "--status: %s is not a file: name one, or use "
                              "--progress json, which goes to stderr",
                              live.path);
    return 0;
}

static void describe_process(struct tare_live *state)
{
    state->pid = (unsigned)getpid();
    state->pid_started = tare_process_started(getpid());
    state->pid_space = tare_process_space();
    state->started = tare_facts_now();
}

static int write_first(const struct tare_live *now, struct tare_err *err)
{
    int status = check_path(err);

    if (status == 0)
        status = tare_live_save(now, live.path, err);
    if (status < 0)
        live.path = NULL; /* nor at the end */
    return status;
}

static int begin_telling(const struct tare_options *options,
                         struct tare_err *err)
{
    struct tare_live now;
    int status = tare_json_check(err);

    if (status < 0)
        return status;
    live.is_json = options->progress == TARE_PROGRESS_JSON;
    live.path = options->status;
    tare_signals_install(); /* or the end would not be told */
    describe_process(&live.state);
    now = snapshot();
    if (live.is_json)
        print_json(&now);
    return live.path != NULL ? write_first(&now, err) : 0;
}

int tare_live_begin(const struct tare_options *options, struct tare_err *err)
{
    if ((options->verb & TARE_VERB_MEASURES) == 0)
        return 0;
    live.begun_ns = tare_clock_now_ns();
    live.state =
        (struct tare_live){ .exit = NAN, .left_s = NAN, .phase = "starting" };
    live.bar = (struct tare_progress_bar){
        .stream = stderr, .style = tare_verbosity_style(stderr, options)
    };
    live.is_quiet = options->quiet;
    tare_signals_answer_by(answer);
    if (options->status == NULL && options->progress != TARE_PROGRESS_JSON)
        return 0;
    return begin_telling(options, err);
}

/* The case may be gone. */
void tare_live_phase(const char *phase)
{
    struct tare_live now;

    tare_progress_clear(&live.bar);
    live.state.phase = phase;
    live.state.case_id = NULL;
    live.state.left_s = NAN;
    tare_signals_answer();
    now = snapshot();
    tell_programs(&now);
}

void tare_live_judged(const struct tare_comparison *comparison)
{
    size_t counts[TARE_VERDICT_KINDS] = { 0 };

    for (size_t i = 0; i < comparison->count; i++)
        counts[comparison->items[i].kind]++;
    live.state.verdicts = (struct tare_live_verdicts){
        .regressed = counts[TARE_VERDICT_REGRESSED],
        .improved = counts[TARE_VERDICT_IMPROVED],
        .unchanged = counts[TARE_VERDICT_UNCHANGED],
        .inconclusive = counts[TARE_VERDICT_INCONCLUSIVE],
        .failed = counts[TARE_VERDICT_FAILED]
    };
}

void tare_live_end(int exit_status)
{
    live.state.state = exit_status == 0    ? TARE_LIVE_FINISHED
                       : exit_status > 128 ? TARE_LIVE_INTERRUPTED
                                           : TARE_LIVE_FAILED;
    live.state.exit = exit_status;
    tare_live_phase(exit_status > 128 ? live.state.phase : "done");
}
