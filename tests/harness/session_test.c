/* SPDX-License-Identifier: MIT */
/* The dialogue with launches, some of which are not what they seem. */
#include "harness/launch/session.h"

#include <sys/socket.h>
#include <unistd.h>

#include "harness/launch/messages.h"
#include "tests/harness/launching.h"
#include "tests/test.h"

/* ---- the benchmarks ------------------------------------------------------ */

static double now_ns(void)
{
    return (double)tare_clock_now_ns();
}

/* Reports how long its body took, by its own reading. */
static void sleep_and_report(struct tare *t)
{
    double start_ns = now_ns();

    usleep(1000);
    tare_report(t, "own", now_ns() - start_ns);
}

static void plain(struct tare *t)
{
    TARE_LOOP(t)
        sleep_and_report(t);
}
TARE_BENCH(plain);
TARE_BENCH(plain, .name = "threaded", .threads = 2);

static void make(void *item, void *context)
{
    (void)context;
    *(int *)item = 0;
}

static void batched(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, make, NULL, NULL)
        sleep_and_report(t);
}
TARE_BENCH(batched, .batch = 1);

static void paused(struct tare *t)
{
    TARE_LOOP(t) {
        sleep_and_report(t);
        tare_pause(t);
        tare_resume(t);
    }
}
TARE_BENCH(paused);

static void by_hand(struct tare *t)
{
    TARE_LOOP(t)
        tare_add_time(t, 1000);
}
TARE_BENCH(by_hand);

static void results(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(1);
    tare_result(t, 1 + tare_thread(t));
    tare_result(t, 4 - tare_thread(t));
}
TARE_BENCH(results);
TARE_BENCH(results, .name = "results_of_two", .threads = 2);

static void other_results(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(1);
    tare_result(t, 3);
    tare_result(t, 2);
}
TARE_BENCH(other_results);

static void result_of_bytes(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(1);
    tare_result_bytes(t, "text", 4);
}
TARE_BENCH(result_of_bytes);

static void result_of_other_bytes(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(1);
    tare_result_bytes(t, "test", 4);
}
TARE_BENCH(result_of_other_bytes);

/* The descriptor over which this launch reports. */
static int find_channel(void)
{
    int type;
    socklen_t size = sizeof type;

    for (int fd = 3; fd < 1024; fd++)
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
            type == SOCK_SEQPACKET)
            return fd;
    return -1;
}

/* Speaks for the launch, and answers with one iteration more than asked. */
static void miscounts(struct tare *t)
{
    struct tare_message ready = { .word = TARE_WORD_READY }, run = { 0 };
    struct tare_message answer = { .word = TARE_WORD_RESULTS };
    struct tare_results told = { .threads = 1 };
    struct tare_request request;
    int channel = find_channel();

    tare_put_double(&ready, 1);
    tare_message_send(channel, &ready);
    if (tare_message_receive(channel, &run, 0) != TARE_RECEIVED)
        tare_fail(t, "was not asked");
    tare_get_request(&run, &request);
    told.count = request.count;
    for (unsigned i = 0; i < told.count; i++)
        told.timings[i].iterations = request.iterations[i] + (i == 1);
    tare_put_results(&answer, &told);
    tare_message_send(channel, &answer);
    for (;;)
        pause();
}
TARE_BENCH(miscounts);

/* ---- launching ----------------------------------------------------------- */

/* What one launch of the case said. */
struct heard {
    struct tare_end end;
    struct tare_results results, late;
};

static struct heard hear(const char *id, double slowdown)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_request request = { 1, 3, { 1, 2, 3 } };
    struct tare_session session;
    struct heard heard = { 0 };
    size_t i = 0;

    while (strcmp(suite.cases[i].identity.id, id) != 0)
        i++;
    suite.cases[i].slowdown = slowdown;
    if (tare_session_open(&session, &where, &suite.cases[i],
                          &(struct tare_launch_options){ 0 }) == 0)
        tare_session_run(&session, &request, &heard.results, 0);
    tare_session_close(&session);
    heard.end = session.launched.end;
    heard.late = session.late;
    session.late = (struct tare_results){ 0 };
    tare_session_release(&session);
    tare_suite_release(&suite);
    return heard;
}

