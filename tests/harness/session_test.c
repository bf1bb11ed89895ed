/* SPDX-License-Identifier: MIT */
/* The dialogue with launches, some of which are not what they seem. */
#include "harness/launch/session.h"

#include <sys/socket.h>
#include <unistd.h>

#include "harness/launch/messages.h"
#include "tests/harness/launching.h"
#include "tests/test.h"

enum {
    SLEPT_US = 20000
};

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

/* What it draws, told before and in the loop. */
static void draws(struct tare *t)
{
    double first = (double)(tare_random(t) >> 12);

    tare_result(t, tare_seed(t));
    TARE_LOOP(t) {
        tare_report(t, "first", first);
        tare_report(t, "thread", tare_thread(t));
        tare_add_time(t, (double)(tare_random(t) >> 12));
    }
}
TARE_BENCH(draws);
TARE_BENCH(draws, .name = "draws_in_two", .threads = 2);

static void make_input(struct tare *t, void *input, void *context)
{
    (void)t;
    *(double *)input = ++*(double *)context;
}

/* The time is that of the inputs together. */
static void uses_inputs(struct tare *t)
{
    double made = 0;

    TARE_LOOP_INPUTS(t, double, input, make_input, &made)
    tare_add_time(t, *input);
}
TARE_BENCH(uses_inputs);

static void cold(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(cold, .state = TARE_WARM | TARE_COLD_DATA | TARE_COLD);
TARE_BENCH(cold, .name = "cold_in_two", .state = TARE_COLD, .threads = 2);

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

/* One iteration in a hundred sleeps, as if something had interrupted it. */
static void work_or_sleep(void)
{
    static unsigned count;

    if (++count % 100 == 50)
        usleep(SLEPT_US);
    for (volatile int i = 0; i < 1000; i++) {
    }
}

static void interrupted(struct tare *t)
{
    TARE_LOOP(t)
        work_or_sleep();
}
TARE_BENCH(interrupted);
TARE_BENCH(interrupted, .name = "interrupted_in_two", .threads = 2);

static void interrupted_items(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, make, NULL, NULL)
        work_or_sleep();
}
TARE_BENCH(interrupted_items);

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

static struct heard hear_asked(const char *id,
                               const struct tare_request *request,
                               double slowdown, uint64_t seed)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_session session;
    struct heard heard = { 0 };
    size_t i = 0;

    while (strcmp(suite.cases[i].identity.id, id) != 0)
        i++;
    suite.cases[i].slowdown = slowdown;
    if (tare_session_open(&session, &where, &suite.cases[i],
                          &(struct tare_launch_options){ .seed = seed }) == 0)
        tare_session_run(&session, request, &heard.results, 0);
    tare_session_close(&session);
    heard.end = session.launched.end;
    heard.late = session.late;
    session.late = (struct tare_results){ 0 };
    tare_session_release(&session);
    tare_suite_release(&suite);
    return heard;
}

static struct heard hear_with(const char *id, double slowdown, uint64_t seed,
                              uint64_t inputs)
{
    struct tare_request request = {
        .batch = 2, .count = 3, .iterations = { 1, 2, 3 }, .inputs = inputs
    };

    return hear_asked(id, &request, slowdown, seed);
}

