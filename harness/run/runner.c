/* SPDX-License-Identifier: MIT */
#include "harness/run/runner.h"

#include <math.h>
#include <stdlib.h>

#include "harness/bench/builtin.h"
#include "harness/bench/warmth.h"
#include "harness/run/checks.h"
#include "harness/machine/clock.h"
#include "harness/judge/quiet.h"
#include "harness/launch/replay.h"
#include "harness/run/calibrate.h"
#include "store/alloc.h"
#include "store/signals.h"

/* With which the last launch counts against those before it. */
#define FORGETTING 0.25

enum {
    EMPTY_LAUNCHES = 5,
    LOOKS_AGAIN = 3
};

/* ---- the clock, and the journal ------------------------------------------ */

static struct tare_journal *journal_of(const struct tare_context *context)
{
    return context->settings->journal;
}

int tare_context_is_replaying(const struct tare_context *context)
{
    return tare_journal_is_replaying(journal_of(context));
}

double tare_context_elapsed_ns(const struct tare_context *context)
{
    return (double)context->elapsed_ns;
}

static void read_clock(struct tare_context *context)
{
    context->elapsed_ns = tare_clock_now_ns() - context->start_ns;
}

void tare_context_begin(struct tare_context *context)
{
    context->start_ns = tare_clock_now_ns();
    context->is_replaying = tare_context_is_replaying(context);
    if (context->is_replaying)
        context->spending.trace = NULL; /* that was then */
}

/* The clock goes on where it was, and so does what was spent. */
void tare_context_leave_journal(struct tare_context *context)
{
    struct tare_spending *spending = &context->spending;

    if (!context->is_replaying || tare_context_is_replaying(context))
        return;
    context->is_replaying = 0;
    context->elapsed_ns = journal_of(context)->elapsed_ns;
    context->start_ns = tare_clock_now_ns() - context->elapsed_ns;
    spending->spent = journal_of(context)->spent;
    spending->trace = context->settings->trace;
    tare_spending_skip(spending, tare_clock_now_ns());
    if (context->postponed != NULL)
        context->postponed(context->postponer);
}

void tare_context_end(struct tare_context *context)
{
    tare_context_leave_journal(context);
    if (!context->is_replaying)
        read_clock(context);
}

void tare_context_postpone(struct tare_context *context,
                           void (*what)(void *postponer), void *postponer)
{
    context->postponed = what;
    context->postponer = postponer;
    if (!tare_context_is_replaying(context))
        what(postponer);
}

const struct tare_logged *tare_context_recall(struct tare_context *context,
                                              const char *id,
                                              enum tare_side side)
{
    const struct tare_logged *logged =
        tare_journal_next(journal_of(context), id, side);

    if (logged != NULL) {
        context->opened_ns = logged->opened_ns;
        context->elapsed_ns = logged->closed_ns;
    }
    return logged;
}

void tare_context_note(struct tare_context *context, const char *id,
                       enum tare_side side, const struct tare_results *results,
                       const char *refusal)
{
    struct tare_journal *journal = journal_of(context);
    struct tare_logged *logged;

    if (journal == NULL || (refusal != NULL && tare_signals_end_wanted()))
        return;
    if (journal->pending.count == 0) { /* it was not even tried */
        logged = tare_journal_log(journal, id, side);
        logged->opened_ns = logged->closed_ns = context->elapsed_ns;
    }
    logged = &journal->pending.launches[journal->pending.count - 1];
    tare_replay_note_results(logged, results, refusal);
    tare_journal_commit(journal, &context->spending.spent);
}

/* Not when somebody has ended us: it will be repeated one day, and its half of
 * a pair with it. */
static void keep_log(struct tare_context *context, struct tare_logged *logged)
{
    if (logged == NULL)
        return;
    logged->closed_ns = context->elapsed_ns;
    tare_spending_turn(&context->spending, context->spending.work);
    if (logged->is_void && tare_signals_end_wanted())
        tare_journal_drop(journal_of(context));
    else
        tare_journal_commit(journal_of(context), &context->spending.spent);
}

