/* SPDX-License-Identifier: MIT */
#include "harness/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/checks.h"
#include "harness/clock.h"
#include "harness/harvest.h"
#include "harness/plan.h"
#include "harness/signals.h"
#include "harness/trial.h"
#include "stats/stopping.h"
#include "store/alloc.h"

enum {
    REFERENCE_LAUNCHES = 5,
    QUICK_FIRST_LOOK = 10,
    LOOKS_AGAIN = 3
};

/* A case on its way, beside its row in the record. */
struct runner {
    const struct tare_suite_case *declared;
    struct tare_calibration calibration;
    struct tare_plan plan;
    struct tare_rng rng;
    double setup_ns;
    double precision;
    size_t look;
    int is_tried; /* its first launch has ended, well or not */
    int is_settled;
};

struct rounds {
    struct tare_run *run;
    const struct tare_place *place;
    const struct tare_rounds_settings *settings;
    const struct tare_watcher *watcher;
    struct runner *runners; /* as the run's cases */
    size_t *order;
    struct tare_rng rng; /* of order and padding */
    double reference_ns; /* of the empty loop; 0: not measured */
    uint64_t start_ns;
    double budget_ns; /* of all cases together */
    struct tare_progress progress;
};

/* ---- bookkeeping --------------------------------------------------------- */

static double elapsed_ns(const struct rounds *rounds)
{
    return (double)(tare_clock_now_ns() - rounds->start_ns);
}

static void show(struct rounds *rounds, const struct runner *next)
{
    struct tare_progress *progress = &rounds->progress;

    if (rounds->watcher->show == NULL)
        return;
    progress->elapsed_s = elapsed_ns(rounds) * 1e-9;
    progress->id = next != NULL ? next->declared->identity.id : NULL;
    rounds->watcher->show(rounds->watcher->context, progress);
}

static struct tare_case *case_of(const struct rounds *rounds,
                                 const struct runner *runner)
{
    return &rounds->run->cases[runner - rounds->runners];
}

/* Multiples of 16 bytes, as the stack is aligned. */
static unsigned draw_padding(struct rounds *rounds)
{
    return 16 * tare_rng_below(&rounds->rng, TARE_PADDING_MAX / 16 + 1);
}

/* How the session ended; whether the case can go on. */
static int accept_end(struct tare_case *c, const struct tare_session *session,
                      int is_complete)
{
    const struct tare_end *end = &session->launched.end;

    if (end->status == TARE_STATUS_OK && is_complete)
        return 1;
    c->status =
        end->status != TARE_STATUS_OK ? end->status : TARE_STATUS_FAILED;
    c->reason = tare_strdup(
        end->status != TARE_STATUS_OK ? end->reason : "ended without a result");
    if (c->status != TARE_STATUS_SKIPPED)
        c->output = tare_strdup(session->output);
    return 0;
}

/* After a session that was called off: stops where that is wanted, which costs
 * no budget, and tells whether the session is to be repeated. */
static int is_to_repeat(struct rounds *rounds,
                        const struct tare_session *session)
{
    uint64_t begin_ns;

    if (!session->launched.end.is_void && !tare_signals_stop_wanted())
        return 0;
    if (tare_signals_stop_wanted()) {
        if (rounds->watcher->suspend != NULL)
            rounds->watcher->suspend(rounds->watcher->context);
        begin_ns = tare_clock_now_ns();
        tare_signals_stop();
        rounds->start_ns += tare_clock_now_ns() - begin_ns;
    }
    return session->launched.end.is_void && tare_signals_end_wanted() < 2;
}

/* ---- calibration --------------------------------------------------------- */

/* The calibration of the case (NULL: the empty loop) in a launch of its own,
 * or, for a test, its one iteration; repeated after a stop.  0, or -1: then the
 * session's end says why.  The session is released by the caller. */
static int climb(struct rounds *rounds, const struct tare_suite_case *declared,
                 struct tare_calibration *calibration,
                 struct tare_session *session)
{
    int status, again;

