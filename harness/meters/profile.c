/* SPDX-License-Identifier: MIT */
#include "harness/meters/profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "harness/meters/looks.h"
#include "harness/meters/other_threads.h"
#include "harness/meters/sampler.h"
#include "stats/order.h"
#include "stats/rng.h"
#include "store/alloc.h"

enum {
    LAUNCHES = 20,
    SAMPLES_MAX = 40,
    STACK_SIZE = 4096,
    STACK_MOST = 32768,
    COST_TURNS = 7,
    COST_WORK = 400000,
    REASON = 300
};

#define PERIOD_NS        250e3 /* 4 kHz */
#define COST_MOST        0.1   /* by which looking may slow the loop */
#define COST_PERIOD      50e3
#define PERIOD_OTHERS_NS 50e3
#define JITTER           0.1
#define SAMPLE_NS        5e6
#define LAUNCH_NS        0.15e9
#define TRUNCATED        0.01 /* more of them, and the copies get larger */
#define ROOM_USED        0.5
#define OTHERS_LEAST     0.01 /* of the time of the loop's thread */

/* One thread of the launch. */
struct member {
    struct tare_sampler sampler;
    struct tare_root root; /* of its loop */
    uint64_t time_ns;      /* that it had run by the last sample */
    int goes_on;           /* as code under test has closed it */
    uint64_t others_ns;    /* that other threads had run when a sample began */
};

static struct tare_looks looks;
static struct member *members; /* one for each thread */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static struct tare_rng rng;
static size_t stack_size = STACK_SIZE;
static double look_ns, least_period_ns, period_ns;
static int is_apart,
    is_wide;             /* threads: each by itself; and those of the body */
static double others_ns; /* that those have run in a sample */

/* ---- opening ------------------------------------------------------------- */

/* Whatever refuses perf refuses it to each thread, and always. */
static void note_timer(struct tare_profile_launch *launch,
                       const struct tare_sampler *sampler)
{
    char reason[REASON];

    launch->is_blind |= sampler->is_blind;
    if (sampler->refusal == 0 || launch->is_timed)
        return;
    tare_sampler_explain(sampler, reason, sizeof reason);
    launch->is_timed = 1;
    launch->refusal = tare_strdup(reason);
}

/* By the thread that is to be looked at, from its loop; again for larger copies
 * of the stack.  One thread at a time. */
static void open_member(struct member *member)
{
    pthread_mutex_lock(&opening);
    if (member->sampler.is_open) {
        tare_sampler_close(&member->sampler);
    } else {
        tare_looks_refresh(&looks);
        member->root = tare_looks_root(&looks);
        if (is_apart)
            snprintf(member->root.label, sizeof member->root.label,
                     "[thread %zu]", (size_t)(member - members));
    }
    member->goes_on = 0;
    member->time_ns = 0;
    tare_sampler_open(&member->sampler, period_ns, stack_size, is_wide);
    note_timer(looks.profile->launches, &member->sampler);
    pthread_mutex_unlock(&opening);
}

static void work(void)
{
    for (volatile unsigned i = 0; i < COST_WORK; i++) {
    }
}

static double time_work(void)
{
    uint64_t since_ns = tare_clock_thread_ns();

    work();
    return (double)(tare_clock_thread_ns() - since_ns);
}

static void drop(void *context, const struct tare_look *look)
{
    (void)look;
    ++*(size_t *)context;
}

/* What a look costs: the same work with looks and without, in turn. */
static double measure_cost(struct tare_sampler *sampler)
{
    double costs[COST_TURNS];

    for (unsigned i = 0; i < COST_TURNS; i++) {
        double without_ns = time_work(), with_ns;
        size_t count = 0;

        tare_sampler_enable(sampler);
        with_ns = time_work();
        tare_sampler_disable(sampler);
        tare_sampler_drain(sampler, drop, &count);
        costs[i] = (with_ns - without_ns) / (double)(count > 0 ? count : 1);
    }
    tare_sort(costs, COST_TURNS);
    return tare_median(costs, COST_TURNS);
}

/* When neither works it is perf that people may permit. */
static int try_sampler(struct tare_sampler *sampler, double every_ns,
                       char *reason, size_t size)
{
    int status = tare_sampler_open(sampler, every_ns, STACK_SIZE, 0);

    if (status < 0)
        tare_sampler_explain(sampler, reason, size);
    return status;
}

