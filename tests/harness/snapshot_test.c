/* SPDX-License-Identifier: MIT */
/* Looks of a timer at this thread, against what it did. */
#include "harness/meters/snapshot.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "harness/stacks/modules.h"
#include "tests/harness/looked_at.h"
#include "tests/test.h"

enum {
    MODULES_MAX = 64,
    STACK_SIZE = 4096,
    MEMORY = 2 << 20,
    PERIOD_NS = 250000
};

static struct tare_module modules_here[MODULES_MAX];
static struct tare_modules modules;

/* What looks have found; of each thread. */
struct seen {
    size_t looks, in_first, in_second, reached, copied;
};

static void look_at(void *context, const struct tare_look *look)
{
    struct seen *seen = context;
    struct tare_stack stack;

    tare_unwind(&modules, &look->registers, &look->copy, &stack);
    seen->looks++;
    seen->copied += look->copy.size > 0;
    for (size_t i = 0; i < stack.count; i++) {
        uint64_t function = function_in(&modules, stack.pcs[i]);

        seen->in_first += function == (uint64_t)(uintptr_t)first;
        seen->in_second += function == (uint64_t)(uintptr_t)second;
        seen->reached += function == (uint64_t)(uintptr_t)both;
    }
}

static void list_modules(void)
{
    modules =
        (struct tare_modules){ modules_here,
                               tare_modules_list(modules_here, MODULES_MAX),
                               tare_unwind_machine() };
}

static void open_here(struct tare_snapshots *snapshots, size_t size)
{
    CHECK_INT(tare_snapshots_open(snapshots, PERIOD_NS, STACK_SIZE, size), 0);
}

/* What one stretch of that work is seen as. */
static struct seen watch(struct tare_snapshots *snapshots,
                         void (*work)(uint64_t amount), uint64_t amount)
{
    struct seen seen = { 0 };
    size_t looks;

    tare_snapshots_enable(snapshots);
    work(amount);
    tare_snapshots_disable(snapshots);
    looks = tare_snapshots_drain(snapshots, look_at, &seen);
    CHECK_INT(looks, seen.looks);
    return seen;
}

/* ---- where it is --------------------------------------------------------- */

/* In many stretches, some shorter than a period: what is left of one counts. */
static void look_often(struct seen *seen, uint64_t stretch_ns, double period_ns)
{
    struct tare_snapshots snapshots;
    double expected;

    open_here(&snapshots, MEMORY);
    tare_snapshots_set_period(&snapshots, (uint64_t)period_ns);
    for (uint64_t spent_ns = 0; spent_ns < 400000000; spent_ns += stretch_ns) {
        tare_snapshots_enable(&snapshots);
        both(stretch_ns);
        tare_snapshots_disable(&snapshots);
        tare_snapshots_drain(&snapshots, look_at, seen);
    }
    expected = (double)tare_snapshots_time_ns(&snapshots) / period_ns;
    printf("# %zu looks of %.0f, %zu + %zu, %zu waiting\n", seen->looks,
           expected, seen->in_first, seen->in_second,
           (size_t)snapshots.waiting);
    CHECK_INT(snapshots.lost, 0);
    CHECK((double)seen->looks < 1.1 * expected);
    tare_snapshots_close(&snapshots);
    CHECK(!snapshots.is_open);
}

static void check_shares(const struct seen *seen, size_t percent_reached)
{
    CHECK(seen->looks > 100);
    CHECK(seen->reached * 100 >= seen->looks * percent_reached);
    CHECK_NEAR((double)seen->in_second /
                   (double)(seen->in_first + seen->in_second),
               0.75, 0.08);
}

TEST(looks_are_where_the_time_goes)
{
    struct seen seen = { 0 };

    list_modules();
    look_often(&seen, 20000000, PERIOD_NS);
    check_shares(&seen, 95);
}

TEST(what_is_left_of_a_period_is_kept)
{
    struct seen seen = { 0 };

    look_often(&seen, 400000, 1e6);
    /* beside others, turning it on and off is some of so short a stretch */
    check_shares(&seen, 75);
}

static void *look_in_thread(void *seen)
{
    look_often(seen, 20000000, PERIOD_NS);
    return NULL;
}

TEST(each_thread_is_looked_at_by_itself)
{
    struct seen seen[3] = { { 0 } };
    pthread_t threads[3];

    for (size_t i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, look_in_thread, &seen[i]);
    for (size_t i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
        check_shares(&seen[i], 95);
    }
}

/* ---- what there is not --------------------------------------------------- */

TEST(what_does_not_fit_is_counted)
{
    struct tare_snapshots snapshots;
    struct seen seen;

    open_here(&snapshots, 5 * (STACK_SIZE + 1024));
    CHECK(tare_snapshots_room(&snapshots) >= 5);
    seen = watch(&snapshots, both, 50000000);
    CHECK_INT(seen.looks, (size_t)tare_snapshots_room(&snapshots));
    CHECK(snapshots.lost > 0);
    tare_snapshots_close(&snapshots);
}

static void wait_often(uint64_t times)
{
    struct timespec briefly = { .tv_nsec = 2000000 };

    for (uint64_t i = 0; i < times; i++)
        nanosleep(&briefly, NULL);
}

TEST(whoever_waits_is_not_looked_at)
{
    struct tare_snapshots snapshots;
    struct seen seen;

    open_here(&snapshots, MEMORY);
    seen = watch(&snapshots, wait_often, 100);
    printf("# %zu looks, %zu waiting\n", seen.looks, (size_t)snapshots.waiting);
    CHECK(snapshots.waiting > 20);
    CHECK(seen.looks < snapshots.waiting);
    tare_snapshots_close(&snapshots);
}

