/* SPDX-License-Identifier: MIT */
#include "harness/meters/profile.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "harness/meters/looks.h"
#include "stats/order.h"
#include "stats/rng.h"
#include "store/alloc.h"

enum {
    LAUNCHES = 20,
    SAMPLES_MAX = 40,
    STACK_SIZE = 4096,
    STACK_MOST = 32768,
    PAGES_MOST = 512,
    PAGES_LEAST = 8,
    COST_TURNS = 7,
    COST_WORK = 400000
};

#define PERIOD_NS   250e3 /* 4 kHz */
#define COST_MOST   0.1   /* by which looking may slow the loop */
#define COST_PERIOD 50e3
#define JITTER      0.1
#define SAMPLE_NS   5e6
#define LAUNCH_NS   0.15e9
#define TRUNCATED   0.01 /* more of them, and the copies get larger */
#define ROOM_USED   0.5

/* One thread of the launch. */
struct member {
    struct tare_ring ring;
    int is_open;
    int is_new; /* a sample begins: its first look may come at any moment */
    struct tare_root root; /* of its loop */
    uint64_t time_ns;      /* that it had run by the last sample */
    double part;           /* of a period that it waits for that */
    int goes_on;           /* as code under test has closed it */
};

static struct tare_looks looks;
static struct member *members; /* one for each thread */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static struct tare_rng rng;
static size_t stack_size = STACK_SIZE;
static double look_ns, least_period_ns, period_ns;

/* ---- opening ------------------------------------------------------------- */

/* With as much memory as we get: an ordinary user may have little of it. */
static int open_ring(struct tare_ring *ring, double every_ns)
{
    int status = -ENOMEM;

    for (size_t pages = PAGES_MOST; pages >= PAGES_LEAST; pages /= 2) {
        status = tare_ring_open(ring, (uint64_t)every_ns, stack_size, pages);
        if (status != -EPERM && status != -ENOMEM && status != -EINVAL)
            return status;
    }
    return status;
}

/* By the thread that is to be looked at, from its loop; again for larger copies
 * of the stack.  One thread at a time. */
static void open_member(struct member *member)
{
    pthread_mutex_lock(&opening);
    if (member->is_open) {
        tare_ring_close(&member->ring);
    } else {
        tare_looks_refresh(&looks);
        member->root = tare_looks_root(&looks);
    }
    member->is_open = 1;
    member->goes_on = 0;
    member->time_ns = 0;
    open_ring(&member->ring, period_ns);
    looks.profile->launches->is_blind |= member->ring.is_blind;
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
static double measure_cost(struct tare_ring *ring)
{
    double costs[COST_TURNS];

    for (unsigned i = 0; i < COST_TURNS; i++) {
        double without_ns = time_work(), with_ns;
        size_t count = 0;

        tare_ring_enable(ring);
        with_ns = time_work();
        tare_ring_disable(ring);
        tare_ring_drain(ring, drop, &count);
        costs[i] = (with_ns - without_ns) / (double)(count > 0 ? count : 1);
    }
    tare_sort(costs, COST_TURNS);
    return tare_median(costs, COST_TURNS);
}

static int open_profile(struct tare_threads *threads, const char *events,
                        char *reason, size_t size)
{
    struct tare_profile *profile = &threads->results.profile;
    struct tare_ring ring;
    int status;

    (void)events;
    status = open_ring(&ring, COST_PERIOD);
    if (status < 0) {
        snprintf(reason, size, "%s", strerror(-status));
        return -1;
    }
    look_ns = fmax(measure_cost(&ring), 0);
    least_period_ns = fmax(PERIOD_NS, look_ns / COST_MOST);
    tare_ring_close(&ring);
    period_ns = least_period_ns;
    tare_rng_seed(&rng, tare_clock_now_ns());
    members = tare_alloc(threads->count, sizeof *members);
    (void)TARE_ADD(profile->launches, profile->launch_count);
    looks.profile = profile;
    return 0;
}

/* ---- stretches ----------------------------------------------------------- */

/* The first look comes a period after the event is enabled: if that was always
 * when the loop begins, looks would be tied to places in the iteration. */
static void wait_a_part(const struct member *member)
{
    double until_ns = (double)tare_clock_now_ns() + member->part * period_ns;

    while ((double)tare_clock_now_ns() < until_ns) {
    }
}

static void start(struct tare *t)
{
    struct member *member = &members[t->thread];
    size_t dropped = 0;

    if (member->goes_on)
        tare_ring_drain(&member->ring, drop, &dropped);
    if (!member->is_open || member->ring.stack_size < stack_size)
        open_member(member);
    tare_ring_enable(&member->ring);
    if (member->is_new)
        wait_a_part(member);
    member->is_new = 0;
}

static void stop(struct tare *t)
{
    struct member *member = &members[t->thread];

    member->goes_on = tare_ring_disable(&member->ring) < 0;
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
    uint64_t time_ns = tare_ring_time_ns(&member->ring);
    uint64_t since_ns = member->time_ns;

    if (time_ns < since_ns || time_ns == 0)
        return (double)seen + (double)member->ring.lost;
    member->time_ns = time_ns;
    return (double)(time_ns - since_ns) / period_ns;
}

static void drain(struct member *member, struct tare_profile_launch *launch)
{
    size_t seen = tare_ring_drain(&member->ring, add_look, member);

    launch->expected += expect(member, seen);
    launch->lost += member->ring.lost;
    launch->throttled += member->ring.throttled;
    member->ring.lost = member->ring.throttled = 0;
}

/* The warm-up tells how long a sample takes; nothing else of it counts. */
static void forget(struct tare_profile *profile)
{
    struct tare_profile_launch *launch = profile->launches;

    for (size_t i = 0; i < launch->count; i++)
        launch->counts[i].looks = 0;
    *launch = (struct tare_profile_launch){ .counts = launch->counts,
                                            .count = launch->count,
                                            .is_blind = launch->is_blind };
}

/* Nothing is as periodic as a loop: each sample has a period of its own. */
static void draw_period(const struct tare_threads *threads, double sample_ns)
{
    double room = ROOM_USED * tare_ring_room(&members[0].ring);

    period_ns = fmax(least_period_ns, sample_ns / room) *
                (1 + JITTER * (2 * tare_rng_unit(&rng) - 1));
    for (unsigned i = 0; i < threads->count; i++) {
        tare_ring_set_period(&members[i].ring, (uint64_t)period_ns);
        members[i].part = tare_rng_unit(&rng);
        members[i].is_new = 1;
    }
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
    if (index == 0)
        forget(looks.profile);
    else
        note_time(launch, &threads->results.timings[index]);
    draw_period(threads, next_sample_ns(threads, index));
}

/* ---- the meter ----------------------------------------------------------- */

/* Samples of some milliseconds; of a long iteration, one. */
static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    double each_ns = fmax(iteration_ns, 0.1);
    double count = fmax(floor(SAMPLE_NS / each_ns), 1);
    double samples = ceil(LAUNCH_NS / (count * each_ns));

    request->batch = batch;
    request->count = 1 + (unsigned)fmin(samples, SAMPLES_MAX);
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = (uint64_t)count;
}

static int check(const char *events, char *reason, size_t size)
{
    struct tare_ring ring;
    int status = open_ring(&ring, PERIOD_NS);

    (void)events;
    if (status < 0) {
        snprintf(reason, size, "%s", strerror(-status));
        return -1;
    }
    tare_ring_close(&ring);
    return 0;
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
};
