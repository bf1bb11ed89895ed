/* SPDX-License-Identifier: MIT */
#include "harness/meters/sampler.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "harness/meters/other_threads.h"
#include "harness/meters/perf.h"
#include "store/alloc.h"

enum {
    PAGES_MOST = 512,
    PAGES_OF_A_CPU = 128, /* all that an ordinary user may have */
    PAGES_LEAST = 8,
    EVENTS_MOST = 512 /* descriptors, of which code under test has a use too */
};

/* More than the periods of samples differ by themselves. */
#define MOVED 1.25

/* ---- opening ------------------------------------------------------------- */

/* With as much memory as we get: an ordinary user may have little of it. */
static int open_ring(struct tare_sampler *sampler, struct tare_ring_of of,
                     double period_ns, size_t pages)
{
    struct tare_ring ring = { 0 };
    int status = -ENOMEM;

    of.has_switches = sampler->has_switches;
    for (; pages >= PAGES_LEAST; pages /= 2) {
        status = tare_ring_open(&ring, &of, (uint64_t)period_ns,
                                sampler->stack_size, pages);
        if (status != -EPERM && status != -ENOMEM && status != -EINVAL)
            break;
    }
    sampler->is_blind |= ring.is_blind;
    if (status == 0)
        *TARE_ADD(sampler->rings, sampler->ring_count) = ring;
    return status;
}

static void close_rings(struct tare_sampler *sampler)
{
    for (size_t i = 0; i < sampler->ring_count; i++)
        tare_ring_close(&sampler->rings[i]);
    free(sampler->rings);
    sampler->rings = NULL;
    sampler->ring_count = 0;
}

/* One that goes on already, on the CPUs it may use.  Its looks come into the rings
 * of those; one that has ended is no loss. */
static void add_other(struct tare_sampler *sampler, pid_t thread,
                      double period_ns, size_t cpus)
{
    cpu_set_t allowed;

    if (sched_getaffinity(thread, sizeof allowed, &allowed) != 0)
        return;
    for (size_t i = 0; i < cpus && sampler->ring_count < EVENTS_MOST; i++) {
        const struct tare_ring *into = &sampler->rings[i];
        struct tare_ring_of of = { .thread = thread,
                                   .cpu = into->cpu,
                                   .into = into };

        if (CPU_ISSET((size_t)into->cpu, &allowed))
            open_ring(sampler, of, period_ns, PAGES_LEAST);
    }
}

/* The thread and those that it will start, on each CPU that there is; and those
 * that it has started. */
static int open_wide(struct tare_sampler *sampler, double period_ns)
{
    pid_t others[TARE_OTHER_THREADS_MAX];
    size_t count = tare_other_threads_list(others), cpus;

    for (int i = 0; i < (int)sysconf(_SC_NPROCESSORS_CONF); i++) {
        struct tare_ring_of of = { .cpu = i };
        int status = open_ring(sampler, of, period_ns, PAGES_OF_A_CPU);

        if (status < 0 && status != -ENODEV) { /* one that is switched off */
            close_rings(sampler);
            return status;
        }
    }
    cpus = sampler->ring_count;
    for (size_t i = 0; i < count; i++)
        add_other(sampler, others[i], period_ns, cpus);
    sampler->is_wide = 1;
    return 0;
}

static int open_rings(struct tare_sampler *sampler, double period_ns,
                      int with_others)
{
    const struct tare_ring_of mine = { .cpu = -1 };
    int status = -1;

    if (with_others)
        status = open_wide(sampler, period_ns);
    if (status < 0)
        status = open_ring(sampler, mine, period_ns, PAGES_MOST);
    return status;
}

int tare_sampler_open_switches(struct tare_sampler *sampler, size_t stack_size,
                               int with_others)
{
    int status;

    *sampler =
        (struct tare_sampler){ .stack_size = stack_size, .has_switches = 1 };
    status = open_rings(sampler, 0, with_others);
    sampler->refusal = status < 0 ? -status : 0;
    sampler->is_open = status == 0;
    return status;
}

int tare_sampler_open(struct tare_sampler *sampler, double period_ns,
                      size_t stack_size, int with_others)
{
    int status;

    *sampler = (struct tare_sampler){ .stack_size = stack_size };
    status = open_rings(sampler, period_ns, with_others);
    if (status < 0) {
        sampler->refusal = -status;
        sampler->is_blind = 1;
        status = tare_snapshots_open(
            &sampler->snapshots, (uint64_t)period_ns, stack_size,
            PAGES_MOST * (size_t)sysconf(_SC_PAGESIZE));
    }
    sampler->is_open = status == 0;
    return status;
}

void tare_sampler_close(struct tare_sampler *sampler)
{
    if (!sampler->is_open)
        return;
    close_rings(sampler);
    tare_snapshots_close(&sampler->snapshots);
    *sampler = (struct tare_sampler){ 0 };
}

