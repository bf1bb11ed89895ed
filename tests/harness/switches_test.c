/* SPDX-License-Identifier: MIT */
/* Waits from made-up moments. */
#include "harness/meters/switches.h"

#include "tests/test.h"

enum {
    A = 10, /* threads */
    B = 11
};

static void look(struct tare_switches *switches, pid_t thread, uint64_t time_us,
                 size_t node, enum tare_blocked on, uint64_t lock)
{
    const struct tare_switch moment = { .moment = TARE_MOMENT_LOOK,
                                        .thread = thread,
                                        .time_ns = 1000 * time_us,
                                        .place.node = node,
                                        .on = on,
                                        .lock = lock };

    tare_switches_add(switches, &moment);
}

static void change(struct tare_switches *switches, pid_t thread,
                   uint64_t time_us, enum tare_moment to)
{
    const struct tare_switch moment = { .moment = to,
                                        .thread = thread,
                                        .time_ns = 1000 * time_us };

    tare_switches_add(switches, &moment);
}

/* From one time to the other, at that node. */
static void sleep_at(struct tare_switches *switches, pid_t thread,
                     uint64_t from_us, uint64_t to_us, size_t node)
{
    look(switches, thread, from_us, node, TARE_BLOCKED_SLEEP, 0);
    change(switches, thread, from_us, TARE_MOMENT_WAITS);
    change(switches, thread, to_us, TARE_MOMENT_RUNS);
}

TEST(each_thread_has_its_waits_from_whatever_ring)
{
    struct tare_switches switches = { 0 };

    change(&switches, A, 30, TARE_MOMENT_RUNS); /* of the CPU it came to */
    sleep_at(&switches, B, 12, 50, 7);
    look(&switches, A, 10, 3, TARE_BLOCKED_INPUT, 0);
    change(&switches, A, 11, TARE_MOMENT_WAITS);
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 2);
    CHECK_INT(switches.waits[0].thread, A);
    CHECK_INT(switches.waits[0].ns, 19000);
    CHECK_INT(switches.waits[0].place.node, 3);
    CHECK_INT(switches.waits[0].on, TARE_BLOCKED_INPUT);
    CHECK_INT(switches.waits[0].is_seen, 1);
    CHECK_INT(switches.waits[1].thread, B);
    CHECK_INT(switches.waits[1].ns, 38000);
    tare_switches_release(&switches);
}

TEST(what_has_no_beginning_or_no_end_is_no_wait)
{
    struct tare_switches switches = { 0 };

    change(&switches, A, 5, TARE_MOMENT_RUNS);
    look(&switches, A, 10, 3, TARE_BLOCKED_SLEEP, 0);
    change(&switches, A, 11, TARE_MOMENT_WAITS);
    change(&switches, B, 30, TARE_MOMENT_RUNS); /* another thread */
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 0);
    tare_switches_forget(&switches);
    change(&switches, A, 40, TARE_MOMENT_RUNS); /* of the next sample */
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 0);
    tare_switches_release(&switches);
}

TEST(lengths_are_known_without_a_look)
{
    struct tare_switches switches = { 0 };

    change(&switches, A, 10, TARE_MOMENT_WAITS);
    change(&switches, A, 30, TARE_MOMENT_RUNS);
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 1);
    CHECK_INT(switches.waits[0].ns, 20000);
    CHECK_INT(switches.waits[0].is_seen, 0);
    tare_switches_release(&switches);
}

TEST(who_is_preempted_does_not_wait_unless_it_yields)
{
    struct tare_switches switches = { 0 };

    look(&switches, A, 10, 3, TARE_BLOCKED_PAGE, 0);
    change(&switches, A, 11, TARE_MOMENT_PREEMPTED);
    change(&switches, A, 20, TARE_MOMENT_RUNS);
    look(&switches, A, 30, 3, TARE_BLOCKED_YIELD, 0);
    change(&switches, A, 31, TARE_MOMENT_PREEMPTED);
    change(&switches, A, 40, TARE_MOMENT_RUNS);
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 2);
    CHECK_INT(switches.waits[0].is_preempted, 1);
    CHECK_INT(switches.waits[1].is_preempted, 0);
    tare_switches_release(&switches);
}