static struct heard hear(const char *id, double slowdown)
{
    return hear_with(id, slowdown, 0, 0);
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

/* ---- stretches ----------------------------------------------------------- */

/* A sample of a hundred iterations, in stretches of so many, or in batches. */
static struct tare_timing take_stretches(const char *id, uint64_t stretch,
                                         double slowdown)
{
    struct tare_request request = {
        .batch = 2, .count = 1, .iterations = { 100 }, .stretch = stretch
    };
    struct heard heard = hear_asked(id, &request, slowdown, 0);
    struct tare_timing timing = heard.results.timings[0];

    CHECK_INT(heard.results.count, 1);
    CHECK_INT(timing.iterations, 100);
    CHECK(timing.time_ns >= 1e3 * SLEPT_US);
    CHECK(timing.wall_ns >= timing.time_ns);
    forget(&heard);
    return timing;
}

TEST(a_stretch_that_was_interrupted_is_known)
{
    struct tare_timing timing = take_stretches("interrupted", 5, 0);

    CHECK(timing.uninterrupted_ns > 0);
    CHECK(timing.time_ns - timing.uninterrupted_ns >= 0.9e3 * SLEPT_US);
    timing = take_stretches("interrupted_items", 5, 0);
    CHECK(timing.uninterrupted_ns > 0);
    CHECK(timing.time_ns - timing.uninterrupted_ns >= 0.9e3 * SLEPT_US);
}

TEST(stretches_are_slowed_down_like_samples)
{
    struct tare_timing timing = take_stretches("interrupted", 5, 3);

    CHECK(timing.time_ns >= 3.9e3 * SLEPT_US);
    CHECK(timing.time_ns - timing.uninterrupted_ns >= 3.6e3 * SLEPT_US);
}

TEST(few_stretches_or_several_threads_tell_nothing)
{
    struct tare_timing timing = take_stretches("interrupted", 0, 0);

    CHECK_NEAR(timing.uninterrupted_ns, 0, 0);
    timing = take_stretches("interrupted", 20, 0);
    CHECK_NEAR(timing.uninterrupted_ns, 0, 0);
    timing = take_stretches("interrupted_items", 20, 0);
    CHECK_NEAR(timing.uninterrupted_ns, 0, 0);
    timing = take_stretches("interrupted_in_two/threads=2", 5, 0);
    CHECK_NEAR(timing.uninterrupted_ns, 0, 0);
}

TEST(time_by_hand_has_no_stretches)
{
    struct tare_request request = {
        .batch = 2, .count = 1, .iterations = { 100 }, .stretch = 5
    };
    struct heard heard = hear_asked("by_hand", &request, 0, 0);

    CHECK_NEAR(heard.results.timings[0].time_ns, 1e5, 0);
    CHECK_NEAR(heard.results.timings[0].uninterrupted_ns, 0, 0);
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

/* ---- inputs that change -------------------------------------------------- */

static void check_draws(uint64_t seed, uint64_t other, int are_same)
{
    struct heard one = hear_with("draws", 0, seed, 0);
    struct heard two = hear_with("draws", 0, other, 0);

    CHECK_INT(one.results.report_count, 2);
    CHECK((one.results.reports[0].values[0] ==
           two.results.reports[0].values[0]) == are_same);
    CHECK((one.results.timings[2].time_ns == two.results.timings[2].time_ns) ==
          are_same);
    forget(&one);
    forget(&two);
}

TEST(a_seed_gives_the_same_numbers_in_each_launch)
{
    check_draws(0, 0, 1);
    check_draws(77, 77, 1);
    check_draws(77, 78, 0);
    check_draws(0, 1, 0);
}

TEST(threads_draw_numbers_of_their_own)
{
    struct heard heard = hear_with("draws_in_two/threads=2", 0, 5, 0);

    CHECK(heard.results.thread_ns[0] != heard.results.thread_ns[1]);
    forget(&heard);
}

/* Which all runs have, so that results can be compared. */
TEST(what_was_drawn_has_a_result_for_the_common_seed)
{
    struct heard common = hear_with("draws", 0, 0, 0);
    struct heard own = hear_with("draws", 0, 5, 0);

    CHECK(common.late.has_result);
    CHECK(!own.late.has_result);
    forget(&common);
    forget(&own);
}

/* Samples of 1, 2 and 3 iterations, in batches of 2. */
TEST(each_iteration_has_an_input_of_its_own)
{
    struct heard heard = hear_with("uses_inputs", 0, 0, 0);

    CHECK(heard.results.has_inputs);
    CHECK_NEAR(heard.results.timings[0].time_ns, 1, 0);
    CHECK_NEAR(heard.results.timings[1].time_ns, 2 + 3, 0);
    CHECK_NEAR(heard.results.timings[2].time_ns, 4 + 5 + 6, 0);
    forget(&heard);
}

TEST(few_inputs_come_again_and_again)
{
    struct heard one = hear_with("uses_inputs", 0, 0, 1);
    struct heard two = hear_with("uses_inputs", 0, 0, 2);

    CHECK_NEAR(one.results.timings[1].time_ns,
               one.results.timings[0].time_ns * 2, 0);
    CHECK_NEAR(one.results.timings[2].time_ns,
               one.results.timings[0].time_ns * 3, 0);
    CHECK_NEAR(two.results.timings[1].time_ns, 1 + 2, 0);
    CHECK_NEAR(two.results.timings[2].time_ns, 1 + 2 + 1, 0);
    forget(&one);
    forget(&two);
}

TEST(other_loops_make_no_inputs)
{
    struct heard heard = hear_with("batched", 0, 0, 2);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK(!heard.results.has_inputs);
    forget(&heard);
}

/* ---- cold states --------------------------------------------------------- */

static void check_state(const char *id, int is_cold)
{
    struct heard heard = hear(id, 0);
    const struct tare_results *results = &heard.results;

    if (heard.end.status == TARE_STATUS_SKIPPED) /* not on this processor */
        CHECK(is_cold);
    else
        CHECK_INT(heard.end.status, TARE_STATUS_OK);
    if (heard.end.status == TARE_STATUS_OK) {
        CHECK_INT(results->report_count, is_cold);
        CHECK((results->aside_ns > 0) == is_cold);
    }
    if (results->report_count > 0) {
        CHECK_STR(results->reports[0].name, TARE_MISS);
        CHECK_INT(results->reports[0].kind, TARE_KIND_EVIDENCE);
        CHECK(isfinite(results->reports[0].values[2]));
    }
    forget(&heard);
}

TEST(a_cold_launch_shows_that_it_is)
{
    check_state("cold/state=warm", 0);
    check_state("cold/state=cold-data", 1);
    check_state("cold/state=cold", 1);
    check_state("cold_in_two/state=cold/threads=2", 1);
}

TESTS(RUN(other_iteration_counts_than_asked_are_refused),
      RUN(a_stretch_that_was_interrupted_is_known),
      RUN(stretches_are_slowed_down_like_samples),
      RUN(few_stretches_or_several_threads_tell_nothing),
      RUN(time_by_hand_has_no_stretches), RUN(a_slowdown_makes_samples_longer),
      RUN(a_slowdown_works_in_batched_loops), RUN(a_slowdown_works_with_pauses),
      RUN(a_slowdown_works_in_every_thread),
      RUN(a_slowdown_of_time_by_hand_is_exact),
      RUN(without_a_slowdown_time_is_what_it_is),
      RUN(a_result_is_the_same_in_every_launch),
      RUN(results_of_threads_do_not_depend_on_their_order),
      RUN(different_results_are_different), RUN(who_says_no_result_has_none),
      RUN(a_seed_gives_the_same_numbers_in_each_launch),
      RUN(threads_draw_numbers_of_their_own),
      RUN(what_was_drawn_has_a_result_for_the_common_seed),
      RUN(each_iteration_has_an_input_of_its_own),
      RUN(few_inputs_come_again_and_again), RUN(other_loops_make_no_inputs),
      RUN(a_cold_launch_shows_that_it_is))
