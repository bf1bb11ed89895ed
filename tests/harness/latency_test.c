/* SPDX-License-Identifier: MIT */
/* Launches in which every iteration is timed alone.  Of times only the order
 * is checked: iterations spin until some time is over, so a slow machine makes
 * none of them shorter. */
#include "harness/meters/latency.h"

#include <signal.h>

#include "harness/run/latency_rows.h"
#include "harness/launch/messages.h"
#include "harness/run/meter_launches.h"
#include "store/alloc.h"
#include "tests/harness/launching.h"
#include "tests/test.h"

enum {
    LAUNCHES = 20,
    ITERATIONS = 300, /* what is planned for iterations of a millisecond */
    BATCH = 3
};

/* ---- the benchmarks ------------------------------------------------------ */

static void spin(double for_ns)
{
    uint64_t start_ns = tare_clock_now_ns();

    while ((double)(tare_clock_now_ns() - start_ns) < for_ns) {
    }
}

static void tail(struct tare *t)
{
    unsigned turn = 0;

    TARE_LOOP(t)
        spin(++turn % 50 == 0 ? 400e3 : 2e3);
}
TARE_BENCH(tail);
TARE_BENCH(tail, .name = "threads", .threads = 2);

/* How many items there are at once, and were. */
struct stock {
    unsigned now, most, used;
};

static void make(void *item, void *context)
{
    struct stock *stock = context;

    *(unsigned *)item = 0;
    stock->now++;
    stock->most = stock->now > stock->most ? stock->now : stock->most;
    spin(20e3); /* which nobody is to see */
}

static void release(void *item, void *context)
{
    struct stock *stock = context;

    stock->now--;
    stock->used += *(unsigned *)item;
}

static void batched(struct tare *t)
{
    struct stock stock = { 0 };
    unsigned turns = 0;

    TARE_LOOP_BATCHED(t, unsigned, item, make, release, &stock) {
        if (*item != 0)
            tare_fail(t, "an item is used again");
        *item = 1;
        turns++;
        spin(2e3);
    }
    if (stock.used != turns || stock.now != 0 || stock.most != BATCH)
        tare_fail(t, "%u items used of %u, %u at once", stock.used, turns,
                  stock.most);
}
TARE_BENCH(batched, .batch = BATCH);

static void paused(struct tare *t)
{
    TARE_LOOP(t) {
        spin(2e3);
        tare_pause(t);
        spin(100e3);
        tare_resume(t);
    }
}
TARE_BENCH(paused);

static void by_hand(struct tare *t)
{
    unsigned turn = 0;

    TARE_LOOP(t)
        tare_add_time(t, ++turn % 50 == 0 ? 100 : 2);
}
TARE_BENCH(by_hand);

