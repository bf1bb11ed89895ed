/* SPDX-License-Identifier: MIT */
#include "harness/meters/switches.h"

#include <stdlib.h>

#include "store/alloc.h"

enum {
    LOCKS_MAX = 1024 /* of others it is not said whether they are shared */
};

void tare_switches_add(struct tare_switches *switches,
                       const struct tare_switch *moment)
{
    size_t order = switches->count;
    struct tare_switch *added = TARE_ADD(switches->items, switches->count);

    *added = *moment;
    added->order = order;
}

/* Each thread by itself: it may have left one CPU and come to another, whose
 * moments are in another ring. */
static int by_thread(const void *a, const void *b)
{
    const struct tare_switch *x = a, *y = b;

    if (x->thread != y->thread)
        return x->thread < y->thread ? -1 : 1;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* ---- locks --------------------------------------------------------------- */

static void note_lock(struct tare_switches *switches, uint64_t lock,
                      pid_t thread)
{
    struct tare_lock_waiter *waiter = switches->locks;
    size_t i = 0;

    while (i < switches->lock_count && waiter[i].lock != lock)
        i++;
    if (i == LOCKS_MAX)
        return;
    if (i == switches->lock_count)
        *TARE_ADD(switches->locks, switches->lock_count) =
            (struct tare_lock_waiter){ lock, thread, 0 };
    else
        waiter[i].is_shared |= waiter[i].first != thread;
}

static int is_shared(const struct tare_switches *switches, uint64_t lock)
{
    for (size_t i = 0; i < switches->lock_count; i++)
        if (switches->locks[i].lock == lock)
            return switches->locks[i].is_shared;
    return 0;
}

/* ---- waits --------------------------------------------------------------- */

/* Where a thread is between its moments. */
struct course {
    const struct tare_switch *look, *out, *back; /* the last; NULL: none */
    size_t node;                                 /* of the last wait */
    uint64_t waited_ns;                          /* which took so long */
};

/* A thread that yields could go on as well, but that is what it asked for. */
static int is_preempted(const struct course *course)
{
    return course->out->moment == TARE_MOMENT_PREEMPTED &&
           (course->look == NULL || course->look->on != TARE_BLOCKED_YIELD);
}

static int is_idle(const struct course *course)
{
    return course->back != NULL && course->node < TARE_PROFILE_NODES_MAX &&
           course->node == course->look->place.node &&
           course->waited_ns < TARE_IDLE_WAIT_NS &&
           course->out->time_ns - course->back->time_ns < TARE_IDLE_RUN_NS;
}

static void add_wait(struct tare_switches *switches, struct course *course,
                     const struct tare_switch *back)
{
    struct tare_wait wait = { .thread = back->thread,
                              .ns = back->time_ns - course->out->time_ns,
                              .is_preempted = is_preempted(course),
                              .is_seen = course->look != NULL };

    if (wait.is_seen && !wait.is_preempted) {
        const struct tare_switch *look = course->look;

        wait.place = look->place;
        wait.on = look->lock != 0 && is_shared(switches, look->lock)
                      ? TARE_BLOCKED_SHARED
                      : look->on;
        wait.is_idle = is_idle(course);
    }
    *TARE_ADD(switches->waits, switches->wait_count) = wait;
    if (wait.is_preempted)
        return;
    course->node =
        wait.is_seen ? wait.place.node : (size_t)TARE_PROFILE_NODES_MAX;
    course->waited_ns = wait.ns;
    course->back = back;
}

static void follow(struct tare_switches *switches, struct course *course,
                   const struct tare_switch *moment)
{
    switch (moment->moment) {
    case TARE_MOMENT_LOOK:
        course->look = moment;
        break;
    case TARE_MOMENT_RUNS:
        if (course->out != NULL && moment->time_ns > course->out->time_ns)
            add_wait(switches, course, moment);
        course->out = course->look = NULL;
        break;
    default:
        course->out = moment;
        break;
    }
}

void tare_switches_pair(struct tare_switches *switches)
{
    struct course course = { 0 };

    if (switches->count == 0)
        return;
    qsort(switches->items, switches->count, sizeof *switches->items, by_thread);
    for (size_t i = 0; i < switches->count; i++)
        if (switches->items[i].lock != 0)
            note_lock(switches, switches->items[i].lock,
                      switches->items[i].thread);
    for (size_t i = 0; i < switches->count; i++) {
        if (i > 0 && switches->items[i].thread != switches->items[i - 1].thread)
            course = (struct course){ 0 };
        follow(switches, &course, &switches->items[i]);
    }
}

static uint64_t sum_of(const struct tare_switches *switches, pid_t thread,
                       size_t *count)
{
    uint64_t sum_ns = 0;

    *count = 0;
    for (size_t i = 0; i < switches->wait_count; i++) {
        if (switches->waits[i].thread != thread)
            continue;
        sum_ns += switches->waits[i].ns;
        ++*count;
    }
    return sum_ns;
}

void tare_switches_settle(struct tare_switches *switches, pid_t thread,
                          uint64_t off_ns)
{
    size_t count;
    uint64_t sum_ns = sum_of(switches, thread, &count), each_ns;

    if (count == 0 || sum_ns <= off_ns)
        return;
    each_ns = (sum_ns - off_ns) / count;
    for (size_t i = 0; i < switches->wait_count; i++) {
        struct tare_wait *wait = &switches->waits[i];

        if (wait->thread == thread)
            wait->ns -= wait->ns < each_ns ? wait->ns : each_ns;
    }
}

void tare_switches_forget(struct tare_switches *switches)
{
    switches->count = switches->wait_count = 0;
}

void tare_switches_release(struct tare_switches *switches)
{
    free(switches->items);
    free(switches->waits);
    free(switches->locks);
    *switches = (struct tare_switches){ 0 };
}
