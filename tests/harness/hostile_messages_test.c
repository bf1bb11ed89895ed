/* SPDX-License-Identifier: MIT */
/*
 * Whatever a launch says: it is refused, or the record that is made of it is
 * one that we read.
 */
#include "harness/launch/messages.h"

#include "harness/run/analysis.h"
#include "harness/run/harvest.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "store/json.h"
#include "store/load.h"
#include "tests/test.h"

enum {
    MESSAGES = 4000,
    LAUNCHES = 3
};

static const double numbers[] = { 0,           1,           -1,      0.5,
                                  1e-320,      1e-300,      1e18,    1.1e18,
                                  1e300,       -1e300,      1.7e308, -1.7e308,
                                  4294967295., 4294967296., NAN,     INFINITY,
                                  -INFINITY };

static double draw_number(struct tare_rng *rng)
{
    return tare_rng_below(rng, 3) > 0
               ? 1000 * tare_rng_unit(rng)
               : numbers[tare_rng_below(rng, sizeof numbers / sizeof *numbers)];
}

static struct tare_timing draw_timing(struct tare_rng *rng, int is_hostile)
{
    struct tare_timing timing = { .iterations = 100,
                                  .time_ns = 1000 * tare_rng_unit(rng),
                                  .steal_ns = -1,
                                  .throttled = -1 };

    if (!is_hostile)
        return timing;
    timing.time_ns = draw_number(rng);
    timing.wall_ns = draw_number(rng);
    timing.cpu_ns = draw_number(rng);
    timing.switches = draw_number(rng);
    timing.faults = draw_number(rng);
    timing.major_faults = draw_number(rng);
    timing.steal_ns = draw_number(rng);
    timing.throttled = draw_number(rng);
    return timing;
}

static void draw_results(struct tare_results *results,
                         struct tare_reported reports[3], struct tare_rng *rng)
{
    static const char *const texts[] = { "hits",      "",     "\x1b]0;x\a",
                                         "::error::", "a\nb", "\xff\xfe",
                                         "</script>" };
    int is_hostile = tare_rng_below(rng, 2) > 0;

    *results =
        (struct tare_results){ .count = 4, .threads = 1, .reports = reports };
    for (unsigned i = 0; i < results->count; i++)
        results->timings[i] = draw_timing(rng, is_hostile);
    results->report_count = tare_rng_below(rng, 3);
    for (size_t i = 0; i < results->report_count; i++) {
        struct tare_reported *report = &reports[i];

        *report = (struct tare_reported){ 0 };
        report->name = (char *)texts[tare_rng_below(rng, 7)];
        report->unit = (char *)texts[tare_rng_below(rng, 7)];
        report->kind = (enum tare_measure_kind)tare_rng_below(rng, 4);
        for (unsigned k = 0; k < results->count; k++)
            report->values[k] = draw_number(rng);
    }
}

/* Sends it through a message; whether it was taken. */
static int receive(struct tare_results *got, const struct tare_results *sent)
{
    struct tare_message message = { 0 };
    int is_taken;

    *got = (struct tare_results){ 0 };
    tare_put_results(&message, sent);
    tare_get_results(&message, got);
    is_taken = !message.bad;
    tare_message_release(&message);
    return is_taken;
}

/* Two launches that say the same. */
static void harvest(struct tare_case *c, const struct tare_results *results,
                    double setup_ns)
{
    static const struct tare_analysis_settings settings = { 0.95, 100, 1 };

    for (int i = 0; i < LAUNCHES; i++) {
        struct tare_harvest launch = {
            .start_s = i, .setup_ns = setup_ns, .cpu = -1, .skip = 1
        };

        tare_harvest_launch(c, &launch, results);
    }
    for (size_t i = 0; i < c->measure_count; i++)
        tare_harvest_estimate(&c->measures[i], 0.95);
    tare_analyse_case(c, &settings);
}

/* Why the record is not read; "" when it is. */
static void read_back(const struct tare_run *run, struct tare_err *err)
{
    struct tare_run again = { 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    CHECK(stream != NULL);
    tare_run_print(run, stream);
    fclose(stream);
    *err = (struct tare_err){ 0 };
    if (tare_run_parse(&again, text, size, "record", TARE_LOAD_ALL, err) == 0)
        tare_run_release(&again);
    free(text);
}

static void make_run(struct tare_run *run)
{
    *run = (struct tare_run){ .started = tare_strdup("2026-01-01T00:00:00Z"),
                              .case_count = 1 };
    run->cases = tare_alloc(1, sizeof *run->cases);
    run->cases[0].identity = (struct tare_identity){ .id = tare_strdup("a"),
                                                     .name = tare_strdup("a"),
                                                     .threads = 1 };
    run->binaries = tare_alloc(1, sizeof *run->binaries);
    run->binary_count = 1;
    run->binaries[0].path = tare_strdup("a_bench");
}

TEST(a_record_of_whatever_a_launch_says_is_read_again)
{
    struct tare_rng rng;
    int taken = 0, refused = 0;

    tare_rng_seed(&rng, 11);
    for (int i = 0; i < MESSAGES && test_failures == 0; i++) {
        struct tare_reported reports[3];
        struct tare_results sent, got;
        struct tare_err err;
        struct tare_run run;

        draw_results(&sent, reports, &rng);
        if (receive(&got, &sent)) {
            make_run(&run);
            harvest(&run.cases[0], &got, 1);
            read_back(&run, &err);
            CHECK_STR(err.text, "");
            tare_run_release(&run);
            taken++;
        } else
            refused++;
        tare_results_release(&got);
    }
    CHECK(taken > MESSAGES / 4);
    CHECK(refused > MESSAGES / 4);
}

TEST(a_set_up_time_that_makes_no_sense_is_refused)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct tare_message message = { 0 };
        double got;

        tare_put_double(&message, numbers[i]);
        got = tare_get_setup_ns(&message);
        CHECK(message.bad || (got >= 0 && got <= 1e18));
        CHECK_INT(message.bad != 0, !(numbers[i] >= 0 && numbers[i] <= 1e18));
        tare_message_release(&message);
    }
}

TESTS(RUN(a_record_of_whatever_a_launch_says_is_read_again),
      RUN(a_set_up_time_that_makes_no_sense_is_refused))