    do {
        *calibration = (struct tare_calibration){ 0 };
        if (declared != NULL)
            calibration->batch = declared->options.batch;
        status = tare_session_open(session, rounds->place, declared,
                                   draw_padding(rounds));
        if (status == 0)
            status = rounds->settings->is_test
                         ? tare_trial_once(session)
                         : tare_trial_climb(session, calibration);
        tare_session_close(session);
        again = is_to_repeat(rounds, session);
        if (again)
            tare_session_release(session);
    } while (again);
    return status;
}

static void calibrate(struct rounds *rounds, struct runner *runner)
{
    struct tare_case *c = case_of(rounds, runner);
    struct tare_session session;
    int status =
        climb(rounds, runner->declared, &runner->calibration, &session);

    runner->setup_ns = session.setup_ns;
    runner->is_tried = !session.launched.end.is_void;
    runner->is_settled = !runner->is_tried ||
                         !accept_end(c, &session, status == 0) ||
                         rounds->settings->is_test;
    if (!runner->is_settled) {
        runner->plan =
            tare_trial_plan(c, rounds->settings, &runner->declared->options,
                            &runner->calibration, runner->setup_ns);
        rounds->budget_ns += runner->plan.budget_ns;
    }
    tare_session_release(&session);
}

/* ---- the reference ------------------------------------------------------- */

static int is_reference_needed(const struct rounds *rounds)
{
    for (size_t i = 0; i < rounds->run->case_count; i++)
        if (!rounds->runners[i].is_settled &&
            rounds->runners[i].calibration.iteration_ns <
                TARE_REFERENCE_MATTERS_NS)
            return 1;
    return 0;
}

/* Only where some case is so fast that the loop around it could matter.  The
 * fastest of a few launches: neighbours only ever make a loop slower. */
static void measure_reference(struct rounds *rounds)
{
    double fastest = INFINITY;

    if (!is_reference_needed(rounds))
        return;
    for (int i = 0; i < REFERENCE_LAUNCHES && !tare_signals_end_wanted(); i++) {
        struct tare_calibration calibration;
        struct tare_session session;

        if (climb(rounds, NULL, &calibration, &session) == 0)
            fastest = fmin(fastest, calibration.iteration_ns);
        tare_session_release(&session);
    }
    if (isfinite(fastest))
        rounds->reference_ns = fastest;
}

/* ---- measuring ----------------------------------------------------------- */

/* The launch itself; whether it is complete. */
static int launch(struct rounds *rounds, struct runner *runner,
                  struct tare_session *session, struct tare_results *results)
{
    struct tare_request request = { 0 };
    int status = tare_session_open(session, rounds->place, runner->declared,
                                   draw_padding(rounds));

    if (status == 0) {
        tare_plan_request(&runner->plan, &runner->rng, &request);
        status = tare_session_run(session, &request, results,
                                  runner->plan.launch_ns * 1e-9);
    }
    tare_session_close(session);
    return status == 0;
}

static void take_launch(struct rounds *rounds, struct runner *runner)
{
    struct tare_case *c = case_of(rounds, runner);
    struct tare_session session;
    struct tare_results results = { 0 };
    struct tare_harvest harvest = { .start_s = elapsed_ns(rounds) * 1e-9 };
    int is_complete = launch(rounds, runner, &session, &results);

    harvest.setup_ns = session.setup_ns;
    harvest.cpu = session.cpu;
    harvest.skip = runner->plan.warmup_iterations > 0;
    if (!is_to_repeat(rounds, &session) && !session.launched.end.is_void) {
        if (accept_end(c, &session, is_complete)) {
            rounds->run->sampling_s +=
                1e-9 * tare_harvest_launch(c, &harvest, &results);
            tare_harvest_late(c, &harvest, &session.late);
            c->work = session.work;
        } else {
            runner->is_settled = 1;
        }
    }
    tare_results_release(&results);
    tare_session_release(&session);
}

/* A ladder that looks wrong is climbed again, in fresh launches and at another
 * time, until it looks right once; what stays wrong is the benchmark's. */
