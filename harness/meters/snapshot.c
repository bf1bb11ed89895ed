/* SPDX-License-Identifier: MIT */
#include "harness/meters/snapshot.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/bench/fault.h"
#include "harness/machine/clock.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* Nothing is as periodic as a loop: each interval is another one. */
#define JITTER 0.1

enum {
    STOPPED,
    STOPPING, /* one more look, and no other is asked for */
    RUNNING
};

/* The stack follows. */
struct slot {
    struct tare_registers registers;
    uint64_t address;
    size_t size;
};

/* Of this thread.  A signal may still be under way when the snapshots are closed,
 * so what it was asked for with is not followed; and finding it must not allocate
 * anything. */
static _Thread_local struct tare_snapshots *mine
    __attribute__((tls_model("initial-exec")));

/* ---- slots --------------------------------------------------------------- */

static size_t slot_size(const struct tare_snapshots *snapshots)
{
    return sizeof(struct slot) + snapshots->stack_size;
}

static size_t slot_count(const struct tare_snapshots *snapshots)
{
    return snapshots->size / slot_size(snapshots);
}

static struct slot *slot_at(const struct tare_snapshots *snapshots, size_t i)
{
    char *slots = snapshots->memory;

    return (struct slot *)(void *)(slots + i * slot_size(snapshots));
}

/* What was written before is there for the handler, and the other way round. */
static void set_state(struct tare_snapshots *snapshots, int state)
{
    atomic_signal_fence(memory_order_seq_cst);
    snapshots->state = state;
    atomic_signal_fence(memory_order_seq_cst);
}

/* ---- the handler --------------------------------------------------------- */

static void draw_interval(struct tare_snapshots *snapshots)
{
    double factor = 1 + JITTER * (2 * tare_rng_unit(&snapshots->rng) - 1);

    snapshots->interval_ns =
        (uint64_t)((double)snapshots->period_ns * factor) + 1;
}

/* Anywhere in a period: what comes first in a sample would never be seen. */
static void draw_first(struct tare_snapshots *snapshots)
{
    snapshots->interval_ns = (uint64_t)((double)snapshots->period_ns *
                                        tare_rng_unit(&snapshots->rng)) +
                             1;
    snapshots->left_ns = snapshots->interval_ns;
    snapshots->spent_ns = 0;
}

/* At that moment, once; 0: not at all.  How long it would have been. */
static uint64_t arm(const struct tare_snapshots *snapshots, uint64_t due_ns)
{
    struct itimerspec next = { .it_value = { (time_t)(due_ns / 1000000000),
                                             (long)(due_ns % 1000000000) } };
    struct itimerspec last = { 0 };

    timer_settime(snapshots->timer, TIMER_ABSTIME, &next, &last);
    return (uint64_t)last.it_value.tv_sec * 1000000000 +
           (uint64_t)last.it_value.tv_nsec;
}

static void note_time(struct tare_snapshots *snapshots)
{
    uint64_t now_ns = tare_clock_thread_ns();

    snapshots->spent_ns += now_ns - snapshots->since_ns;
    snapshots->time_ns += now_ns - snapshots->since_ns;
    snapshots->since_ns = now_ns;
}

static void keep(struct tare_snapshots *snapshots, const void *context)
{
    struct slot *slot;

    if (snapshots->count == slot_count(snapshots)) {
        snapshots->lost++;
        return;
    }
    slot = slot_at(snapshots, snapshots->count++);
    tare_stack_interrupted(&slot->registers, context);
    slot->address = tare_stack_pointer(&slot->registers);
    slot->size =
        tare_stack_copy(&snapshots->limits, slot->address,
                        (unsigned char *)(slot + 1), snapshots->stack_size);
}

/* Counted from when this one was due, or else what a look costs would make fewer
 * of them; but those that were missed do not come at once. */
static void ask_for_next(struct tare_snapshots *snapshots)
{
    uint64_t now_ns = tare_clock_now_ns();

    draw_interval(snapshots);
    snapshots->due_ns += snapshots->interval_ns;
    if (snapshots->due_ns <= now_ns)
        snapshots->due_ns = now_ns + snapshots->interval_ns;
    snapshots->left_ns = snapshots->due_ns - now_ns;
    if (snapshots->state == RUNNING)
        arm(snapshots, snapshots->due_ns);
}

/* The timer goes on while the thread waits or others have its CPU; looks are at
 * where it spends its own time. */
static void look(struct tare_snapshots *snapshots, const void *context)
{
    note_time(snapshots);
    if (snapshots->spent_ns < snapshots->interval_ns / 2)
        snapshots->waiting++;
    else
        keep(snapshots, context);
    snapshots->spent_ns = 0;
    ask_for_next(snapshots);
}

