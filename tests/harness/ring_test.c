/* SPDX-License-Identifier: MIT */
/* Looks at this thread, against what it did. */
#include "harness/meters/ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/stacks/modules.h"
#include "tests/harness/looked_at.h"
#include "tests/test.h"

enum {
    MODULES_MAX = 64,
    STACK_SIZE = 4096,
    PAGES = 128,
    PERIOD_NS = 250000
};

static const struct tare_ring_of mine = { .cpu = -1 };
static struct tare_module modules_here[MODULES_MAX];
static struct tare_modules modules;

static struct seen {
    size_t looks, in_first, in_second, reached, truncated;
} seen;

static void look_at(void *context, const struct tare_look *look)
{
    struct tare_stack stack;

    (void)context;
    tare_unwind(&modules, &look->registers, &look->copy, &stack);
    seen.looks++;
    seen.truncated += stack.end == TARE_STACK_TRUNCATED;
    for (size_t i = 0; i < stack.count; i++) {
        uint64_t function = function_in(&modules, stack.pcs[i]);

        seen.in_first += function == (uint64_t)(uintptr_t)first;
        seen.in_second += function == (uint64_t)(uintptr_t)second;
        seen.reached += function == (uint64_t)(uintptr_t)both;
    }
}

/* Time of the thread, however long that takes. */
TEST(looks_are_where_the_time_goes)
{
    struct tare_ring ring;
    int status = tare_ring_open(&ring, &mine, PERIOD_NS, STACK_SIZE, PAGES);

    if (status < 0) {
        SKIP("perf_event_open() is not permitted here");
        return;
    }
    modules =
        (struct tare_modules){ modules_here,
                               tare_modules_list(modules_here, MODULES_MAX),
                               tare_unwind_machine() };
    seen = (struct seen){ 0 };
    /* stretches, as samples are, each with a period of its own: nothing is as
     * periodic as a loop */
    for (unsigned i = 0; i < 20; i++) {
        tare_ring_set_period(&ring, PERIOD_NS + 3001 * i);
        tare_ring_enable(&ring);
        both(20000000);
        tare_ring_disable(&ring);
        tare_ring_drain(&ring, look_at, NULL);
    }
    printf("# %zu looks, %zu + %zu, %zu truncated, %zu lost\n", seen.looks,
           seen.in_first, seen.in_second, seen.truncated, (size_t)ring.lost);
    CHECK(seen.looks > 400);
    CHECK(tare_ring_time_ns(&ring) >
          300000000); /* of 400, less what others took */
    CHECK(seen.reached * 100 >= seen.looks * 98);
    CHECK_NEAR((double)seen.in_second /
                   (double)(seen.in_first + seen.in_second),
               0.75, 0.08);
    tare_ring_close(&ring);
    CHECK_INT(ring.fd, -1);
}

TEST(what_does_not_fit_is_counted)
{
    struct tare_ring ring;

    if (tare_ring_open(&ring, &mine, 100000, STACK_SIZE, 8) < 0) {
        SKIP("perf_event_open() is not permitted here");
        return;
    }
    tare_ring_enable(&ring);
    both(50000000);
    tare_ring_disable(&ring);
    (void)tare_ring_drain(&ring, look_at, NULL);
    tare_ring_enable(&ring);
    both(5000000);
    tare_ring_disable(&ring);
    (void)tare_ring_drain(&ring, look_at, NULL);
    CHECK(ring.lost > 0);
    tare_ring_close(&ring);
}

TEST(what_was_closed_by_others_is_theirs)
{
    struct tare_ring ring;
    int fd;

    if (tare_ring_open(&ring, &mine, PERIOD_NS, STACK_SIZE, 8) < 0) {
        SKIP("perf_event_open() is not permitted here");
        return;
    }
    fd = ring.fd;
    tare_ring_enable(&ring);
    both(5000000);
    CHECK(tare_ring_time_ns(&ring) > 0);
    close(fd);
    CHECK_INT(tare_ring_time_ns(&ring), 0);
    CHECK_INT(dup2(STDOUT_FILENO, fd), fd);
    CHECK_INT(tare_ring_time_ns(&ring), 0);
    tare_ring_close(&ring);
    CHECK_INT(close(fd), 0);
}

/* ---- switches ------------------------------------------------------------ */

enum {
    NAPS = 20
};

/* Each a look, then leaving, then coming back. */
static struct {
    size_t count, in_order, at_calls;
    uint64_t last_ns;
    enum tare_moment last;
} moments;

static void note_moment(void *context, const struct tare_look *look)
{
    enum tare_moment before =
        moments.count > 0 ? moments.last : TARE_MOMENT_RUNS;
    struct tare_stack stack;

    (void)context;
    moments.in_order +=
        look->time_ns >= moments.last_ns &&
        (look->moment == TARE_MOMENT_LOOK   ? before == TARE_MOMENT_RUNS
         : look->moment == TARE_MOMENT_RUNS ? before != TARE_MOMENT_LOOK
                                            : before == TARE_MOMENT_LOOK);
    moments.count++;
    moments.last = look->moment;
    moments.last_ns = look->time_ns;
    if (look->moment != TARE_MOMENT_LOOK)
        return;
    tare_unwind(&modules, &look->registers, &look->copy, &stack);
    moments.at_calls += stack.count > 2;
}

static void nap(void)
{
    const struct timespec time = { 0, 100000 };

    nanosleep(&time, NULL);
}

TEST(each_time_a_thread_leaves_its_cpu_is_told)
{
    const struct tare_ring_of switches = { .cpu = -1, .has_switches = 1 };
    struct tare_ring ring;

    if (tare_ring_open(&ring, &switches, 0, STACK_SIZE, PAGES) < 0 ||
        ring.is_blind) {
        SKIP("perf_event_open() is not permitted here");
        return;
    }
    modules =
        (struct tare_modules){ modules_here,
                               tare_modules_list(modules_here, MODULES_MAX),
                               tare_unwind_machine() };
    tare_ring_enable(&ring);
    for (int i = 0; i < NAPS; i++)
        nap();
    tare_ring_disable(&ring);
    nap(); /* and none else */
    CHECK(tare_ring_drain(&ring, note_moment, NULL) >= NAPS);
    printf("# %zu moments, %zu in order, %zu looks at calls\n", moments.count,
           moments.in_order, moments.at_calls);
    CHECK(moments.count >= (size_t)3 * NAPS);
    CHECK_INT(moments.in_order, moments.count);
    CHECK(moments.at_calls >= NAPS);
    CHECK_INT(ring.was_full, 0);
    tare_ring_enable(&ring);
    for (int i = 0; i < 2 * PAGES; i++)
        nap();
    tare_ring_disable(&ring);
    tare_ring_drain(&ring, note_moment, NULL);
    CHECK_INT(ring.was_full, 1);
    tare_ring_close(&ring);
}

TEST(what_cannot_be_had_is_refused)
{
    struct tare_ring ring;

    CHECK(tare_ring_open(&ring, &mine, PERIOD_NS, STACK_SIZE, 3) < 0);
    CHECK_INT(ring.fd, -1);
    tare_ring_close(&ring);
}

TESTS(RUN(looks_are_where_the_time_goes), RUN(what_does_not_fit_is_counted),
      RUN(what_was_closed_by_others_is_theirs),
      RUN(each_time_a_thread_leaves_its_cpu_is_told),
      RUN(what_cannot_be_had_is_refused))