void tare_runner_begin(struct tare_runner *runner,
                       const struct tare_context *context,
                       const struct tare_where *where,
                       const struct tare_suite_case *declared,
                       struct tare_case *row)
{
    *runner = (struct tare_runner){ .where = where,
                                    .declared = declared,
                                    .row = row };
    runner->precision = declared->options.precision > 0
                            ? declared->options.precision
                            : context->settings->precision;
    tare_rng_stream(&runner->rng, context->settings->seed,
                    declared->identity.id, 1);
    tare_identity_copy(&row->identity, &declared->identity);
    row->binary = declared->binary;
    row->noise = declared->options.noise;
    row->is_yardstick = declared->options.baseline;
    row->no_contest = declared->options.no_contest;
    row->is_control = declared->options.is_control;
    row->contest_by = tare_strdup(declared->options.contest_by);
}

size_t tare_runner_launches(const struct tare_runner *runner)
{
    const struct tare_measure *time = tare_case_measure(runner->row, "time");

    return time != NULL ? time->count : 0;
}

/* ---- sessions ------------------------------------------------------------ */

/* Multiples of 16 bytes, as the stack is aligned. */
unsigned tare_context_padding(struct tare_context *context)
{
    return 16 * tare_rng_below(&context->rng, TARE_PADDING_MAX / 16 + 1);
}

static void note_end(struct tare_case *c, const struct tare_session *session)
{
    const struct tare_end *end = &session->launched.end;
    int is_known = end->status != TARE_STATUS_OK;

    c->status = is_known ? end->status : TARE_STATUS_FAILED;
    free(c->reason);
    c->reason = tare_strdup(is_known ? end->reason : "ended without a result");
    if (c->status != TARE_STATUS_SKIPPED)
        c->output = tare_strdup(session->output);
}

static int ended_well(const struct tare_session *session, int is_complete)
{
    return session->launched.end.status == TARE_STATUS_OK && is_complete;
}

static void tell(const struct tare_context *context,
                 const struct tare_runner *runner,
                 const struct tare_session *session)
{
    if (context->launched != NULL)
        context->launched(context->listener, runner, session);
}

/* The journal, or a process; -1 when neither can be. */
static int choose_source(struct tare_context *context, const char *id,
                         struct tare_launch_options *how)
{
    enum tare_side side = context->course.side;

    if (tare_context_is_replaying(context)) {
        how->replayed = tare_journal_next(journal_of(context), id, side);
        if (how->replayed != NULL)
            context->opened_ns = context->elapsed_ns = how->replayed->opened_ns;
        return how->replayed != NULL ? 0 : -1;
    }
    read_clock(context);
    context->opened_ns = context->elapsed_ns;
    how->logged = tare_journal_log(journal_of(context), id, side);
    if (how->logged != NULL)
        how->logged->opened_ns = context->elapsed_ns;
    return 0;
}

int tare_context_open(struct tare_context *context,
                      struct tare_session *session,
                      const struct tare_where *where,
                      const struct tare_suite_case *declared,
                      const struct tare_launch_options *options)
{
    struct tare_launch_options how = *options;
    int status;

    tare_context_leave_journal(context);
    context->course = (struct tare_course){ .id = declared->identity.id,
                                            .side = where->side,
                                            .opened_ns = tare_clock_now_ns() };
    if (choose_source(context, declared->identity.id, &how) < 0) {
        *session = (struct tare_session){ .launched.end.is_void = 1 };
        return -1;
    }
    status = tare_session_open(session, where, declared, &how);
    context->course.ready_ns = tare_clock_now_ns();
    context->start_ns += session->built_ns;
    return status;
}

void tare_context_close(struct tare_context *context,
                        struct tare_session *session)
{
    struct tare_course *course = &context->course;

    course->closing_ns = tare_clock_now_ns();
    tare_session_close(session);
    course->closed_ns = tare_clock_now_ns();
    course->cpu = session->cpu;
    tare_spending_launch(&context->spending, course, session);
    if (session->replayed != NULL) {
        context->elapsed_ns = session->replayed->closed_ns;
        return;
    }
    if (session->launched.end.status == TARE_STATUS_TIMED_OUT)
        context->start_ns +=
            course->closed_ns - course->opened_ns - session->built_ns;
    read_clock(context);
    keep_log(context, session->logged);
}

