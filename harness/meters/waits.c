/* SPDX-License-Identifier: MIT */
#include "harness/meters/waits.h"

#include <math.h>
#include <stdio.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "harness/meters/other_threads.h"
#include "harness/meters/sampler.h"
#include "harness/meters/switches.h"
#include "store/alloc.h"

enum {
    LAUNCHES = 20,
    SAMPLES_MAX = 50,
    STACK_SIZE = 4096,
    STACK_MOST = 32768,
    REASON = 300
};

#define SAMPLE_NS 2e6 /* of more, there may be no room for all waits */
#define LAUNCH_NS 0.1e9
#define TRUNCATED 0.01   /* of the waiting, and the copies get larger */
#define OTHERS_NS 20000u /* two clocks are not read at once */

/* One thread of the launch. */
struct member {
    struct tare_sampler sampler;
    struct tare_root root; /* of its loop */
    int goes_on;           /* as code under test has closed it */
    uint64_t since_ns, since_cpu_ns;
    uint64_t off_ns; /* that it had no CPU in this sample */
};

static struct tare_looks looks;
static struct tare_switches switches;
static struct member *members; /* one for each thread */
static unsigned member_count;
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static size_t stack_size = STACK_SIZE;
static int is_wide;        /* threads of the body, too */
static uint64_t others_ns; /* that those had run when a sample began */

/* ---- opening ------------------------------------------------------------- */

/* By the thread itself, from its loop; again for larger copies of the stack, or when
 * there are others.  One thread at a time. */
static void open_member(struct member *member)
{
    pthread_mutex_lock(&opening);
    if (member->sampler.is_open) {
        tare_sampler_close(&member->sampler);
    } else {
        tare_looks_refresh(&looks);
        member->root = tare_looks_root(&looks);
        if (member_count > 1)
            snprintf(member->root.label, sizeof member->root.label,
                     "[thread %zu]", (size_t)(member - members));
    }
    member->goes_on = 0;
    tare_sampler_open_switches(&member->sampler, stack_size, is_wide);
    looks.profile->launches->is_blind |= member->sampler.is_blind;
    pthread_mutex_unlock(&opening);
}

static int try_switches(int *is_blind, char *reason, size_t size)
{
    struct tare_sampler sampler;
    int status = tare_sampler_open_switches(&sampler, STACK_SIZE, 0);

    if (status < 0)
        tare_sampler_explain(&sampler, reason, size);
    *is_blind = sampler.is_blind;
    tare_sampler_close(&sampler);
    return status < 0 ? -1 : 0;
}

static int open_waits(struct tare_threads *threads, const char *events,
                      char *reason, size_t size)
{
    struct tare_profile *profile = &threads->results.profile;
    int is_blind;

    (void)events;
    if (try_switches(&is_blind, reason, size) < 0)
        return -1;
    member_count = threads->count;
    members = tare_alloc(member_count, sizeof *members);
    (void)TARE_ADD(profile->launches, profile->launch_count);
    looks.profile = profile;
    return 0;
}

/* ---- stretches ----------------------------------------------------------- */

static void drop(void *context, const struct tare_look *look)
{
    (void)look;
    ++*(size_t *)context;
}

static void start(struct tare *t)
{
    struct member *member = &members[t->thread];
    size_t dropped = 0;

    if (member->goes_on)
        tare_sampler_drain(&member->sampler, drop, &dropped);
    if (!member->sampler.is_open || member->sampler.is_wide < is_wide ||
        member->sampler.stack_size < stack_size)
        open_member(member);
    if (member == members && others_ns == 0)
        others_ns = tare_other_threads_ns();
    tare_sampler_enable(&member->sampler); /* others may run meanwhile */
    member->since_ns = tare_clock_now_ns();
    member->since_cpu_ns = tare_clock_thread_ns();
}

static void stop(struct tare *t)
{
    struct member *member = &members[t->thread];
    uint64_t cpu_ns = tare_clock_thread_ns() - member->since_cpu_ns;
    uint64_t wall_ns = tare_clock_now_ns() - member->since_ns;

    member->goes_on = tare_sampler_disable(&member->sampler) < 0;
    member->off_ns += wall_ns > cpu_ns ? wall_ns - cpu_ns : 0;
}

/* ---- the end of a sample ------------------------------------------------- */

static void add_moment(void *context, const struct tare_look *look)
{
    const struct member *member = context;
    struct tare_switch moment = { .moment = look->moment,
                                  .thread = look->thread,
                                  .time_ns = look->time_ns };

    if (look->moment == TARE_MOMENT_LOOK) {
        struct tare_look user = *look;

        user.is_kernel = 0; /* always: what it does there is said otherwise */
        moment.place = tare_looks_find(&looks, &member->root, &user);
        moment.on =
            tare_blocked_on(&looks.modules, &user.registers, &moment.lock);
    }
    tare_switches_add(&switches, &moment);
}

static int is_member(pid_t thread)
{
    for (unsigned i = 0; i < member_count; i++)
        if (members[i].root.thread == thread)
            return 1;
    return 0;
}