static void block(uint64_t for_ns)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    both(for_ns);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void block_for_good(uint64_t for_ns)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    both(for_ns);
}

static void unblock(uint64_t for_ns)
{
    sigset_t none;

    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    both(for_ns);
}

/* One signal waits; it may come when there is nothing to be looked at any more. */
TEST(blocked_signals_give_few_looks)
{
    struct tare_snapshots snapshots;
    struct seen seen;

    open_here(&snapshots, MEMORY);
    CHECK(watch(&snapshots, block, 20000000).looks <= 3);
    CHECK(watch(&snapshots, block_for_good, 20000000).looks <= 3);
    seen = watch(&snapshots, unblock, 100000000);
    CHECK(seen.looks > 20);
    CHECK(watch(&snapshots, block_for_good, 20000000).looks <= 3);
    tare_snapshots_close(&snapshots);
    unblock(0);
    CHECK(tare_snapshots_time_ns(&snapshots) == 0);
}

/* ---- other stacks -------------------------------------------------------- */

/* musl has none of them. */
#pragma weak getcontext
#pragma weak makecontext
#pragma weak swapcontext

static ucontext_t caller, routine;

static void run_routine(void)
{
    both(100000000);
}

static void switch_to_routine(uint64_t stack_size)
{
    char *stack = malloc(stack_size);

    getcontext(&routine);
    routine.uc_stack.ss_sp = stack;
    routine.uc_stack.ss_size = stack_size;
    routine.uc_link = &caller;
    makecontext(&routine, run_routine, 0);
    swapcontext(&caller, &routine);
    free(stack);
}

/* 8 kB: neither the handler nor the copy may need them. */
TEST(a_routine_on_a_stack_of_its_own_is_looked_at)
{
    struct tare_snapshots snapshots;
    struct seen seen;

    if (makecontext == NULL)
        SKIP("the C library has no makecontext()");
    open_here(&snapshots, MEMORY);
    seen = watch(&snapshots, switch_to_routine, 8192);
    printf("# %zu looks, %zu with a stack, %zu reached\n", seen.looks,
           seen.copied, seen.reached);
    CHECK(seen.looks > 20);
    CHECK(seen.reached * 100 >= seen.looks * 95);
    tare_snapshots_close(&snapshots);
}

TEST(memory_that_is_not_there_is_not_copied)
{
    struct tare_stack_limits nothing = { 0 };
    unsigned char copy[64];

    CHECK_INT(tare_stack_copy(&nothing, 8, copy, sizeof copy), 0);
    CHECK_INT(tare_stack_copy(&nothing, UINT64_MAX - 7, copy, sizeof copy), 0);
}

TEST(a_copy_ends_where_the_stack_does)
{
    struct tare_stack_limits limits;
    unsigned char copy[64];

    tare_stack_limits(&limits);
    CHECK(limits.low < (uint64_t)(uintptr_t)copy);
    CHECK(limits.high > (uint64_t)(uintptr_t)copy);
    CHECK_INT(tare_stack_copy(&limits, limits.high - 16, copy, sizeof copy),
              16);
    CHECK_INT(tare_stack_copy(&limits, limits.high - 13, copy, sizeof copy), 8);
}

/* ---- the signal ---------------------------------------------------------- */

static volatile sig_atomic_t others_count;

static void count(int number)
{
    (void)number;
    others_count = others_count + 1;
}

/* Code under test has most of them for itself. */
TEST(a_signal_that_is_used_is_left_alone)
{
    struct tare_snapshots snapshots;
    struct sigaction before[65];
    struct seen seen;

    for (int i = SIGRTMIN + 1; i <= SIGRTMAX; i++) {
        struct sigaction mine = { .sa_handler = count };

        sigaction(i, &mine, &before[i]);
    }
    open_here(&snapshots, MEMORY);
    tare_snapshots_enable(&snapshots);
    raise(SIGRTMIN + 1);
    tare_snapshots_disable(&snapshots);
    CHECK_INT(others_count, 1);
    seen = watch(&snapshots, both, 50000000);
    CHECK(seen.looks > 10);
    CHECK_INT(others_count, 1);
    tare_snapshots_close(&snapshots);
    for (int i = SIGRTMIN + 1; i <= SIGRTMAX; i++)
        sigaction(i, &before[i], NULL);
}

/* None of them is left: it is refused, and closing is harmless. */
TEST(without_a_signal_it_is_refused)
{
    struct tare_snapshots snapshots;
    struct sigaction before[65];

    for (int i = SIGRTMIN; i <= SIGRTMAX; i++) {
        struct sigaction mine = { .sa_handler = count };

        sigaction(i, &mine, &before[i]);
    }
    CHECK_INT(tare_snapshots_open(&snapshots, PERIOD_NS, STACK_SIZE, MEMORY),
              -EBUSY);
    tare_snapshots_enable(&snapshots);
    tare_snapshots_disable(&snapshots);
    tare_snapshots_close(&snapshots);
    for (int i = SIGRTMIN; i <= SIGRTMAX; i++)
        sigaction(i, &before[i], NULL);
}

TESTS(RUN(looks_are_where_the_time_goes), RUN(what_is_left_of_a_period_is_kept),
      RUN(each_thread_is_looked_at_by_itself),
      RUN(what_does_not_fit_is_counted), RUN(whoever_waits_is_not_looked_at),
      RUN(blocked_signals_give_few_looks),
      RUN(a_routine_on_a_stack_of_its_own_is_looked_at),
      RUN(memory_that_is_not_there_is_not_copied),
      RUN(a_copy_ends_where_the_stack_does),
      RUN(a_signal_that_is_used_is_left_alone),
      RUN(without_a_signal_it_is_refused))