static void look_again(struct rounds *rounds, struct runner *runner)
{
    for (int i = 0; i < LOOKS_AGAIN && !tare_signals_end_wanted() &&
                    runner->declared->identity.threads == 1 &&
                    tare_check_suspects(&runner->calibration, &runner->plan);
         i++) {
        struct tare_calibration calibration;
        struct tare_session session;

        if (climb(rounds, runner->declared, &calibration, &session) == 0 &&
            session.launched.end.status == TARE_STATUS_OK)
            runner->calibration = calibration;
        tare_session_release(&session);
    }
}

/* ---- who goes on --------------------------------------------------------- */

static size_t launches_of(const struct rounds *rounds,
                          const struct runner *runner)
{
    const struct tare_measure *time =
        tare_case_measure(case_of(rounds, runner), "time");

    return time != NULL ? time->count : 0;
}

/* Launches that are never exceeded; 0 for no limit. */
static size_t most_launches(const struct rounds *rounds,
                            const struct runner *runner)
{
    const struct tare_rounds_settings *settings = rounds->settings;
    unsigned samples = runner->plan.samples;

    if (settings->launches > 0)
        return settings->launches;
    return (settings->samples_in_all + samples - 1) / samples;
}

static size_t look_size(const struct rounds *rounds, size_t look)
{
    size_t size = tare_look_launches(look);

    return rounds->settings->is_quick
               ? size * QUICK_FIRST_LOOK / tare_look_launches(0)
               : size;
}

/* At a look: leaves when the interval is narrow enough. */
static void look_at(struct rounds *rounds, struct runner *runner)
{
    struct tare_measure *time =
        tare_case_measure(case_of(rounds, runner), "time");
    size_t launches = launches_of(rounds, runner), most;
    struct tare_estimate estimate;

    if (runner->is_settled)
        return;
    most = most_launches(rounds, runner);
    if (most > 0 && launches >= most)
        runner->is_settled = 1;
    if (rounds->settings->launches > 0 ||
        launches < look_size(rounds, runner->look))
        return;
    runner->look++;
    estimate = tare_harvest_estimate(time, rounds->settings->confidence);
    runner->is_settled |= tare_precise_enough(&estimate, runner->precision);
}

/* When the time is used up, only those go on that still lack the least. */
static int goes_on(const struct rounds *rounds, const struct runner *runner)
{
    if (runner->is_settled)
        return 0;
    if (rounds->settings->launches > 0)
        return 1;
    return elapsed_ns(rounds) < rounds->budget_ns ||
           launches_of(rounds, runner) < runner->plan.min_launches;
}

/* What the cases still need until their next look, the budget at most. */
static double left_s(const struct rounds *rounds)
{
    double left_ns = rounds->budget_ns - elapsed_ns(rounds);
    double needed_ns = 0;

    for (size_t i = 0; i < rounds->run->case_count; i++) {
        const struct runner *runner = &rounds->runners[i];
        size_t most = rounds->settings->launches > 0
                          ? rounds->settings->launches
                          : look_size(rounds, runner->look);

        if (!runner->is_settled)
            needed_ns += runner->plan.launch_ns *
                         (double)(most - launches_of(rounds, runner));
    }
    if (rounds->settings->launches == 0 && needed_ns > left_ns)
        needed_ns = left_ns > 0 ? left_ns : 0;
    return needed_ns * 1e-9;
}

/* ---- the run ------------------------------------------------------------- */

typedef void (*step_fn)(struct rounds *rounds, struct runner *runner);

/* Every case that goes on gets one step, in random order; how many did. */
static size_t do_round(struct rounds *rounds, step_fn step)
{
    size_t count = rounds->run->case_count, stepped = 0;

    tare_rng_shuffle(&rounds->rng, rounds->order, count);
    for (size_t i = 0; i < count && !tare_signals_end_wanted(); i++) {
        struct runner *runner = &rounds->runners[rounds->order[i]];

        if (step == take_launch && !goes_on(rounds, runner))
            continue;
        if (step == calibrate)
            rounds->progress.done = i;
        show(rounds, runner);
        step(rounds, runner);
        stepped++;
    }
    return stepped;
}

