/* SPDX-License-Identifier: MIT */
#include "harness/run/meter_launches.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/bench/warmth.h"
#include "harness/machine/clock.h"
#include "harness/launch/replay.h"
#include "harness/run/latency_rows.h"
#include "harness/run/profile_rows.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/signals.h"
#include "store/waits.h"

/* One meter on its way through the cases. */
struct work {
    struct tare_context *context;
    const struct tare_meter_launches *launches;
    const struct tare_meter *meter;
    struct tare_wanted wanted; /* this meter alone */
    char *is_out;              /* for each runner: it does not work there */
};

/* What a launch by way of another program takes, about: to start, and how often
 * the time of an iteration, because it runs a few, each a hundred times slower. */
#define WRAPPED_START_NS 0.7e9
#define WRAPPED_SLOWER   400.0

static int is_asked(const struct work *work)
{
    return (work->wanted.asked & work->wanted.meters) != 0;
}

/* ---- one launch ---------------------------------------------------------- */

/* The shortest time that is known of it: it was calibrated once, perhaps while
 * others kept the machine busy. */
static double shortest_ns(const struct tare_runner *runner)
{
    const struct tare_measure *time = tare_case_measure(runner->row, "time");
    double least_ns = runner->calibration.iteration_ns;

    for (size_t i = 0; time != NULL && i < time->count; i++)
        if (time->launches[i].value > 0)
            least_ns = fmin(least_ns, time->launches[i].value);
    return least_ns;
}

/* Never more items at once than the benchmark said. */
static void plan(const struct work *work, const struct tare_runner *runner,
                 struct tare_request *request)
{
    uint64_t most = runner->declared->options.batch;
    double iteration_ns = shortest_ns(runner);

    work->meter->plan(iteration_ns, tare_plan_batch(iteration_ns), request);
    if (most > 0 && request->batch > most)
        request->batch = most;
}

static double expected_s(const struct tare_runner *runner,
                         const struct tare_request *request)
{
    double iterations = 0;

    for (unsigned i = 0; i < request->count; i++)
        iterations += (double)request->iterations[i];
    return iterations * runner->calibration.iteration_wall_ns * 1e-9;
}

enum {
    REASON = 480
};

/* A launch that is under way, and why it gave nothing. */
struct flight {
    struct tare_context *context;
    struct tare_launch_options options;
    struct tare_request request;
    char reason[REASON];
};

/* Opens, runs and closes; 0, or -1: then the session says why, or what it was
 * wrapped in has given the reason. */
static int fly(struct flight *flight, const struct tare_wrap *wrap, void *own,
               const struct tare_runner *runner, struct tare_shot *shot)
{
    struct tare_session *session = &shot->session;
    int status = tare_context_open(flight->context, session, runner->where,
                                   runner->declared, &flight->options);

    if (status == 0 && wrap != NULL)
        status = wrap->scout(own, session, &flight->request, flight->reason,
                             sizeof flight->reason);
    if (status == 0)
        status = tare_session_run(session, &flight->request, &shot->results,
                                  expected_s(runner, &flight->request));
    tare_context_close(flight->context, session);
    return session->launched.end.status == TARE_STATUS_OK ? status : -1;
}

static int fly_bare(struct flight *flight, const struct tare_runner *runner,
                    struct tare_shot *shot)
{
    int status = fly(flight, NULL, NULL, runner, shot);

    if (status < 0)
        snprintf(flight->reason, sizeof flight->reason, "%s",
                 shot->session.launched.end.reason);
    return status;
}

/* By way of another program. */
static int fly_through(struct flight *flight, const struct tare_wrap *wrap,
                       const struct tare_runner *runner, struct tare_shot *shot)
{
    const struct tare_end *end = &shot->session.launched.end;
    struct tare_wrapped wrapped = { runner->declared, runner->where,
                                    runner->setup_ns,
                                    runner->calibration.iteration_ns };
    void *own = NULL;
    int status = wrap->open(&own, &wrapped, &flight->options, flight->reason,
                            sizeof flight->reason);

    if (status == 0)
        status = fly(flight, wrap, own, runner, shot);
    if (status == 0 || (end->status != TARE_STATUS_OK && !end->is_void))
        status = wrap->collect(own, &shot->session, &shot->results,
                               flight->reason, sizeof flight->reason);
    wrap->close(own);
    return status;
}