static int open_profile(struct tare_threads *threads, const char *events,
                        char *reason, size_t size)
{
    struct tare_profile *profile = &threads->results.profile;
    struct tare_sampler sampler;

    is_apart = threads->count > 1 && events != NULL &&
               strcmp(events, TARE_PROFILE_APART) == 0;
    if (try_sampler(&sampler, COST_PERIOD, reason, size) < 0)
        return -1;
    look_ns = fmax(measure_cost(&sampler), 0);
    least_period_ns = fmax(PERIOD_NS, look_ns / COST_MOST);
    tare_sampler_close(&sampler);
    period_ns = least_period_ns;
    tare_rng_seed(&rng, tare_clock_now_ns());
    members = tare_alloc(threads->count, sizeof *members);
    (void)TARE_ADD(profile->launches, profile->launch_count);
    looks.profile = profile;
    return 0;
}

/* ---- stretches ----------------------------------------------------------- */

static void start(struct tare *t)
{
    struct member *member = &members[t->thread];
    size_t dropped = 0;

    if (member->goes_on)
        tare_sampler_drain(&member->sampler, drop, &dropped);
    if (!member->sampler.is_open || member->sampler.is_wide != is_wide ||
        member->sampler.stack_size < stack_size)
        open_member(member);
    member->others_ns = tare_other_threads_ns();
    tare_sampler_enable(&member->sampler);
}

static void stop(struct tare *t)
{
    struct member *member = &members[t->thread];

    member->goes_on = tare_sampler_disable(&member->sampler) < 0;
    if (member == members)
        others_ns +=
            (double)(int64_t)(tare_other_threads_ns() - member->others_ns);
}

/* ---- the end of a sample ------------------------------------------------- */

static void add_look(void *context, const struct tare_look *look)
{
    const struct member *member = context;

    tare_looks_add(&looks, &member->root, look);
}

/* How many there should be.  Where code under test has closed the event, all that
 * is known are those that there are. */
static double expect(struct member *member, size_t seen)
{
    uint64_t time_ns = tare_sampler_time_ns(&member->sampler);
    uint64_t since_ns = member->time_ns;

    if (time_ns < since_ns || time_ns == 0)
        return (double)seen + (double)member->sampler.lost;
    member->time_ns = time_ns;
    return (double)(time_ns - since_ns) / period_ns;
}

static void drain(struct member *member, struct tare_profile_launch *launch)
{
    struct tare_sampler *sampler = &member->sampler;
    size_t seen = tare_sampler_drain(sampler, add_look, member);

    launch->expected += expect(member, seen);
    launch->lost += sampler->lost;
    launch->throttled += sampler->throttled;
    launch->waiting += sampler->waiting;
}

/* Nothing is as periodic as a loop: each sample has a period of its own. */
static void draw_period(const struct tare_threads *threads, double sample_ns)
{
    double room = ROOM_USED * tare_sampler_room(&members[0].sampler);

    period_ns = fmax(least_period_ns, sample_ns / room) *
                (1 + JITTER * (2 * tare_rng_unit(&rng) - 1));
    for (unsigned i = 0; i < threads->count; i++)
        tare_sampler_set_period(&members[i].sampler, period_ns,
                                tare_rng_unit(&rng));
}

static void note_time(struct tare_profile_launch *launch,
                      const struct tare_timing *timing)
{
    double before = (double)launch->iterations;
    double now = (double)timing->iterations;

    launch->time_ns =
        (launch->time_ns * before + timing->time_ns) / (before + now);
    launch->period_ns =
        (launch->period_ns * before + period_ns * now) / (before + now);
    launch->iterations += timing->iterations;
    launch->look_ns = look_ns;
}

/* Of iterations that were long, a sample has as many as are asked for next. */
static double next_sample_ns(const struct tare_threads *threads, unsigned index)
{
    const struct tare_timing *timing = &threads->results.timings[index];
    unsigned next = index + 1 < threads->request.count ? index + 1 : index;

    return timing->wall_ns / (double)timing->iterations *
           (double)threads->request.iterations[next];
}

/* Threads of the benchmark's own are looked at when the warm-up has some: each
 * CPU then has memory for looks, and those that end soon are looked at more
 * often, as the kernel begins a period with each. */
