/* SPDX-License-Identifier: MIT */
#include "harness/run/local.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

#include "harness/bench/bench.h"
#include "harness/run/checks.h"
#include "harness/machine/clock.h"
#include "harness/machine/cpus.h"
#include "harness/run/harvest.h"
#include "harness/run/plan.h"
#include "harness/bench/registry.h"
#include "harness/bench/warmth.h"
#include "harness/run/calibrate.h"
#include "store/alloc.h"

struct local {
    struct tare_conductor conductor; /* first, so that the two convert */
    enum tare_local_mode mode;
    const struct tare_rounds_settings *settings;
    const struct tare_suite_case *declared;
    double clock_cost_ns;
    struct tare_case *c;
    pthread_t thread; /* the one that may jump */
    jmp_buf out;
    struct tare_calibration calibration;
    struct tare_rng rng;
    int is_planned;
    int is_over;     /* the case has ended in good order */
    uint64_t end_ns; /* of profiling */
    double sampling_ns;
};

/* ---- what comes next ----------------------------------------------------- */

static int next_test(const struct tare_results *done,
                     struct tare_request *request)
{
    request->batch = 1;
    request->count = 1;
    request->iterations[0] = 1;
    return done == NULL;
}

/* Stretches of about 50 ms, so that the end is kept well enough. */
static int next_profile(struct local *local, const struct tare_results *done,
                        struct tare_request *request)
{
    const struct tare_timing *last = done != NULL ? &done->timings[0] : NULL;

    if (tare_clock_now_ns() >= local->end_ns)
        return 0;
    request->count = 1;
    if (last == NULL) {
        request->batch = 1;
        request->iterations[0] = 1;
        return 1;
    }
    request->batch = tare_plan_batch(last->time_ns / (double)last->iterations);
    if (last->wall_ns < 5e7)
        request->iterations[0] = 2 * last->iterations;
    return 1;
}

static void ask_measured(struct local *local, struct tare_request *request)
{
    struct tare_plan plan =
        tare_calibrate_plan(local->c, local->settings,
                            &local->declared->options, &local->calibration, 0);

    tare_plan_request(&plan, &local->rng, request);
    local->is_planned = 1;
}

static int next_measured(struct local *local, const struct tare_results *done,
                         struct tare_request *request)
{
    struct tare_harvest harvest = { .cpu = -1,
                                    .skip = local->c->warmup_iterations > 0 };

    if (!local->is_planned) {
        if (!tare_calibration_next(&local->calibration, done, request))
            ask_measured(local, request);
        return 1;
    }
    local->sampling_ns += tare_harvest_launch(local->c, &harvest, done);
    return 0;
}

static int next_request(struct tare_conductor *self,
                        const struct tare_results *done,
                        struct tare_request *request)
{
    struct local *local = (struct local *)self;

    if (local->mode == TARE_LOCAL_TEST)
        return next_test(done, request);
    if (local->mode == TARE_LOCAL_PROFILE)
        return next_profile(local, done, request);
    return next_measured(local, done, request);
}

/* ---- leaving ------------------------------------------------------------- */

static void leave(struct tare_conductor *self, enum tare_leave how,
                  const char *reason) __attribute__((noreturn));

static void leave(struct tare_conductor *self, enum tare_leave how,
                  const char *reason)
{
    struct local *local = (struct local *)self;

    if (how != TARE_LEAVE_WITH_OTHERS) {
        local->c->status = how == TARE_LEAVE_SKIPPED ? TARE_STATUS_SKIPPED
                                                     : TARE_STATUS_FAILED;
        local->c->reason = tare_strdup(reason);
    }
    if (pthread_equal(pthread_self(), local->thread))
        longjmp(local->out, 1);
    pthread_exit(NULL);
}

/* ---- the run ------------------------------------------------------------- */

/* What was reported after the loop. */
static void take_late(struct local *local, struct tare_threads *threads)
{
    struct tare_harvest harvest = { .cpu = -1 };

    if (local->mode != TARE_LOCAL_MEASURE)
        return;
    tare_results_late(&threads->results);
    tare_harvest_late(local->c, &harvest, &threads->results);
    tare_check_result(local->c, &threads->results);
}