/* What that program has counted is in no message: it is noted itself. */
static int fly_wrapped(struct flight *flight, const struct tare_wrap *wrap,
                       const struct tare_runner *runner, struct tare_shot *shot)
{
    struct tare_context *context = flight->context;
    struct tare_journal *journal = context->settings->journal;
    const char *id = runner->declared->identity.id;
    enum tare_side side = runner->where->side;
    const struct tare_logged *recalled;
    int status;

    if (tare_context_is_replaying(context)) {
        recalled = tare_context_recall(context, id, side);
        if (recalled != NULL)
            return tare_replay_results(&shot->session, recalled, &shot->results,
                                       flight->reason, sizeof flight->reason);
        shot->session.launched.end.is_void = 1;
        return -1;
    }
    tare_context_leave_journal(context);
    tare_journal_hold(journal);
    status = fly_through(flight, wrap, runner, shot);
    tare_context_note(context, id, side, &shot->results,
                      status < 0 ? flight->reason : NULL);
    tare_journal_let_go(journal);
    return status;
}

static int launch(const struct work *work, const struct tare_runner *runner,
                  struct flight *flight, struct tare_shot *shot)
{
    const struct tare_meter *meter = work->meter;

    *flight = (struct flight){ .context = work->context,
                               .options.wanted = work->wanted,
                               .request.batch = 1 };
    plan(work, runner, &flight->request);
    return meter->wrap != NULL ? fly_wrapped(flight, meter->wrap, runner, shot)
                               : fly_bare(flight, runner, shot);
}

/* Where the stacks are kept that a meter of stacks gives. */
static struct tare_profile *stacks_of(const struct tare_meter *meter,
                                      struct tare_case *row)
{
    return meter == tare_meters[TARE_METER_SITES]   ? &row->heap
           : meter == tare_meters[TARE_METER_WAITS] ? &row->waits
                                                    : &row->profile;
}

static int has_given(const struct tare_meter *meter, struct tare_case *row)
{
    return meter->count > 0
               ? tare_case_measure(row, meter->readings[0].name) != NULL
               : stacks_of(meter, row)->launch_count > 0;
}

/* What a launch was disturbed by is a reason too. */
static void explain(const struct work *work, const char *reason,
                    struct tare_buf *text)
{
    const char *disturbance =
        work->meter->disturbs != NULL ? work->meter->disturbs() : NULL;

    tare_buf_puts(text,
                  reason[0] != '\0' ? reason : "the launch gave no result");
    if (disturbance != NULL)
        tare_buf_printf(text, "; %s", disturbance);
}

/* Not there is not zero, and is no fault of the case. */
static void give_up(const struct work *work, size_t index, const char *reason)
{
    struct tare_case *row = work->launches->runners[index]->row;
    int is_begun = has_given(work->meter, row);
    struct tare_buf why = { 0 };

    work->is_out[index] = 1;
    if (!is_asked(work))
        return;
    explain(work, reason, &why);
    tare_case_warn(row, "unmeasured", "%s: %s: %s", work->meter->name,
                   is_begun ? "broken off" : "not available",
                   tare_buf_text(&why));
    tare_buf_release(&why);
}

static void take_one(const struct work *work, size_t index)
{
    struct tare_runner *runner = work->launches->runners[index];
    struct tare_context *context = work->context;
    struct tare_shot shot;
    struct flight flight;
    enum tare_spent_on before;
    int status, again;

    before = tare_spending_turn(&context->spending, TARE_SPENT_METERS);
    do {
        shot = (struct tare_shot){ 0 };
        status = launch(work, runner, &flight, &shot);
        shot.harvest.start_s = (double)context->opened_ns * 1e-9;
        again = tare_context_repeats(context, &shot.session);
        if (again)
            tare_shot_release(&shot);
    } while (again);
    tare_spending_turn(&context->spending, before);
    shot.harvest.setup_ns = shot.session.setup_ns;
    shot.harvest.cpu = shot.session.cpu;
    shot.harvest.skip = 1; /* the first iteration of all is another matter */
    if (status == 0) {
        tare_harvest_meter(runner->row, &shot.harvest, &shot.results,
                           work->meter);
        tare_latency_harvest(runner->row, &shot.results);
        tare_profile_harvest(
            stacks_of(work->meter, runner->row), &shot.results,
            tare_suite_drawn(runner->where->suite, runner->declared),
            shot.session.folder);
    } else if (!shot.session.launched.end.is_void) {
        give_up(work, index, flight.reason);
    }
    tare_shot_release(&shot);
}