void tare_sampler_explain(const struct tare_sampler *sampler, char *reason,
                          size_t size)
{
    struct tare_event event = { .space = TARE_SPACE_USER };

    tare_perf_explain(&event, sampler->refusal, reason, size);
}

/* ---- one or the other ---------------------------------------------------- */

/* With a new period the kernel begins anew, and would never look at who runs less
 * than that in a sample.  So what goes on beside the loop keeps its own, as long
 * as it is about the same; a timer chooses by itself. */
void tare_sampler_set_period(struct tare_sampler *sampler, double period_ns,
                             double phase)
{
    double kept_ns = sampler->others_period_ns;
    int is_kept = kept_ns < MOVED * period_ns && period_ns < MOVED * kept_ns;

    if (sampler->refusal != 0) {
        tare_snapshots_set_period(&sampler->snapshots, (uint64_t)period_ns);
        return;
    }
    for (size_t i = 0; i < sampler->ring_count; i++)
        if (!is_kept || sampler->rings[i].memory != NULL)
            tare_ring_set_period(&sampler->rings[i], (uint64_t)period_ns);
    sampler->others_period_ns = is_kept ? kept_ns : period_ns;
    sampler->skip_ns = phase * period_ns;
}

/* The kernel begins with a whole period, in which it would never see what comes
 * first in a sample: a part of it passes before. */
static void skip(struct tare_sampler *sampler)
{
    uint64_t since_ns = tare_clock_thread_ns(), skipped_ns = 0;

    while ((double)skipped_ns < sampler->skip_ns)
        skipped_ns = tare_clock_thread_ns() - since_ns;
    sampler->skipped_ns += skipped_ns;
    sampler->skip_ns = 0;
}

void tare_sampler_enable(struct tare_sampler *sampler)
{
    if (sampler->refusal != 0) {
        tare_snapshots_enable(&sampler->snapshots);
        return;
    }
    for (size_t i = sampler->ring_count; i-- > 0;)
        tare_ring_enable(&sampler->rings[i]);
    if (sampler->skip_ns > 0)
        skip(sampler);
}

int tare_sampler_disable(struct tare_sampler *sampler)
{
    int status = 0;

    for (size_t i = 0; i < sampler->ring_count; i++)
        status |= tare_ring_disable(&sampler->rings[i]);
    if (sampler->refusal != 0)
        tare_snapshots_disable(&sampler->snapshots);
    return status;
}

uint64_t tare_sampler_time_ns(const struct tare_sampler *sampler)
{
    uint64_t time_ns = 0;

    if (sampler->refusal != 0)
        return tare_snapshots_time_ns(&sampler->snapshots);
    for (size_t i = 0; i < sampler->ring_count; i++)
        time_ns += tare_ring_time_ns(&sampler->rings[i]);
    return time_ns > sampler->skipped_ns ? time_ns - sampler->skipped_ns : 0;
}

double tare_sampler_room(const struct tare_sampler *sampler)
{
    double room = INFINITY;

    if (sampler->refusal != 0)
        return tare_snapshots_room(&sampler->snapshots);
    for (size_t i = 0; i < sampler->ring_count; i++)
        room = fmin(room, tare_ring_room(&sampler->rings[i]));
    return room;
}

size_t tare_sampler_drain(struct tare_sampler *sampler,
                          void (*take)(void *context,
                                       const struct tare_look *look),
                          void *context)
{
    struct tare_snapshots *snapshots = &sampler->snapshots;
    size_t seen = sampler->refusal != 0
                      ? tare_snapshots_drain(snapshots, take, context)
                      : 0;

    sampler->lost = snapshots->lost;
    sampler->throttled = 0;
    sampler->was_full = 0;
    sampler->waiting = snapshots->waiting;
    snapshots->lost = snapshots->waiting = 0;
    for (size_t i = 0; i < sampler->ring_count; i++) {
        struct tare_ring *ring = &sampler->rings[i];

        seen += tare_ring_drain(ring, take, context);
        sampler->was_full |= ring->was_full;
        sampler->lost += ring->lost;
        sampler->throttled += ring->throttled;
        ring->lost = ring->throttled = 0;
    }
    return seen;
}

/* ---- how much ------------------------------------------------------------ */

void tare_sampler_plan(struct tare_request *request, double iteration_ns,
                       double sample_ns, double launch_ns, unsigned most)
{
    double each_ns = fmax(iteration_ns, 0.1);
    double count = fmax(floor(sample_ns / each_ns), 1);
    double samples = ceil(launch_ns / (count * each_ns));

    request->count = 1 + (unsigned)fmin(samples, most);
    for (unsigned i = 0; i < request->count; i++)
        request->iterations[i] = (uint64_t)count;
}
