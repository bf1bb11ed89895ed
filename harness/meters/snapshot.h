/* SPDX-License-Identifier: MIT */
/*
 * Where a thread is, looked at by a timer of our own: for machines on which
 * perf_event_open is refused.  A signal interrupts the thread every so often, and
 * its handler copies registers and stack.  Called like ring.h.
 *
 * What the kernel does for the thread is never seen: the signal waits until a
 * system call returns, and the look is at who made it.  A system call that waits
 * may end with EINTR.
 */
#ifndef TARE_HARNESS_SNAPSHOT_H
#define TARE_HARNESS_SNAPSHOT_H

#include <signal.h>
#include <time.h>

#include "harness/meters/look.h"
#include "harness/stacks/here.h"
#include "stats/rng.h"

struct tare_snapshots {
    timer_t timer;
    int is_open;
    volatile sig_atomic_t state; /* what the handler may do */
    uint64_t period_ns;          /* on average */
    uint64_t interval_ns;        /* from the last look to the next */
    uint64_t due_ns;             /* when that is */
    uint64_t left_ns;            /* until then, when stopped */
    uint64_t since_ns;           /* the thread's clock, when last read */
    uint64_t spent_ns;           /* by the thread since the last look */
    uint64_t time_ns;            /* by the thread, in all */
    struct tare_rng rng;
    struct tare_stack_limits limits;
    void *memory; /* slots, one for each look */
    size_t size, count;
    size_t stack_size;
    uint64_t lost;    /* looks that found no room, so far */
    uint64_t waiting; /* that came while the thread mostly waited */
};

/* By the thread that is to be looked at, as are enabling, disabling and closing;
 * one thread at a time.  size is that of the memory.  0, or a negative errno. */
int tare_snapshots_open(struct tare_snapshots *snapshots, uint64_t period_ns,
                        size_t stack_size, size_t size);
void tare_snapshots_set_period(struct tare_snapshots *snapshots,
                               uint64_t period_ns);
void tare_snapshots_enable(struct tare_snapshots *snapshots);
void tare_snapshots_disable(struct tare_snapshots *snapshots);
uint64_t tare_snapshots_time_ns(const struct tare_snapshots *snapshots);
double tare_snapshots_room(const struct tare_snapshots *snapshots);
size_t tare_snapshots_drain(struct tare_snapshots *snapshots,
                            void (*take)(void *context,
                                         const struct tare_look *look),
                            void *context);
void tare_snapshots_close(struct tare_snapshots *snapshots);

#endif