static void on_timer(int number, siginfo_t *info, void *context)
{
    int error = errno;

    (void)number;
    if (mine != NULL && mine->state != STOPPED && info->si_code == SI_TIMER)
        look(mine, context);
    errno = error;
}

/* ---- opening ------------------------------------------------------------- */

/* A signal that nobody has a handler of, or that we have. */
static int is_free(int number)
{
    struct sigaction now;

    if (sigaction(number, NULL, &now) != 0)
        return 0;
    return (now.sa_flags & SA_SIGINFO) != 0 ? now.sa_sigaction == on_timer
                                            : now.sa_handler == SIG_DFL;
}

static int try_timer(timer_t *timer, int number)
{
    struct sigaction action = { .sa_sigaction = on_timer,
                                .sa_flags =
                                    SA_SIGINFO | SA_RESTART | SA_ONSTACK };
    struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
                              .sigev_signo = number };

    event.sigev_notify_thread_id = gettid();
    if (sigaction(number, &action, NULL) != 0)
        return -errno;
    return timer_create(CLOCK_MONOTONIC, &event, timer) == 0 ? 0 : -errno;
}

/* Not SIGPROF, which code under test may use; the last ones are used least.
 * Emulators lack some. */
static int make_timer(timer_t *timer)
{
    int first = SIGRTMIN, status = -EBUSY;

    for (int number = SIGRTMAX; number >= first; number--) {
        if (!is_free(number))
            continue;
        status = try_timer(timer, number);
        if (status != -EINVAL)
            return status;
        signal(number, SIG_DFL);
    }
    return status;
}

/* All of it is there before the first look. */
static int make_slots(struct tare_snapshots *snapshots)
{
    snapshots->memory = mmap(NULL, snapshots->size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return snapshots->memory != MAP_FAILED ? 0 : -errno;
}

int tare_snapshots_open(struct tare_snapshots *snapshots, uint64_t period_ns,
                        size_t stack_size, size_t size)
{
    int status;

    *snapshots = (struct tare_snapshots){ .period_ns = period_ns,
                                          .stack_size = stack_size,
                                          .size = size };
    status = make_slots(snapshots);
    if (status < 0)
        return status;
    status = make_timer(&snapshots->timer);
    if (status < 0) {
        munmap(snapshots->memory, size);
        return status;
    }
    tare_handler_stack();
    tare_stack_limits(&snapshots->limits);
    tare_rng_seed(&snapshots->rng, tare_clock_now_ns());
    snapshots->is_open = 1;
    mine = snapshots;
    return 0;
}

void tare_snapshots_close(struct tare_snapshots *snapshots)
{
    if (!snapshots->is_open)
        return;
    mine = NULL;
    timer_delete(snapshots->timer);
    munmap(snapshots->memory, snapshots->size);
    *snapshots = (struct tare_snapshots){ 0 };
}

/* ---- stretches ----------------------------------------------------------- */

void tare_snapshots_set_period(struct tare_snapshots *snapshots,
                               uint64_t period_ns)
{
    snapshots->period_ns = period_ns;
    snapshots->left_ns = 0;
}

void tare_snapshots_enable(struct tare_snapshots *snapshots)
{
    if (!snapshots->is_open)
        return;
    if (snapshots->left_ns == 0)
        draw_first(snapshots);
    set_state(snapshots, RUNNING);
    snapshots->since_ns = tare_clock_thread_ns();
    snapshots->due_ns = tare_clock_now_ns() + snapshots->left_ns;
    arm(snapshots, snapshots->due_ns);
}

/* A signal that has been sent by then comes before arm() returns, and says when
 * the next one is due; where signals are blocked it does not, and nothing is
 * left. */
void tare_snapshots_disable(struct tare_snapshots *snapshots)
{
    uint64_t left_ns;

    if (!snapshots->is_open)
        return;
    snapshots->left_ns = 0;
    set_state(snapshots, STOPPING);
    left_ns = arm(snapshots, 0);
    set_state(snapshots, STOPPED);
    if (left_ns > 0)
        snapshots->left_ns = left_ns;
    note_time(snapshots);
}

uint64_t tare_snapshots_time_ns(const struct tare_snapshots *snapshots)
{
    return snapshots->time_ns;
}

double tare_snapshots_room(const struct tare_snapshots *snapshots)
{
    return (double)slot_count(snapshots);
}

size_t tare_snapshots_drain(struct tare_snapshots *snapshots,
                            void (*take)(void *context,
                                         const struct tare_look *look),
                            void *context)
{
    size_t looks = snapshots->count;

    for (size_t i = 0; i < looks; i++) {
        const struct slot *slot = slot_at(snapshots, i);
        struct tare_look look = { .registers = slot->registers };

        look.copy.bytes = (const unsigned char *)(slot + 1);
        look.copy.address = slot->address;
        look.copy.size = slot->size;
        take(context, &look);
    }
    snapshots->count = 0;
    return looks;
}