static void forget(struct heard *heard)
{
    tare_results_release(&heard->results);
    tare_results_release(&heard->late);
}

/* ---- answers ------------------------------------------------------------- */

TEST(other_iteration_counts_than_asked_are_refused)
{
    struct heard heard = hear("miscounts", 0);

    CHECK_INT(heard.end.status, TARE_STATUS_FAILED);
    CHECK_STR(heard.end.reason,
              "answered with other iteration counts than requested");
    forget(&heard);
}

/* ---- slowdown ------------------------------------------------------------ */

/* Slowed down by 300 %, a sample takes at least four times what its body says
 * it took, and that time has really passed. */
static void check_slowed(const char *id)
{
    struct heard heard = hear(id, 3);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK_INT(heard.results.count, 3);
    for (unsigned i = 0; i < heard.results.count; i++) {
        const struct tare_timing *timing = &heard.results.timings[i];
        double own_ns = heard.results.reports[0].values[i];

        CHECK(timing->time_ns >= 3.9 * own_ns * (double)timing->iterations);
        CHECK(timing->wall_ns >= timing->time_ns);
    }
    forget(&heard);
}

TEST(a_slowdown_makes_samples_longer)
{
    check_slowed("plain");
}

TEST(a_slowdown_works_in_batched_loops)
{
    check_slowed("batched");
}

TEST(a_slowdown_works_with_pauses)
{
    check_slowed("paused");
}

TEST(a_slowdown_works_in_every_thread)
{
    struct heard heard = hear("threaded/threads=2", 3);

    CHECK_INT(heard.results.threads, 2);
    for (unsigned i = 0; i < heard.results.count; i++) {
        const struct tare_timing *timing = &heard.results.timings[i];

        for (unsigned j = 0; j < 2; j++) {
            double time_ns = heard.results.thread_ns[2 * i + j];

            CHECK(time_ns >= 3.9e6 * (double)timing->iterations);
            CHECK(timing->wall_ns >= time_ns);
        }
    }
    forget(&heard);
}

TEST(a_slowdown_of_time_by_hand_is_exact)
{
    struct heard heard = hear("by_hand", 0.5);

    CHECK_NEAR(heard.results.timings[0].time_ns, 1500, 0);
    CHECK_NEAR(heard.results.timings[2].time_ns, 4500, 0);
    forget(&heard);
}

TEST(without_a_slowdown_time_is_what_it_is)
{
    struct heard heard = hear("by_hand", 0);

    CHECK_NEAR(heard.results.timings[2].time_ns, 3000, 0);
    forget(&heard);
}

/* ---- results ------------------------------------------------------------- */

static uint64_t result_of(const char *id)
{
    struct heard heard = hear(id, 0);
    uint64_t result = heard.late.result;

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK(heard.late.has_result);
    forget(&heard);
    return result;
}

TEST(a_result_is_the_same_in_every_launch)
{
    CHECK(result_of("results") == result_of("results"));
    CHECK(result_of("result_of_bytes") == result_of("result_of_bytes"));
}

/* Threads say 1 + 4 and 2 + 3, in whatever order. */
TEST(results_of_threads_do_not_depend_on_their_order)
{
    CHECK(result_of("results_of_two/threads=2") ==
          result_of("results") + result_of("other_results"));
}

TEST(different_results_are_different)
{
    CHECK(result_of("results") != result_of("other_results"));
    CHECK(result_of("result_of_bytes") != result_of("result_of_other_bytes"));
}

TEST(who_says_no_result_has_none)
{
    struct heard heard = hear("by_hand", 0);

    CHECK(!heard.late.has_result);
    forget(&heard);
}

TESTS(RUN(other_iteration_counts_than_asked_are_refused),
      RUN(a_slowdown_makes_samples_longer),
      RUN(a_slowdown_works_in_batched_loops), RUN(a_slowdown_works_with_pauses),
      RUN(a_slowdown_works_in_every_thread),
      RUN(a_slowdown_of_time_by_hand_is_exact),
      RUN(without_a_slowdown_time_is_what_it_is),
      RUN(a_result_is_the_same_in_every_launch),
      RUN(results_of_threads_do_not_depend_on_their_order),
      RUN(different_results_are_different), RUN(who_says_no_result_has_none))