/* Whether the case ran to its end.  Where it left by a jump, its threads may
 * still run: then the threads and the conductor must stay as they are. */
static int run_threads(struct local *local, struct tare_threads *threads)
{
    const struct tare_entry_ *entry = tare_registry_at(local->declared->entry);

    threads->conductor = &local->conductor;
    tare_threads_init(threads, entry, &local->declared->identity);
    threads->seed = tare_plan_seed(local->settings->seed, 0);
    tare_disturb_open(&threads->disturb_source, -1);
    threads->clock_cost_ns = local->clock_cost_ns;
    if (setjmp(local->out) != 0)
        return 0;
    tare_threads_run(threads, entry);
    return 1;
}

/* Runs the case; threads bind the first of them, which is ours, to a CPU. */
static void run_case(struct local *local)
{
    struct tare_threads *threads = tare_alloc(1, sizeof *threads);
    struct tare_cpus allowed;
    int is_over;

    tare_cpus_read(&allowed);
    is_over = run_threads(local, threads);
    tare_disturb_close(&threads->disturb_source);
    tare_cpus_bind(&allowed);
    if (!is_over)
        return;
    take_late(local, threads);
    local->c->work = threads->work;
    tare_threads_release(threads);
    free(threads);
    local->is_over = 1;
}

static void conclude(struct local *local)
{
    struct tare_case *c = local->c;

    if (c->status != TARE_STATUS_OK || local->mode != TARE_LOCAL_MEASURE)
        return;
    for (size_t i = 0; i < c->measure_count; i++)
        tare_harvest_estimate(&c->measures[i], local->settings->confidence);
    tare_case_warn(c, "no-fork",
                   "measured in one process (--no-fork): the address layout is "
                   "one random choice, so there is no interval");
}

/* Building takes nothing from the time of the case. */
static void note_built(struct tare_conductor *self, uint64_t elapsed_ns)
{
    ((struct local *)self)->end_ns += elapsed_ns;
}

static void begin_case(struct local *local, struct tare_run *run,
                       const struct tare_suite_case *declared, double profile_s)
{
    local->declared = declared;
    local->c = &run->cases[run->case_count++];
    local->thread = pthread_self();
    local->calibration.batch = declared->options.batch;
    local->calibration.is_single = tare_is_cold(declared->options.warmth);
    local->conductor.next = next_request;
    local->conductor.leave = leave;
    local->conductor.built = note_built;
    local->end_ns = tare_clock_now_ns() + (uint64_t)(profile_s * 1e9);
    tare_rng_stream(&local->rng, local->settings->seed, declared->identity.id,
                    1);
    tare_identity_copy(&local->c->identity, &declared->identity);
    local->c->binary = declared->binary;
    local->c->noise = declared->options.noise;
    local->c->is_yardstick = declared->options.baseline;
    local->c->no_contest = declared->options.no_contest;
    local->c->contest_by = tare_strdup(declared->options.contest_by);
}

void tare_local_run(struct tare_run *run, const struct tare_where *where,
                    const struct tare_rounds_settings *settings,
                    enum tare_local_mode mode, double profile_s)
{
    const struct tare_suite *suite = where->suite;
    uint64_t begin_ns = tare_clock_now_ns();

    run->seed = settings->seed;
    run->cases = tare_alloc(suite->count, sizeof *run->cases);
    for (size_t i = 0; i < suite->count; i++) {
        struct local *local = tare_alloc(1, sizeof *local);

        local->mode = mode;
        local->settings = settings;
        local->clock_cost_ns = where->clock.cost_ns;
        begin_case(local, run, &suite->cases[i], profile_s);
        run_case(local);
        conclude(local);
        run->sampling_s += local->sampling_ns * 1e-9;
        if (local->is_over)
            free(local);
    }
    run->elapsed_s = (double)(tare_clock_now_ns() - begin_ns) * 1e-9;
}
