/* SPDX-License-Identifier: MIT */
/* What the kernel counts anyway, in launches of which it is known. */
#include "harness/meters/usage.h"

#include "harness/machine/clock.h"
#include "harness/run/runner.h"
#include "store/alloc.h"
#include "tests/harness/faulting.h"
#include "tests/harness/metering.h"

#define USAGE (1u << TARE_METER_USAGE)

enum {
    MEGABYTES = 48,   /* that this program has and a launch has not */
    SPIN_NS = 3000000 /* of CPU time */
};

/* ---- the benchmarks ------------------------------------------------------ */

static void naps(struct tare *t)
{
    TARE_LOOP(t)
        usleep(20000);
}
TARE_BENCH(naps);
TARE_BENCH(naps, .name = "naps_of_two", .threads = 2);

static void naps_in_pauses(struct tare *t)
{
    TARE_LOOP(t) {
        tare_pause(t);
        usleep(2000);
        tare_resume(t);
        tare_black_box(1);
    }
}
TARE_BENCH(naps_in_pauses);

static void spin(uint64_t cpu_ns)
{
    uint64_t end_ns = tare_clock_thread_ns() + cpu_ns;

    while (tare_clock_thread_ns() < end_ns) {
    }
}

static void spins(struct tare *t)
{
    TARE_LOOP(t)
        spin(SPIN_NS);
}
TARE_BENCH(spins);
TARE_BENCH(spins, .name = "spins_of_two", .threads = 2);

static void spins_in_pauses(struct tare *t)
{
    TARE_LOOP(t) {
        tare_pause(t);
        spin(10 * SPIN_NS);
        tare_resume(t);
    }
}
TARE_BENCH(spins_in_pauses);

static void spin_aside(void *item, void *context)
{
    (void)context;
    spin(10 * SPIN_NS);
    *(int *)item = 0;
}

static void spins_in_batches(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, spin_aside, NULL, NULL)
        tare_black_box(item);
}
TARE_BENCH(spins_in_batches, .batch = 2);

static void grows(struct tare *t)
{
    size_t size = (size_t)MEGABYTES << 20;

    TARE_LOOP(t) {
        char *memory = tare_black_box(malloc(size));

        memset(memory, 1, size);
        tare_black_box(memory);
        free(memory);
    }
}
TARE_BENCH(grows);

static void claims(struct tare *t)
{
    TARE_LOOP(t)
        tare_report(t, "peak-memory", 1);
}
TARE_BENCH(claims);

/* ---- faults -------------------------------------------------------------- */

static void check_faults(const char *id, double want)
{
    struct heard heard = hear(id, USAGE, NULL);

    check_reading(&heard, "page-faults", want);
    forget(&heard);
}

TEST(faults_are_counted_to_the_page)
{
    check_faults("faults", PAGES);
}

TEST(faults_in_pauses_do_not_count)
{
    check_faults("faults_in_pauses", PAGES);
}

TEST(faults_of_making_a_batch_do_not_count)
{
    check_faults("faults_in_batches", PAGES);
}

TEST(faults_of_threads_are_added)
{
#ifdef __SANITIZE_ADDRESS__ /* whose threads touch pages of their own */
    SKIP("sanitizers add faults");
#endif
    check_faults("faults_of_two/threads=2", 2 * PAGES);
}

/* ---- context switches ---------------------------------------------------- */

/* Each nap is one; others may come from outside. */
static void check_naps(const char *id, double least)
{
    struct heard heard = hear(id, USAGE, NULL);

    CHECK_INT(heard.results.count, 3);
    for (unsigned i = 0; i < heard.results.count; i++)
        CHECK(reading(&heard, "context-switches", i) >= least);
    forget(&heard);
}

TEST(who_sleeps_switches)
{
    check_naps("naps", 1);
    check_naps("naps_of_two/threads=2", 2);
}

/* The switch of a pause falls into it; one from outside may hit a sample, but
 * hardly all three. */
TEST(switches_in_pauses_do_not_count)
{
    struct heard heard = hear("naps_in_pauses", USAGE, NULL);
    double least = INFINITY;

    for (unsigned i = 0; i < heard.results.count; i++)
        least = fmin(least, reading(&heard, "context-switches", i));
    CHECK(least < 1);
    forget(&heard);
}

/* ---- CPU time ------------------------------------------------------------ */