static void measure(struct rounds *rounds)
{
    struct tare_progress *progress = &rounds->progress;

    progress->phase = TARE_PHASE_MEASURING;
    do {
        progress->round++;
        progress->done = 0;
        for (size_t i = 0; i < rounds->run->case_count; i++) {
            look_at(rounds, &rounds->runners[i]);
            progress->done += rounds->runners[i].is_settled != 0;
        }
        progress->left_s = left_s(rounds);
    } while (do_round(rounds, take_launch) > 0 && !tare_signals_end_wanted());
}

/* The final numbers of a case, and what is wrong with it. */
static void finish(struct rounds *rounds, struct runner *runner)
{
    struct tare_case *c = case_of(rounds, runner);
    const struct tare_measure *time = tare_case_measure(c, "time");
    struct tare_check check = { .declared = runner->declared,
                                .calibration = &runner->calibration,
                                .plan = &runner->plan,
                                .clock = &rounds->place->clock,
                                .reference_ns = rounds->reference_ns,
                                .setup_ns = runner->setup_ns,
                                .precision = runner->precision };

    if (c->status != TARE_STATUS_OK ||
        (rounds->settings->is_test && runner->is_tried))
        return;
    if (time == NULL) {
        c->status = TARE_STATUS_SKIPPED;
        c->reason = tare_strdup("interrupted before it was measured");
        return;
    }
    for (size_t i = 0; i < c->measure_count; i++) {
        struct tare_estimate estimate = tare_harvest_estimate(
            &c->measures[i], rounds->settings->confidence);

        if (&c->measures[i] == time)
            check.half_width = tare_estimate_half_width(&estimate);
    }
    c->has_converged = check.half_width <= runner->precision;
    check.is_limited =
        rounds->settings->launches > 0 || rounds->settings->samples_in_all > 0;
    tare_check_case(c, &check);
}

static void prepare(struct rounds *rounds)
{
    const struct tare_suite *suite = rounds->place->suite;
    const struct tare_rounds_settings *settings = rounds->settings;
    struct tare_run *run = rounds->run;

    run->seed = settings->seed;
    run->cases = tare_alloc(suite->count, sizeof *run->cases);
    run->case_count = suite->count;
    rounds->runners = tare_alloc(suite->count, sizeof *rounds->runners);
    rounds->order = tare_alloc(suite->count, sizeof *rounds->order);
    tare_rng_stream(&rounds->rng, settings->seed, "rounds", 0);
    for (size_t i = 0; i < suite->count; i++) {
        struct runner *runner = &rounds->runners[i];
        const struct tare_suite_case *declared = &suite->cases[i];

        rounds->order[i] = i;
        runner->declared = declared;
        runner->precision = declared->options.precision > 0
                                ? declared->options.precision
                                : settings->precision;
        tare_rng_stream(&runner->rng, settings->seed, declared->identity.id, 1);
        tare_identity_copy(&run->cases[i].identity, &declared->identity);
        run->cases[i].binary = declared->binary;
    }
    rounds->start_ns = tare_clock_now_ns();
    rounds->progress.count = suite->count;
}

void tare_rounds_run(struct tare_run *run, const struct tare_place *place,
                     const struct tare_rounds_settings *settings,
                     const struct tare_watcher *watcher)
{
    struct rounds rounds = {
        .run = run, .place = place, .settings = settings, .watcher = watcher
    };

    prepare(&rounds);
    do_round(&rounds, calibrate);
    if (!settings->is_test && !tare_signals_end_wanted()) {
        measure_reference(&rounds);
        measure(&rounds);
    }
    for (size_t i = 0; i < run->case_count; i++) {
        if (!settings->is_test && rounds.runners[i].is_tried &&
            run->cases[i].status == TARE_STATUS_OK)
            look_again(&rounds, &rounds.runners[i]);
        finish(&rounds, &rounds.runners[i]);
    }
    show(&rounds, NULL);
    run->interrupted = tare_signals_end_wanted() > 0;
    run->elapsed_s = elapsed_ns(&rounds) * 1e-9;
    free(rounds.runners);
    free(rounds.order);
}