/* ---- exactness ----------------------------------------------------------- */

static int is_constant(const struct tare_measure *measure)
{
    double value = measure->launches[0].samples[0].value;

    for (size_t i = 0; i < measure->count; i++)
        for (size_t k = 0; k < measure->launches[i].count; k++)
            if (measure->launches[i].samples[k].value < value ||
                measure->launches[i].samples[k].value > value)
                return 0;
    return 1;
}

/* What was to be exact and differs from batch to batch is evidence at most. */
static void settle(const struct work *work, struct tare_case *row)
{
    for (size_t i = 0; i < work->meter->count; i++) {
        struct tare_measure *measure =
            tare_case_measure(row, work->meter->readings[i].name);

        if (measure != NULL && measure->kind == TARE_KIND_EXACT &&
            (work->launches->is_evidence || !is_constant(measure)))
            measure->kind = TARE_KIND_EVIDENCE;
    }
}

/* ---- the launches -------------------------------------------------------- */

static int is_due(const struct work *work, size_t index)
{
    const struct tare_runner *runner = work->launches->runners[index];

    return !work->is_out[index] && !runner->declared->is_bare &&
           runner->row->status == TARE_STATUS_OK &&
           tare_runner_launches(runner) > 0;
}

static void show(const struct work *work, size_t done, size_t next)
{
    const struct tare_watcher *watcher = work->context->watcher;
    struct tare_progress progress = {
        .phase = TARE_PHASE_METERING,
        .meter = work->meter->name,
        .done = done,
        .count = work->launches->count * work->meter->launches,
        .elapsed_s = tare_context_elapsed_ns(work->context) * 1e-9,
        .id = work->launches->runners[next]->declared->identity.id,
    };

    if (watcher->show != NULL && !tare_context_is_replaying(work->context))
        watcher->show(watcher->context, &progress);
}

/* What a launch of it will probably take. */
static double expected_ns(const struct work *work, size_t index)
{
    const struct tare_runner *runner = work->launches->runners[index];
    double once_ns = runner->setup_ns + runner->calibration.iteration_wall_ns;

    if (work->meter->wrap == NULL)
        return once_ns + work->meter->launch_ns;
    return WRAPPED_START_NS + WRAPPED_SLOWER * once_ns;
}

/* Nobody is refused the first launch of what was wished.  Evidence of one side
 * says nothing, so there must be time for two. */
static int has_time(const struct work *work, size_t round, size_t place,
                    size_t index)
{
    double left_ns =
        work->launches->limit_ns - tare_context_elapsed_ns(work->context);

    if (!(work->launches->limit_ns > 0))
        return 1;
    if (!work->launches->is_evidence)
        return round == 0 || left_ns > 0;
    return place % 2 != 0 || left_ns > 2 * expected_ns(work, index);
}

/* In random order; of evidence, pairs in theirs, and a coin for each. */
static void shuffle(const struct work *work, size_t *order)
{
    struct tare_rng *rng = &work->context->rng;

    if (!work->launches->is_evidence) {
        tare_rng_shuffle(rng, order, work->launches->count);
        return;
    }
    for (size_t i = 0; i + 1 < work->launches->count; i += 2) {
        size_t first = tare_rng_below(rng, 2);

        order[i] = i + first;
        order[i + 1] = i + 1 - first;
    }
}