/* In each sample at least low and less than high times SPIN_NS. */
static void check_cpu(const char *id, double low, double high)
{
    struct heard heard = hear(id, USAGE, NULL);

    CHECK_INT(heard.results.count, 3);
    for (unsigned i = 0; i < heard.results.count; i++) {
        double cpu_ns = reading(&heard, "cpu-time", i);

        CHECK(cpu_ns >= low * SPIN_NS);
        CHECK(cpu_ns < high * SPIN_NS);
    }
    forget(&heard);
}

/* (what the clock itself costs was taken off) */
TEST(cpu_time_is_what_was_worked)
{
    check_cpu("spins", 0.98, 5);
}

TEST(cpu_time_of_threads_is_added)
{
    check_cpu("spins_of_two/threads=2", 1.96, 10);
}

TEST(sleeping_takes_no_cpu_time)
{
    check_cpu("naps", 0, 3);
}

TEST(cpu_time_of_pauses_and_batches_made_does_not_count)
{
    check_cpu("spins_in_pauses", 0, 5);
    check_cpu("spins_in_batches", 0, 5);
}

/* ---- memory -------------------------------------------------------------- */

static double peak_of(const char *id)
{
    struct heard heard = hear(id, USAGE, NULL);
    double bytes = reading(&heard, "peak-memory", 0);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK_NEAR(reading(&heard, "peak-memory", 2), bytes, 0);
    forget(&heard);
    return bytes;
}

TEST(memory_of_a_launch_is_not_that_of_its_parent)
{
    size_t size = (size_t)MEGABYTES << 20;
    char *memory = tare_alloc(size, 1);

    memset(memory, 1, size);
    CHECK(peak_of("faults") > 100000);
    CHECK(peak_of("faults") < (double)size);
    free(memory);
}

TEST(memory_is_the_peak_although_it_was_given_back)
{
    CHECK(peak_of("grows") >= (double)((size_t)MEGABYTES << 20));
}

/* ---- names --------------------------------------------------------------- */

TEST(a_benchmark_may_not_report_under_its_names)
{
    struct heard heard = hear("claims", 0, NULL);

    CHECK_INT(heard.end.status, TARE_STATUS_FAILED);
    CHECK_STR(heard.end.reason, "reports a value named \"peak-memory\", a "
                                "reserved name: choose another one");
    forget(&heard);
}

TEST(who_does_not_ask_gets_none)
{
    struct heard heard = hear("faults", 0, NULL);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    CHECK_INT(heard.results.report_count, 0);
    forget(&heard);
}

/* ---- trials -------------------------------------------------------------- */

/* Whether a launch of a suite that asks for usage has it. */
static int is_measured(int is_bare)
{
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_rounds_settings settings = { .precision = 0.1,
                                             .warmup_ns = 1e5,
                                             .sample_ns = 1e5,
                                             .budget_ns = 1e7,
                                             .wanted = { .meters = USAGE } };
    struct tare_watcher watcher = { 0 };
    struct tare_context context = { .settings = &settings,
                                    .watcher = &watcher };
    struct tare_runner runner;
    struct tare_case row = { 0 };
    int is_there;

    suite.cases[0].is_bare = is_bare;
    tare_rng_seed(&context.rng, 1);
    tare_runner_begin(&runner, &context, &where, &suite.cases[0], &row);
    tare_runner_calibrate(&runner, &context);
    tare_runner_plan(&runner, &context);
    tare_runner_launch(&runner, &context);
    CHECK(tare_case_measure(&row, "time") != NULL);
    is_there = tare_case_measure(&row, "cpu-time") != NULL;
    tare_run_release(&(struct tare_run){
        .cases = memcpy(tare_alloc(1, sizeof row), &row, sizeof row),
        .case_count = 1 });
    tare_suite_release(&suite);
    return is_there;
}

TEST(launches_of_a_bare_case_take_time_alone)
{
    CHECK(is_measured(0));
    CHECK(!is_measured(1));
}

TESTS(RUN(faults_are_counted_to_the_page), RUN(faults_in_pauses_do_not_count),
      RUN(faults_of_making_a_batch_do_not_count),
      RUN(faults_of_threads_are_added), RUN(who_sleeps_switches),
      RUN(switches_in_pauses_do_not_count), RUN(cpu_time_is_what_was_worked),
      RUN(cpu_time_of_threads_is_added), RUN(sleeping_takes_no_cpu_time),
      RUN(cpu_time_of_pauses_and_batches_made_does_not_count),
      RUN(memory_of_a_launch_is_not_that_of_its_parent),
      RUN(memory_is_the_peak_although_it_was_given_back),
      RUN(a_benchmark_may_not_report_under_its_names),
      RUN(who_does_not_ask_gets_none),
      RUN(launches_of_a_bare_case_take_time_alone))