/* What was waited for is the end of the stack. */
static void add_wait(struct tare_profile_launch *launch,
                     const struct tare_wait *wait)
{
    size_t node = wait->place.node;
    struct tare_profile_count *count;

    if (node < TARE_PROFILE_NODES_MAX)
        node = tare_looks_below(&looks, node, tare_blocked_name(wait->on));
    if (node == TARE_PROFILE_NODES_MAX) {
        launch->broken += wait->ns;
        launch->truncated += wait->place.is_truncated ? wait->ns : 0;
        return;
    }
    launch->guessed += wait->place.is_guessed ? wait->ns : 0;
    launch->idle += wait->is_idle != 0;
    count = tare_profile_count_of(looks.profile, node);
    count->looks += wait->ns;
    count->times++;
}

/* Of other threads, only what has a stack is of interest. */
static void sort_wait(struct tare_profile_launch *launch,
                      const struct tare_wait *wait)
{
    int is_ours = is_member(wait->thread);

    if (wait->is_preempted) {
        launch->preempted += is_ours != 0;
        launch->preempted_ns += is_ours ? wait->ns : 0;
    } else if (wait->is_seen && wait->place.is_harness) {
        launch->harness += wait->ns;
    } else if (is_ours && !wait->is_seen) {
        launch->broken += wait->ns;
    } else if (wait->is_seen) {
        add_wait(launch, wait);
    }
}

/* Whether all moments are there.  A thread's may be in the ring of another. */
static int take_members(unsigned count)
{
    int was_full = 0;

    for (unsigned i = 0; i < count; i++) {
        tare_sampler_drain(&members[i].sampler, add_moment, &members[i]);
        was_full |= members[i].sampler.was_full;
    }
    tare_switches_pair(&switches);
    return !was_full;
}

/* How long they had no CPU. */
static double settle_members(unsigned count)
{
    double off_ns = 0;

    for (unsigned i = 0; i < count; i++) {
        tare_switches_settle(&switches, members[i].root.thread,
                             members[i].off_ns);
        off_ns += (double)members[i].off_ns;
        members[i].off_ns = 0;
    }
    return off_ns;
}

static double ours_ns(void)
{
    double sum_ns = 0;

    for (size_t i = 0; i < switches.wait_count; i++)
        if (is_member(switches.waits[i].thread))
            sum_ns += (double)switches.waits[i].ns;
    return sum_ns;
}

/* What they had no CPU for, but were not waiting, others took. */
static void take_waits(struct tare_profile_launch *launch, double off_ns,
                       int is_complete)
{
    uint64_t preempted_ns = launch->preempted_ns;
    double taken_ns;

    for (size_t i = 0; i < switches.wait_count; i++)
        sort_wait(launch, &switches.waits[i]);
    taken_ns = (double)(launch->preempted_ns - preempted_ns);
    launch->expected += fmax(off_ns - taken_ns, 0);
    if (!is_complete)
        launch->lost += (uint64_t)fmax(off_ns - ours_ns(), 0);
    tare_switches_forget(&switches);
}

static void note_time(struct tare_profile_launch *launch,
                      const struct tare_timing *timing)
{
    double before = (double)launch->iterations;
    double now = (double)timing->iterations;

    launch->time_ns =
        (launch->time_ns * before + timing->time_ns) / (before + now);
    launch->iterations += timing->iterations;
    launch->period_ns = 1;
}

/* Threads that have ended are known by what they have used. */
static int has_others(void)
{
    pid_t others[TARE_OTHER_THREADS_MAX];

    return tare_other_threads_list(others) > 0 ||
           tare_other_threads_ns() > others_ns + OTHERS_NS;
}

static void take(struct tare_threads *threads, unsigned index)
{
    struct tare_profile_launch *launch = looks.profile->launches;
    uint64_t truncated = launch->truncated;
    double off_ns;
    int is_complete;

    if (atomic_load(&threads->is_by_hand))
        tare_fail(&threads->members[0],
                  "keeps its own time: the waits of the loop would be of "
                  "something else");
    tare_looks_refresh(&looks);
    is_complete = take_members(threads->count);
    off_ns = settle_members(threads->count);
    take_waits(launch, off_ns, is_complete);
    if ((double)(launch->truncated - truncated) > TRUNCATED * off_ns &&
        stack_size < STACK_MOST)
        stack_size *= 2;
    if (index > 0) {
        note_time(launch, &threads->results.timings[index]);
        return;
    }
    tare_looks_forget(&looks); /* the first iterations are another matter */
    is_wide = threads->count == 1 && has_others();
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
    int is_blind;

    (void)events;
    return try_switches(&is_blind, reason, size);
}

int tare_waits_examine(char *detail, size_t size)
{
    char reason[REASON] = "";
    int is_blind, status = try_switches(&is_blind, reason, sizeof reason);

    if (status < 0)
        snprintf(detail, size, "not possible: %s", reason);
    else
        snprintf(detail, size, "possible%s",
                 is_blind ? ", but only how long, and not where" : "");
    return status < 0 || is_blind ? -1 : 0;
}

static const struct tare_meter_inside inside = {
    .open = open_waits, .start = start, .stop = stop, .take = take
};

const struct tare_meter tare_waits_meter = {
    .name = "waits",
    .what = "where threads wait, how often, how long and for what",
    .is_alone = 1,
    .launches = LAUNCHES,
    .launch_ns = 1.3 * LAUNCH_NS,
    .plan = plan,
    .inside = &inside,
    .check = check,
};