static void do_round(const struct work *work, size_t round, size_t *order)
{
    size_t count = work->launches->count;

    if (work->launches->refresh != NULL)
        work->launches->refresh(work->launches->refreshed);
    shuffle(work, order);
    for (size_t i = 0; i < count && !tare_signals_end_wanted(); i++) {
        if (!has_time(work, round, i, order[i])) {
            if (!work->launches->is_evidence)
                return;
            i++; /* nor the other side; another suspect may be faster */
            continue;
        }
        if (is_due(work, order[i])) {
            show(work, round * count + i, order[i]);
            take_one(work, order[i]);
        }
    }
}

static const char no_frames[] =
    "the code has neither unwind tables nor symbols; compile without "
    "-fno-asynchronous-unwind-tables, or do not strip it";

/* Nothing would be shown of it, and nobody would know why. */
static void check_profile(const struct work *work, struct tare_case *row)
{
    uint64_t broken = 0;

    for (size_t i = 0; i < row->profile.launch_count; i++)
        broken += row->profile.launches[i].broken;
    if (tare_profile_all_looks(&row->profile) == 0 && broken > 0 &&
        is_asked(work))
        tare_case_warn(row, "unmeasured",
                       "profile: no stack could be followed to the loop: %s",
                       no_frames);
}

static void check_waits(const struct work *work, struct tare_case *row)
{
    uint64_t broken = 0;

    for (size_t i = 0; i < row->waits.launch_count; i++)
        if (!row->waits.launches[i].is_blind)
            broken += row->waits.launches[i].broken;
    if (tare_profile_all_looks(&row->waits) == 0 && broken > 0 &&
        is_asked(work))
        tare_case_warn(row, "unmeasured",
                       "waits: no stack could be followed to the loop: %s",
                       no_frames);
    if (tare_waits_are_idle(row))
        tare_case_warn(row, "idle-wakeups",
                       "most of its waits are shorter than 100 us, and less "
                       "than 10 us of work comes before the next at the same "
                       "place: its threads are woken and go back to sleep");
}

static void name_stacks(const struct work *work,
                        const struct tare_runner *runner)
{
    struct tare_profile *stacks = stacks_of(work->meter, runner->row);

    if (work->meter->count > 0)
        return;
    tare_profile_name(stacks, runner->where->suite);
    if (stacks == &runner->row->profile)
        check_profile(work, runner->row);
    if (stacks == &runner->row->waits)
        check_waits(work, runner->row);
}

/* Its launches run one iteration after the other: what they time is warm. */
static void leave_cold_out(const struct work *work)
{
    if (work->meter != tare_meters[TARE_METER_LATENCY] &&
        work->meter != tare_meters[TARE_METER_PROFILE])
        return;
    for (size_t i = 0; i < work->launches->count; i++)
        if (tare_is_cold(work->launches->runners[i]->declared->options.warmth))
            give_up(work, i,
                    "it runs iterations in a row, so that only the "
                    "first is cold");
}

static void run_meter(struct tare_context *context,
                      const struct tare_meter_launches *launches, unsigned id)
{
    struct work work = { .context = context,
                         .launches = launches,
                         .meter = tare_meters[id],
                         .wanted = *launches->wanted };
    size_t *order = tare_alloc(launches->count, sizeof *order);
    uint64_t begin_ns = tare_clock_now_ns();

    work.wanted.meters = 1u << id;
    work.is_out = tare_alloc(launches->count, 1);
    for (size_t i = 0; i < launches->count; i++)
        order[i] = i;
    leave_cold_out(&work);
    for (unsigned i = 0; i < work.meter->launches && !tare_signals_end_wanted();
         i++)
        do_round(&work, i, order);
    for (size_t i = 0; i < launches->count; i++) {
        settle(&work, launches->runners[i]->row);
        name_stacks(&work, launches->runners[i]);
        tare_latency_estimate(launches->runners[i]->row,
                              context->settings->confidence,
                              context->settings->seed);
    }
    tare_spending_phase(&context->spending, work.meter->name, 0, begin_ns);
    free(work.is_out);
    free(order);
}

void tare_meter_launches_run(struct tare_context *context,
                             const struct tare_meter_launches *launches)
{
    for (unsigned id = 0; id < TARE_METERS; id++)
        if (tare_meters[id]->is_alone &&
            (launches->wanted->meters & 1u << id) != 0 && launches->count > 0)
            run_meter(context, launches, id);
}
