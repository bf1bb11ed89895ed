/* SPDX-License-Identifier: MIT */
/* Runs made up of launches in all weathers. */
#include "harness/judge/quiet.h"

#include <stdlib.h>

#include "harness/judge/estimates.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

#define PACE_NS 7000.0
#define SHARE   1.25

enum {
    SAMPLES = 12,
    ITERATIONS = 100
};

static struct tare_run run;
static struct tare_rng rng;

static struct tare_measure *begin(void)
{
    run = (struct tare_run){ .cases = tare_alloc(1, sizeof *run.cases),
                             .case_count = 1 };
    tare_rng_seed(&rng, 1);
    return tare_case_add_measure(&run.cases[0], "time", "ns", TARE_BETTER_LOWER,
                                 TARE_KIND_NOISY);
}

/* A launch of 12 samples that take time_ns at full clock; slower: the clock by
 * that fraction; share: of the canaries. */
static struct tare_launch *add(struct tare_measure *time, double time_ns,
                               double slower, double share)
{
    struct tare_launch *launch;

    time->launches =
        tare_grow(time->launches, time->count, sizeof *time->launches);
    launch = &time->launches[time->count++];
    *launch = (struct tare_launch){ .start_s = (double)time->count,
                                    .cpu = 0,
                                    .quiet = -1,
                                    .pace_ns = PACE_NS * (1 + slower),
                                    .samples = tare_alloc(
                                        SAMPLES, sizeof *launch->samples),
                                    .count = SAMPLES };
    for (size_t i = 0; i < SAMPLES; i++) {
        struct tare_sample *s = &launch->samples[i];
        double noise = 1 + 0.001 * tare_rng_normal(&rng);

        s->iterations = ITERATIONS;
        s->value = time_ns * (1 + slower) * noise;
        s->cpu_ns = s->value * ITERATIONS;
        s->steal_ns = s->throttled = -1;
        s->pace_ns = PACE_NS * (1 + slower);
        s->share_ns = share * s->pace_ns;
    }
    launch->value = launch->met = launch->samples[SAMPLES / 2].value;
    return launch;
}

static double conclude(struct tare_measure *time,
                       const struct tare_weather *before)
{
    struct tare_estimate estimate;
    int is_log;

    run.weather = tare_weather_of(&run, before);
    tare_quiet_launches(time, &run.weather);
    estimate = tare_measure_estimate(time, 0.95, &is_log);
    return estimate.value;
}

static const struct tare_weather unknown;

TEST(without_canaries_launches_stay_as_they_are)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 20; i++) {
        struct tare_launch *launch = add(time, 100, 0, SHARE);

        for (size_t j = 0; j < SAMPLES; j++)
            launch->samples[j].pace_ns = launch->samples[j].share_ns = 0;
        launch->value = launch->met = 123;
    }
    CHECK_NEAR(conclude(time, &unknown), 123, 1e-9);
    CHECK(run.weather.pace_ns <= 0);
    CHECK(time->launches[3].quiet < 0);
    CHECK_NEAR(tare_measure_met(time, 0.95).confidence, 0, 0);
    tare_run_release(&run);
}

TEST(launches_beside_a_busy_neighbour_do_not_count)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 40; i++)
        add(time, i % 2 == 0 ? 100 : 180, 0, i % 2 == 0 ? SHARE : 1.9 * SHARE);
    CHECK_NEAR(conclude(time, &unknown), 100, 0.1);
    CHECK_INT(time->launches[1].aside, 1);
    CHECK_INT(time->launches[2].aside, 0);
    CHECK_NEAR(time->launches[2].quiet, 1, 0);
    CHECK(tare_measure_met(time, 0.95).value > 130);
    tare_run_release(&run);
}

TEST(a_benchmark_of_two_kinds_keeps_both)
{
    struct tare_measure *time = begin();
    double low = 0, high = 0;

    for (int i = 0; i < 60; i++)
        add(time, i % 5 < 2 ? 120 : 100, 0, i % 3 == 0 ? 1.5 * SHARE : SHARE);
    conclude(time, &unknown);
    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside) {
            low += time->launches[i].value < 110;
            high += time->launches[i].value > 110;
        }
    CHECK_NEAR(high / (low + high), 0.4, 1e-9);
    tare_run_release(&run);
}

TEST(a_slower_clock_is_taken_out)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 40; i++)
        add(time, 100, 0.02 * (i % 4), SHARE);
    CHECK_NEAR(conclude(time, &unknown), 100, 0.05);
    tare_run_release(&run);
}

TEST(samples_that_lost_the_cpu_do_not_count)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 30; i++) {
        struct tare_launch *launch = add(time, 100, 0, SHARE);

        for (size_t j = 0; j < 8; j++) {
            struct tare_sample *s = &launch->samples[j];

            s->value = 300;
            if (j % 2 == 0)
                s->switches = 1;
            else
                s->steal_ns = 200 * ITERATIONS;
        }
    }
    CHECK_NEAR(conclude(time, &unknown), 100, 0.1);
    CHECK_NEAR(time->launches[0].quiet, 4 / 12.0, 1e-9);
    tare_run_release(&run);
}

/* Launches of a case of which interrupts, or what looks like them, take 7 %; of
 * canaries they take that much. */
static struct tare_measure *add_interrupted(double of_canaries)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 30; i++) {
        struct tare_launch *launch = add(time, 107, 0, SHARE);