static void look_wider(double sample_ns)
{
    if (is_wide || members[0].sampler.refusal != 0 ||
        others_ns < OTHERS_LEAST * sample_ns)
        return;
    is_wide = 1;
    least_period_ns = fmax(PERIOD_OTHERS_NS, look_ns / COST_MOST);
    open_member(&members[0]);
}

static void note_others(struct tare_profile_launch *launch,
                        const struct tare_timing *timing)
{
    uint64_t before = launch->iterations - timing->iterations;

    if (!members[0].sampler.is_wide)
        launch->others_ns =
            (launch->others_ns * (double)before + fmax(others_ns, 0)) /
            (double)launch->iterations;
}

/* Of a threaded case, all threads are the harness's. */
static void take_others(struct tare_threads *threads, unsigned index)
{
    const struct tare_timing *timing = &threads->results.timings[index];

    if (threads->count == 1 && index == 0)
        look_wider(timing->wall_ns);
    if (threads->count == 1 && index > 0)
        note_others(looks.profile->launches, timing);
    others_ns = 0;
}

static void take(struct tare_threads *threads, unsigned index)
{
    struct tare_profile_launch *launch = looks.profile->launches;
    uint64_t truncated = launch->truncated;
    double seen = launch->expected;

    if (atomic_load(&threads->is_by_hand))
        tare_fail(&threads->members[0],
                  "keeps its own time: a profile of the loop would be of "
                  "something else");
    tare_looks_refresh(&looks);
    for (unsigned i = 0; i < threads->count; i++)
        drain(&members[i], launch);
    if ((double)(launch->truncated - truncated) >
            TRUNCATED * (launch->expected - seen) &&
        stack_size < STACK_MOST)
        stack_size *= 2;
    /* the warm-up tells how long a sample takes, and nothing else; what was lost of
     * it the kernel tells when it has room again: in the next sample */
    if (index == 0)
        tare_looks_forget(&looks);
    if (index == 1 && !launch->is_timed)
        launch->lost = 0;
    if (index > 0)
        note_time(launch, &threads->results.timings[index]);
    take_others(threads, index);
    draw_period(threads, next_sample_ns(threads, index));
}

/* ---- the meter ----------------------------------------------------------- */

static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    request->batch = batch;
    tare_sampler_plan(request, iteration_ns, SAMPLE_NS, LAUNCH_NS, SAMPLES_MAX);
}

static int check(const char *events, char *reason, size_t size)
{
    struct tare_sampler sampler;

    (void)events;
    if (try_sampler(&sampler, PERIOD_NS, reason, size) < 0)
        return -1;
    tare_sampler_close(&sampler);
    return 0;
}

/* Here, as in the launches. */
static const char *disturbs(void)
{
    struct tare_sampler sampler;
    int refusal;

    tare_sampler_open(&sampler, PERIOD_NS, STACK_SIZE, 0);
    refusal = sampler.refusal;
    tare_sampler_close(&sampler);
    return refusal != 0
               ? "perf is not available here, and the timer that looks "
                 "instead interrupts system calls (EINTR)"
               : NULL;
}

int tare_profile_examine(char *detail, size_t size)
{
    struct tare_sampler sampler;
    char reason[REASON] = "";
    int is_well;

    if (try_sampler(&sampler, COST_PERIOD, reason, sizeof reason) < 0) {
        snprintf(detail, size, "not possible: %s", reason);
        return -1;
    }
    is_well = !sampler.is_blind;
    if (sampler.refusal != 0)
        tare_sampler_explain(&sampler, reason, sizeof reason);
    snprintf(detail, size, "%s%s; a look costs %.0f us",
             sampler.refusal != 0 ? "by a timer, as perf is " : "by perf",
             sampler.refusal != 0 ? reason
             : is_well            ? ""
                                  : ", but not while the kernel runs",
             fmax(measure_cost(&sampler), 0) / 1e3);
    tare_sampler_close(&sampler);
    return is_well ? 0 : -1;
}

static const struct tare_meter_inside inside = {
    .open = open_profile, .start = start, .stop = stop, .take = take
};

const struct tare_meter tare_profile_meter = {
    .name = "profile",
    .what = "where the time goes: functions, with intervals, and stacks",
    .is_alone = 1,
    .launches = LAUNCHES,
    .launch_ns = 1.3 * LAUNCH_NS,
    .explains = 1,
    .plan = plan,
    .inside = &inside,
    .check = check,
    .disturbs = disturbs,
};