int tare_context_repeats(struct tare_context *context,
                         const struct tare_session *session)
{
    uint64_t begin_ns;

    if (!session->launched.end.is_void && !tare_signals_stop_wanted())
        return 0;
    if (tare_signals_stop_wanted()) {
        if (context->watcher->suspend != NULL)
            context->watcher->suspend(context->watcher->context);
        begin_ns = tare_clock_now_ns();
        tare_signals_stop();
        context->start_ns += tare_clock_now_ns() - begin_ns;
        tare_spending_skip(&context->spending, begin_ns);
    }
    return session->launched.end.is_void && !tare_signals_end_wanted();
}

/* ---- calibration --------------------------------------------------------- */

/* The calibration of the case in a launch of its own, or, when that is NULL, one
 * iteration; repeated after a stop.  0, or -1: then the session's end says why.
 * The session is released by the caller. */
static int climb(struct tare_context *context, const struct tare_where *where,
                 const struct tare_suite_case *declared,
                 struct tare_calibration *calibration,
                 struct tare_session *session)
{
    struct tare_launch_options options = { 0 };
    enum tare_spent_on before =
        tare_spending_turn(&context->spending, TARE_SPENT_CALIBRATION);
    int status, again;

    do {
        if (calibration != NULL)
            *calibration = (struct tare_calibration){
                .batch = declared->options.batch,
                .is_single = tare_is_cold(declared->options.warmth)
            };
        options.padding = tare_context_padding(context);
        status = tare_context_open(context, session, where, declared, &options);
        if (status == 0)
            status = calibration == NULL
                         ? tare_calibrate_once(session)
                         : tare_calibrate_climb(session, calibration);
        tare_context_close(context, session);
        again = tare_context_repeats(context, session);
        if (again)
            tare_session_release(session);
    } while (again);
    tare_spending_turn(&context->spending, before);
    return status;
}

static void attend(struct tare_runner *runner, struct tare_context *context,
                   struct tare_calibration *calibration)
{
    struct tare_session session;
    int status =
        climb(context, runner->where, runner->declared, calibration, &session);
    int is_good = ended_well(&session, status == 0);

    runner->setup_ns = session.setup_ns;
    runner->is_tried = !session.launched.end.is_void;
    if (runner->is_tried && is_good) {
        tare_check_result(runner->row, &session.late);
        tell(context, runner, &session);
    } else if (runner->is_tried)
        note_end(runner->row, &session);
    runner->is_settled = !runner->is_tried || !is_good || calibration == NULL;
    tare_session_release(&session);
}

void tare_runner_calibrate(struct tare_runner *runner,
                           struct tare_context *context)
{
    attend(runner, context,
           context->settings->is_test ? NULL : &runner->calibration);
}

void tare_runner_try(struct tare_runner *runner, struct tare_context *context)
{
    attend(runner, context, NULL);
}

void tare_runner_calibrate_again(struct tare_runner *runner,
                                 struct tare_context *context)
{
    struct tare_calibration before = runner->calibration;

    tare_runner_calibrate(runner, context);
    if (!runner->is_settled &&
        before.iteration_ns < runner->calibration.iteration_ns)
        runner->calibration = before;
}

void tare_runner_plan(struct tare_runner *runner,
                      const struct tare_context *context)
{
    runner->plan = tare_calibrate_plan(runner->row, context->settings,
                                       &runner->declared->options,
                                       &runner->calibration, runner->setup_ns);
}

void tare_runner_look_again(struct tare_runner *runner,
                            struct tare_context *context)
{
    for (int i = 0; i < LOOKS_AGAIN && !tare_signals_end_wanted() &&
                    runner->declared->identity.threads == 1 &&
                    tare_check_suspects(&runner->calibration, &runner->plan);
         i++) {
        struct tare_calibration calibration;
        struct tare_session session;

        if (climb(context, runner->where, runner->declared, &calibration,
                  &session) == 0 &&
            session.launched.end.status == TARE_STATUS_OK)
            runner->calibration = calibration;
        tare_session_release(&session);
    }
}