        launch->interrupts = of_canaries;
        for (size_t j = 0; j < SAMPLES; j++)
            launch->samples[j].uninterrupted =
                launch->samples[j].value * 100 / 107;
    }
    return time;
}

TEST(what_interrupts_take_does_not_count)
{
    struct tare_measure *time = add_interrupted(0.06);

    CHECK_NEAR(conclude(time, &unknown), 100, 0.1);
    CHECK_NEAR(run.weather.interrupts, 0.06, 1e-9);
    CHECK_NEAR(time->launches[7].whole / time->launches[7].value, 1.07, 1e-9);
    CHECK_NEAR(tare_measure_met(time, 0.95).value, 107, 0.1);
    tare_run_release(&run);
}

TEST(what_interrupts_do_not_explain_is_its_own)
{
    struct tare_measure *time = add_interrupted(0.02);

    CHECK_NEAR(conclude(time, &unknown), 107, 0.1);
    CHECK_NEAR(time->launches[7].whole, 0, 0);
    tare_run_release(&run);
}

TEST(what_one_sample_does_not_know_is_taken_out_of_none)
{
    struct tare_measure *time = add_interrupted(0.06);

    time->launches[3].samples[5].uninterrupted = 0;
    CHECK_NEAR(conclude(time, &unknown), 107, 0.1);
    tare_run_release(&run);
}

TEST(a_switch_that_took_no_time_disturbs_nothing)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 12; i++)
        add(time, 100, 0, SHARE)->samples[i % 12].switches = 3;
    conclude(time, &unknown);
    CHECK_NEAR(time->launches[5].quiet, 1, 0);
    tare_run_release(&run);
}

TEST(too_few_quiet_launches_say_less_than_all)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 40; i++)
        add(time, 150, 0, i < 4 ? SHARE : 1.6 * SHARE);
    conclude(time, &unknown);
    for (size_t i = 0; i < time->count; i++) {
        CHECK_INT(time->launches[i].aside, 0);
        CHECK_NEAR(time->launches[i].value, time->launches[i].met, 0);
    }
    tare_run_release(&run);
}

/* Wide vectors do: that is part of what they cost. */
TEST(a_case_that_slows_the_clock_is_not_freed_of_that)
{
    struct tare_measure *time = begin();

    for (int i = 0; i < 40; i++)
        add(time, 100, 0.05 + 0.01 * (i % 3), SHARE)->pace_ns =
            PACE_NS * (1 + 0.01 * (i % 3));
    run.weather = (struct tare_weather){ .pace_ns = PACE_NS, .share = SHARE };
    tare_quiet_launches(time, &run.weather);
    for (size_t i = 0; i < time->count; i++)
        CHECK_NEAR(time->launches[i].value, 105, 0.3);
    tare_run_release(&run);
}

TEST(times_are_brought_to_the_pace_the_machine_has_had)
{
    struct tare_weather before = { .pace_ns = PACE_NS / 1.02, .share = SHARE };
    struct tare_measure *time = begin();

    for (int i = 0; i < 30; i++)
        add(time, 100, 0, SHARE);
    CHECK_NEAR(conclude(time, &before), 100 / 1.02, 0.1);
    CHECK_NEAR(run.weather.slower, 0, 0);
    tare_run_release(&run);
}

TEST(a_machine_in_another_state_is_said_to_be)
{
    struct tare_weather before = { .pace_ns = PACE_NS / 1.4, .share = SHARE };
    struct tare_measure *time = begin();

    for (int i = 0; i < 30; i++)
        add(time, 100, 0, SHARE);
    CHECK_NEAR(conclude(time, &before), 100, 0.1);
    CHECK_NEAR(run.weather.slower, 0.4, 1e-9);
    tare_run_release(&run);
}

/* Where it was crowded from beginning to end, the readings of today alone would
 * call that quiet. */
TEST(a_storm_that_never_ends_is_known_by_what_was_before)
{
    struct tare_weather before = { .pace_ns = PACE_NS, .share = SHARE };
    struct tare_measure *time = begin();

    for (int i = 0; i < 30; i++)
        add(time, 170, 0, 1.7 * SHARE);
    conclude(time, &before);
    CHECK_NEAR(time->launches[0].quiet, 0, 0);
    conclude(time, &unknown);
    CHECK_NEAR(time->launches[0].quiet, 1, 0);
    tare_run_release(&run);
}

TESTS(RUN(without_canaries_launches_stay_as_they_are),
      RUN(launches_beside_a_busy_neighbour_do_not_count),
      RUN(a_benchmark_of_two_kinds_keeps_both),
      RUN(a_slower_clock_is_taken_out),
      RUN(samples_that_lost_the_cpu_do_not_count),
      RUN(what_interrupts_take_does_not_count),
      RUN(what_interrupts_do_not_explain_is_its_own),
      RUN(what_one_sample_does_not_know_is_taken_out_of_none),
      RUN(a_switch_that_took_no_time_disturbs_nothing),
      RUN(too_few_quiet_launches_say_less_than_all),
      RUN(a_case_that_slows_the_clock_is_not_freed_of_that),
      RUN(times_are_brought_to_the_pace_the_machine_has_had),
      RUN(a_machine_in_another_state_is_said_to_be),
      RUN(a_storm_that_never_ends_is_known_by_what_was_before))
