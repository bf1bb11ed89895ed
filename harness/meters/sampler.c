/* SPDX-License-Identifier: MIT */
#include "harness/meters/sampler.h"

#include <errno.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/meters/perf.h"

enum {
    PAGES_MOST = 512,
    PAGES_LEAST = 8
};

/* ---- opening ------------------------------------------------------------- */

/* With as much memory as we get: an ordinary user may have little of it. */
static int open_ring(struct tare_ring *ring, double period_ns,
                     size_t stack_size)
{
    int status = -ENOMEM;

    for (size_t pages = PAGES_MOST; pages >= PAGES_LEAST; pages /= 2) {
        status = tare_ring_open(ring, (uint64_t)period_ns, stack_size, pages);
        if (status != -EPERM && status != -ENOMEM && status != -EINVAL)
            return status;
    }
    return status;
}

int tare_sampler_open(struct tare_sampler *sampler, double period_ns,
                      size_t stack_size)
{
    int status;

    *sampler = (struct tare_sampler){ .stack_size = stack_size };
    status = open_ring(&sampler->ring, period_ns, stack_size);
    sampler->is_blind = sampler->ring.is_blind;
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
    tare_ring_close(&sampler->ring);
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

/* A timer chooses by itself. */
void tare_sampler_set_period(struct tare_sampler *sampler, double period_ns,
                             double phase)
{
    if (sampler->refusal != 0) {
        tare_snapshots_set_period(&sampler->snapshots, (uint64_t)period_ns);
        return;
    }
    tare_ring_set_period(&sampler->ring, (uint64_t)period_ns);
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
    tare_ring_enable(&sampler->ring);
    if (sampler->skip_ns > 0)
        skip(sampler);
}

int tare_sampler_disable(struct tare_sampler *sampler)
{
    if (sampler->refusal == 0)
        return tare_ring_disable(&sampler->ring);
    tare_snapshots_disable(&sampler->snapshots);
    return 0;
}

uint64_t tare_sampler_time_ns(const struct tare_sampler *sampler)
{
    uint64_t time_ns;

    if (sampler->refusal != 0)
        return tare_snapshots_time_ns(&sampler->snapshots);
    time_ns = tare_ring_time_ns(&sampler->ring);
    return time_ns > sampler->skipped_ns ? time_ns - sampler->skipped_ns : 0;
}

double tare_sampler_room(const struct tare_sampler *sampler)
{
    return sampler->refusal != 0 ? tare_snapshots_room(&sampler->snapshots)
                                 : tare_ring_room(&sampler->ring);
}

size_t tare_sampler_drain(struct tare_sampler *sampler,
                          void (*take)(void *context,
                                       const struct tare_look *look),
                          void *context)
{
    struct tare_snapshots *snapshots = &sampler->snapshots;
    struct tare_ring *ring = &sampler->ring;
    size_t seen = sampler->refusal != 0
                      ? tare_snapshots_drain(snapshots, take, context)
                      : tare_ring_drain(ring, take, context);

    sampler->lost = ring->lost + snapshots->lost;
    sampler->throttled = ring->throttled;
    sampler->waiting = snapshots->waiting;
    ring->lost = ring->throttled = 0;
    snapshots->lost = snapshots->waiting = 0;
    return seen;
}
