/* SPDX-License-Identifier: MIT */
/*
 * From the moments in which threads leave their CPUs and come back to their waits.
 *
 *     tare_switches_add(&switches, &moment)...   of one sample, from any ring
 *     tare_switches_pair(&switches)              then its waits are complete
 *     tare_switches_settle(&switches, thread, ns)
 *     tare_switches_forget(&switches)            for the next sample
 *     tare_switches_release(&switches)
 */
#ifndef TARE_HARNESS_SWITCHES_H
#define TARE_HARNESS_SWITCHES_H

#include "harness/meters/blocked_on.h"
#include "harness/meters/looks.h"

/* Waits shorter than that, after which the thread runs for less than that before it
 * waits at the same place again: it was woken for nothing. */
#define TARE_IDLE_WAIT_NS 100000u
#define TARE_IDLE_RUN_NS  10000u

struct tare_switch {
    enum tare_moment moment;
    pid_t thread;
    uint64_t time_ns;
    struct tare_look_found place; /* of a look */
    enum tare_blocked on;
    uint64_t lock;
    size_t order; /* of coming */
};

struct tare_wait {
    pid_t thread;
    uint64_t ns;
    int is_preempted; /* it could have gone on */
    int is_seen;      /* what follows is known */
    struct tare_look_found place;
    enum tare_blocked on;
    int is_idle; /* the one before was at the same place, just now */
};

/* Who has waited for a lock. */
struct tare_lock_waiter {
    uint64_t lock;
    pid_t first;
    int is_shared; /* others have too */
};

/* All zero is empty; owned. */
struct tare_switches {
    struct tare_switch *items;
    size_t count;
    struct tare_wait *waits;
    size_t wait_count;
    struct tare_lock_waiter *locks; /* of all samples, by their addresses */
    size_t lock_count;
};

void tare_switches_add(struct tare_switches *switches,
                       const struct tare_switch *moment);

/* What has begun and not ended is left out. */
void tare_switches_pair(struct tare_switches *switches);

/* The kernel charges some of each way back to a CPU to the thread, as CPU time,
 * although it is part of the wait.  Of a thread that had no CPU for `off_ns`, each
 * wait is shortened by as much as all are too long together. */
void tare_switches_settle(struct tare_switches *switches, pid_t thread,
                          uint64_t off_ns);
void tare_switches_forget(struct tare_switches *switches);
void tare_switches_release(struct tare_switches *switches);

#endif