static void fleeting(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(fleeting);

static void dies(struct tare *t)
{
    TARE_LOOP(t)
        raise(SIGKILL);
}
TARE_BENCH(dies);

static void leaves(struct tare *t)
{
    TARE_LOOP(t)
        break;
}
TARE_BENCH(leaves);

/* ---- a pass -------------------------------------------------------------- */

static size_t shown; /* how often the pass has said how far it is */

static void watch(void *context, const struct tare_progress *progress)
{
    (void)context;
    CHECK_INT(progress->phase, TARE_PHASE_METERING);
    CHECK_STR(progress->meter, "latency");
    CHECK(progress->id != NULL);
    CHECK_INT(progress->done, shown++);
    CHECK(progress->done < progress->count);
}

/* The row of a case whose time has been measured, after all latency launches;
 * the plan takes its iterations to be so long. */
static struct tare_case take(const char *id, double iteration_ns, int is_asked)
{
    struct tare_wanted wanted = { .meters = 1u << TARE_METER_LATENCY };
    struct tare_rounds_settings settings = { .confidence = 0.95, .seed = 3 };
    struct tare_watcher watcher = { .show = watch };
    struct tare_context context = { .settings = &settings,
                                    .watcher = &watcher };
    struct tare_suite suite = { 0 };
    struct tare_where where = open_where(&suite);
    struct tare_case row = { 0 };
    struct tare_runner runner = { .where = &where, .row = &row };
    struct tare_runner *runners[] = { &runner };
    struct tare_meter_launches launches = { .runners = runners,
                                            .count = 1,
                                            .wanted = &wanted };
    struct tare_measure *time = tare_case_add_measure(
        &row, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);
    size_t i = 0;

    while (strcmp(suite.cases[i].identity.id, id) != 0)
        i++;
    runner.declared = &suite.cases[i];
    runner.calibration.iteration_ns = iteration_ns;
    tare_identity_copy(&row.identity, &runner.declared->identity);
    time->launches = tare_alloc(1, sizeof *time->launches);
    time->count = 1;
    if (is_asked)
        wanted.asked = wanted.meters;
    tare_rng_seed(&context.rng, 1);
    shown = 0;
    tare_meter_launches_run(&context, &launches);
    CHECK(shown > 0);
    tare_suite_release(&suite);
    return row;
}

static void forget(struct tare_case *row)
{
    struct tare_run run = { .case_count = 1 };

    run.cases = tare_alloc(1, sizeof *run.cases);
    run.cases[0] = *row;
    tare_run_release(&run);
}

static double value(const struct tare_case *row, const char *name)
{
    const struct tare_measure *measure = tare_case_measure(row, name);

    return measure != NULL && measure->has_estimate ? measure->estimate.value
                                                    : NAN;
}

/* All launches, with so many iterations each; none complained. */
static void check_complete(const struct tare_case *row, size_t iterations)
{
    CHECK_INT(row->status, TARE_STATUS_OK);
    CHECK_INT(row->warning_count, 0);
    if (row->warning_count > 0)
        CHECK_STR(row->warnings[0].text, "");
    CHECK_INT(row->latency.count, LAUNCHES);
    CHECK_INT(tare_latency_iterations(&row->latency), LAUNCHES * iterations);
}

static void check_order(const struct tare_case *row)
{
    const char *names[] = { "latency-p50", "latency-p90", "latency-p99",
                            "latency-max" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct tare_measure *measure = tare_case_measure(row, names[i]);

        CHECK(measure != NULL && measure->has_estimate);
        if (measure == NULL)
            continue;
        CHECK_INT(measure->kind, TARE_KIND_EVIDENCE);
        CHECK_INT(measure->count, LAUNCHES);
        CHECK_STR(measure->unit, "ns");
        CHECK(measure->estimate.low <= measure->estimate.value);
        CHECK(measure->estimate.value <= measure->estimate.high);
        CHECK(i == 0 || measure->estimate.value >= value(row, names[i - 1]));
    }
}

TEST(the_slow_iterations_are_in_the_tail)
{
    struct tare_case row = take("tail", 1e6, 1);

    check_complete(&row, ITERATIONS);
    check_order(&row);
    CHECK(value(&row, "latency-p99") > 399e3);
    CHECK(20 * value(&row, "latency-p50") < value(&row, "latency-p99"));
    CHECK(row.latency.floor_ns > 0);
    CHECK(tare_case_measure(&row, "latency-p99.9") == NULL); /* 6000 do not
                                                                tell */
    forget(&row);
}

TEST(each_thread_times_its_own)
{
    struct tare_case row = take("threads/threads=2", 1e6, 1);

    check_complete(&row, 2 * ITERATIONS);
    check_order(&row);
    CHECK(value(&row, "latency-p99") > 399e3);
    CHECK(value(&row, "latency-p99.9") >= value(&row, "latency-p99"));
    forget(&row);
}

TEST(items_of_a_batch_are_timed_one_by_one)
{
    struct tare_case row = take("batched", 1e4, 1);

    check_complete(&row, 4000);
    check_order(&row);
    CHECK(value(&row, "latency-p50") < 18e3); /* without making them */
    forget(&row);
}

TEST(pauses_do_not_count)
{
    struct tare_case row = take("paused", 1e6, 1);

    check_complete(&row, ITERATIONS);
    CHECK(value(&row, "latency-p50") < 90e3);
    forget(&row);
}

TEST(a_benchmark_may_keep_its_own_time)
{
    struct tare_case row = take("by_hand", 1e6, 1);

    check_complete(&row, ITERATIONS);
    CHECK_NEAR(value(&row, "latency-p50"), 2, 1.0 / TARE_LOG_PARTS);
    CHECK_NEAR(value(&row, "latency-p99"), 100, 1.0 / TARE_LOG_PARTS);
    CHECK_NEAR(value(&row, "latency-max"), 100, 1e-9);
    CHECK_NEAR(row.latency.floor_ns, 0, 0);
    forget(&row);
}

TEST(few_iterations_tell_of_few_quantiles)
{
    struct tare_case row = take("by_hand", 1e9, 1);

    check_complete(&row, 1);
    CHECK(isfinite(value(&row, "latency-p50")));
    CHECK(isfinite(value(&row, "latency-max")));
    CHECK(tare_case_measure(&row, "latency-p90") == NULL);
    forget(&row);
}

/* ---- what does not work -------------------------------------------------- */

static void check_refused(const char *id, const char *want)
{
    struct tare_case row = take(id, 1e6, 1);

    CHECK_INT(row.status, TARE_STATUS_OK);
    CHECK_INT(row.warning_count, 1);
    if (row.warning_count > 0) {
        CHECK_STR(row.warnings[0].code, "unmeasured");
        if (strstr(row.warnings[0].text, want) == NULL)
            CHECK_STR(row.warnings[0].text, want);
    }
    CHECK_INT(row.measure_count, 1); /* time: not there is not zero */
    CHECK_INT(row.latency.count, 0);
    forget(&row);
}

TEST(what_is_too_short_is_refused)
{
    check_refused("fleeting", "ns is too short to be timed alone: the clock "
                              "needs ");
}

TEST(a_crash_hurts_nothing_else)
{
    check_refused("dies", "latency: not available: ");
}

TEST(leaving_the_loop_is_noticed)
{
    check_refused("leaves", "left TARE_LOOP before it was done");
}

TEST(what_was_not_asked_for_is_missed_silently)
{
    struct tare_case row = take("fleeting", 1e6, 0);

    CHECK_INT(row.warning_count, 0);
    forget(&row);
}

/* ---- estimates ----------------------------------------------------------- */

TEST(the_same_launches_give_the_same_estimates)
{
    struct tare_case row = take("tail", 1e6, 1);
    struct tare_measure *measure = tare_case_measure(&row, "latency-p99");
    struct tare_band before = measure->estimate;

    tare_latency_estimate(&row, 0.95, 3);
    CHECK(memcmp(&measure->estimate, &before, sizeof before) == 0);
    tare_harvest_estimate(measure, 0.95); /* which keeps it */
    CHECK(memcmp(&measure->estimate, &before, sizeof before) == 0);
    CHECK(isfinite(measure->spread));
    forget(&row);
}

/* ---- on the way ---------------------------------------------------------- */

static struct tare_log_bin bins[] = {
    { 0, 5 }, { 300, 1 }, { TARE_LOG_BUCKETS - 1, TARE_LATENCY_COUNT_MAX - 6 }
};

/* Results with these bins, sent and received; whether they are believed. */
static int is_believed(double max, size_t count, double floor_ns)
{
    struct tare_results sent = { .threads = 1,
                                 .latency = { max, bins, count },
                                 .latency_floor_ns = floor_ns };
    struct tare_results got = { 0 };
    struct tare_message message = { 0 };
    int is_good;

    tare_put_results(&message, &sent);
    tare_get_results(&message, &got);
    is_good = !message.bad;
    if (is_good) {
        CHECK_INT(got.latency.count, count);
        CHECK_NEAR(got.latency.max, max, 0);
        CHECK_NEAR(got.latency_floor_ns, floor_ns, 0);
        for (size_t i = 0; i < count && i < got.latency.count; i++) {
            CHECK_INT(got.latency.items[i].bucket, bins[i].bucket);
            CHECK(got.latency.items[i].count == bins[i].count);
        }
    }
    tare_results_release(&got);
    tare_message_release(&message);
    return is_good;
}

TEST(a_histogram_survives_the_way)
{
    CHECK(is_believed(1e15, 3, 25));
    CHECK(is_believed(0, 0, 0));
}

static int is_believed_with(size_t index, uint32_t bucket, uint64_t count)
{
    struct tare_log_bin before = bins[index];
    int is_good;

    bins[index] = (struct tare_log_bin){ bucket, count };
    is_good = is_believed(1e15, 3, 25);
    bins[index] = before;
    return is_good;
}

TEST(a_histogram_that_makes_no_sense_is_not_believed)
{
    CHECK(!is_believed(17, 3, 25)); /* not in the last bucket */
    CHECK(!is_believed(INFINITY, 3, 25));
    CHECK(!is_believed(1e15, 3, NAN));
    CHECK(!is_believed(1e15, 3, -1));
    CHECK(!is_believed_with(1, 0, 1));                /* twice */
    CHECK(!is_believed_with(1, TARE_LOG_BUCKETS, 1)); /* descending */
    CHECK(!is_believed_with(1, 300, 0));              /* empty */
    CHECK(!is_believed_with(1, 300, 2));              /* too many in all */
    CHECK(!is_believed_with(2, TARE_LOG_BUCKETS, 1)); /* not there */
    CHECK(is_believed_with(2, TARE_LOG_BUCKETS - 1, 1));
}

TESTS(RUN(the_slow_iterations_are_in_the_tail), RUN(each_thread_times_its_own),
      RUN(items_of_a_batch_are_timed_one_by_one), RUN(pauses_do_not_count),
      RUN(a_benchmark_may_keep_its_own_time),
      RUN(few_iterations_tell_of_few_quantiles),
      RUN(what_is_too_short_is_refused), RUN(a_crash_hurts_nothing_else),
      RUN(leaving_the_loop_is_noticed),
      RUN(what_was_not_asked_for_is_missed_silently),
      RUN(the_same_launches_give_the_same_estimates),
      RUN(a_histogram_survives_the_way),
      RUN(a_histogram_that_makes_no_sense_is_not_believed))