double tare_context_empty_ns(struct tare_context *context,
                             const struct tare_where *where)
{
    struct tare_suite_case empty;
    double fastest = INFINITY;

    tare_builtin_case(&empty, TARE_BUILTIN_EMPTY, 0, 0);
    for (int i = 0; i < EMPTY_LAUNCHES && !tare_signals_end_wanted(); i++) {
        struct tare_calibration calibration;
        struct tare_session session;

        if (climb(context, where, &empty, &calibration, &session) == 0)
            fastest = fmin(fastest, calibration.iteration_ns);
        tare_session_release(&session);
    }
    tare_suite_case_release(&empty);
    return isfinite(fastest) ? fastest : 0;
}

/* ---- launches ------------------------------------------------------------ */

static unsigned drawn_layout(const struct tare_runner *runner)
{
    const struct tare_suite_binary *binary =
        &runner->where->suite->binaries[runner->declared->binary];

    return binary->layouts > 0 ? binary->drawn + 1 : 0;
}

void tare_runner_shoot(struct tare_runner *runner, struct tare_context *context,
                       struct tare_shot *shot)
{
    struct tare_session *session = &shot->session;
    struct tare_request request = { 0 };
    struct tare_launch_options options = {
        .padding = tare_context_padding(context),
        .seed = tare_plan_seed(context->settings->seed,
                               tare_runner_launches(runner))
    };
    enum tare_spent_on before, work = tare_builtin_is(runner->declared)
                                          ? TARE_SPENT_REFERENCES
                                          : TARE_SPENT_PROCESSES;
    int status;

    if (!runner->declared->is_bare)
        options.wanted = tare_wanted_along(&context->settings->wanted);

    *shot = (struct tare_shot){ 0 };
    before = tare_spending_turn(&context->spending, work);
    status = tare_context_open(context, session, runner->where,
                               runner->declared, &options);
    shot->harvest.start_s = (double)context->opened_ns * 1e-9;
    if (status == 0) {
        tare_plan_request(&runner->plan, &runner->rng, &request);
        status = tare_session_run(session, &request, &shot->results,
                                  runner->plan.launch_ns * 1e-9);
    }
    tare_context_close(context, session);
    tare_spending_turn(&context->spending, before);
    shot->course = context->course;
    shot->harvest.setup_ns = session->setup_ns;
    shot->harvest.cpu = session->cpu;
    shot->harvest.layout = drawn_layout(runner);
    shot->harvest.skip = runner->plan.warmup_iterations > 0;
    if (work == TARE_SPENT_PROCESSES)
        tare_spending_share(&context->spending, session, &shot->results,
                            shot->harvest.skip, &shot->course);
    shot->is_complete = ended_well(session, status == 0);
    shot->is_void =
        tare_context_repeats(context, session) || session->launched.end.is_void;
}

/* In a run all launches are adjusted together later. */
static void adjust(struct tare_context *context, struct tare_launch *launch)
{
    if (!(context->weather.pace_ns > 0))
        return;
    tare_quiet_launch(launch, &context->weather);
    context->disturbed +=
        FORGETTING * (1 - fabs(launch->quiet) - context->disturbed);
}

void tare_runner_take(struct tare_runner *runner, struct tare_context *context,
                      const struct tare_shot *shot)
{
    const struct tare_session *session = &shot->session;
    struct tare_case *c = runner->row;
    struct tare_measure *time;
    struct tare_launch *launch;

    if (!shot->is_complete) {
        note_end(c, session);
        runner->is_settled = 1;
        return;
    }
    context->sampling_ns +=
        tare_harvest_launch(c, &shot->harvest, &shot->results);
    time = tare_case_measure(c, "time");
    launch = &time->launches[time->count - 1];
    adjust(context, launch);
    tare_spending_samples(&context->spending, &shot->course, &shot->results,
                          shot->harvest.skip, launch);
    tare_harvest_late(c, &shot->harvest, &session->late);
    tare_check_result(c, &session->late);
    c->work = session->work;
    tell(context, runner, session);
}

void tare_shot_release(struct tare_shot *shot)
{
    tare_results_release(&shot->results);
    tare_session_release(&shot->session);
}

void tare_runner_launch(struct tare_runner *runner,
                        struct tare_context *context)
{
    struct tare_shot shot;

    tare_runner_shoot(runner, context, &shot);
    if (!shot.is_void)
        tare_runner_take(runner, context, &shot);
    tare_shot_release(&shot);
}