static void lock_at(struct tare_switches *switches, pid_t thread,
                    uint64_t from_us, uint64_t lock)
{
    look(switches, thread, from_us, 3, TARE_BLOCKED_LOCK, lock);
    change(switches, thread, from_us, TARE_MOMENT_WAITS);
    change(switches, thread, from_us + 5, TARE_MOMENT_RUNS);
}

TEST(a_lock_is_shared_when_two_threads_have_waited_for_it)
{
    struct tare_switches switches = { 0 };

    lock_at(&switches, A, 10, 0x100);
    lock_at(&switches, A, 20, 0x200);
    lock_at(&switches, A, 30, 0x100);
    lock_at(&switches, B, 40, 0x200);
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 4);
    CHECK_INT(switches.waits[0].on, TARE_BLOCKED_LOCK);
    CHECK_INT(switches.waits[1].on, TARE_BLOCKED_SHARED);
    CHECK_INT(switches.waits[2].on, TARE_BLOCKED_LOCK);
    CHECK_INT(switches.waits[3].on, TARE_BLOCKED_SHARED);
    tare_switches_forget(&switches);
    lock_at(&switches, A, 50, 0x200); /* that is remembered */
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 1);
    CHECK_INT(switches.waits[0].on, TARE_BLOCKED_SHARED);
    tare_switches_release(&switches);
}

/* Whether the second of two waits is idle. */
static int is_second_idle(uint64_t first_us, uint64_t ran_us, size_t node)
{
    struct tare_switches switches = { 0 };
    int is_idle;

    sleep_at(&switches, A, 10, 10 + first_us, 3);
    sleep_at(&switches, A, 10 + first_us + ran_us, 5000, node);
    tare_switches_pair(&switches);
    CHECK_INT(switches.wait_count, 2);
    CHECK_INT(switches.waits[0].is_idle, 0);
    is_idle = switches.waits[1].is_idle;
    tare_switches_release(&switches);
    return is_idle;
}

TEST(woken_for_nothing_is_idle)
{
    CHECK_INT(is_second_idle(99, 9, 3), 1);
    CHECK_INT(is_second_idle(100, 9, 3), 0);
    CHECK_INT(is_second_idle(99, 10, 3), 0);
    CHECK_INT(is_second_idle(99, 9, 4), 0); /* it went on elsewhere */
    CHECK_INT(is_second_idle(99, 9, TARE_PROFILE_NODES_MAX), 0);
}

TEST(waits_are_not_longer_than_the_time_without_a_CPU)
{
    struct tare_switches switches = { 0 };

    sleep_at(&switches, A, 10, 110, 7);
    sleep_at(&switches, A, 200, 500, 7);
    sleep_at(&switches, A, 600, 602, 7); /* as long as its way back */
    sleep_at(&switches, B, 10, 110, 7);
    tare_switches_pair(&switches);
    tare_switches_settle(&switches, A, 393000);
    CHECK_INT(switches.waits[0].ns, 97000);
    CHECK_INT(switches.waits[1].ns, 297000);
    CHECK_INT(switches.waits[2].ns, 0);
    CHECK_INT(switches.waits[3].ns, 100000);
    tare_switches_settle(&switches, B, 200000); /* some were not recorded */
    tare_switches_settle(&switches, A + B, 0);
    CHECK_INT(switches.waits[3].ns, 100000);
    tare_switches_release(&switches);
}

TESTS(RUN(each_thread_has_its_waits_from_whatever_ring),
      RUN(what_has_no_beginning_or_no_end_is_no_wait),
      RUN(lengths_are_known_without_a_look),
      RUN(who_is_preempted_does_not_wait_unless_it_yields),
      RUN(a_lock_is_shared_when_two_threads_have_waited_for_it),
      RUN(waits_are_not_longer_than_the_time_without_a_CPU),
      RUN(woken_for_nothing_is_idle))
