/* SPDX-License-Identifier: MIT */
#include "stats/weather.h"

#include "stats/rng.h"
#include "tests/test.h"

enum {
    MOST = 200
};

static double times[MOST], paces[MOST], scratch[2 * MOST];

/* Launches whose pace has that SD and whose times follow it by that slope, with
 * noise of their own. */
static void draw_from(struct tare_rng *rng, size_t count, double slope,
                      double pace_sd, double noise_sd)
{
    for (size_t i = 0; i < count; i++) {
        paces[i] = pace_sd * tare_rng_normal(rng);
        times[i] = 3 + slope * paces[i] + noise_sd * tare_rng_normal(rng);
    }
}

static void draw(size_t count, double slope, double pace_sd, double noise_sd)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 7);
    draw_from(&rng, count, slope, pace_sd, noise_sd);
}

TEST(the_level_is_that_of_the_fastest)
{
    double readings[100];

    for (size_t i = 0; i < 100; i++)
        readings[i] = i % 2 == 0 ? 100 : 100 + (double)i;
    CHECK_NEAR(tare_fast_level(readings, 100), 100, 0);
    CHECK(isnan(tare_fast_level(readings, 0)));
}

TEST(times_that_follow_the_clock_have_slope_one)
{
    draw(50, 1, 0.01, 0.002);
    CHECK_NEAR(tare_pace_slope(times, paces, 50, 0, scratch).value, 1, 0.03);
}

TEST(times_that_memory_decides_follow_it_less)
{
    draw(100, 0.3, 0.02, 0.002);
    CHECK_NEAR(tare_pace_slope(times, paces, 100, 0, scratch).value, 0.3, 0.05);
    draw(100, -0.5, 0.02, 0.002);
    CHECK_NEAR(tare_pace_slope(times, paces, 100, 0, scratch).value, 0, 0);
}

TEST(launches_that_do_not_tell_leave_what_was_known_before)
{
    draw(50, 0.2, 1e-6, 0.01); /* the clock did not change */
    CHECK_NEAR(tare_pace_slope(times, paces, 50, 0, scratch).value, 1, 0.01);
    draw(30, 1, 0.01, 0.2); /* the case varies by far more */
    CHECK_NEAR(tare_pace_slope(times, paces, 30, 0, scratch).value, 1, 0.15);
    CHECK_NEAR(tare_pace_slope(times, paces, 2, 0, scratch).value, 1, 0);
}

TEST(the_error_of_the_slope_is_how_far_it_is_off)
{
    struct tare_rng rng;
    int within = 0;

    tare_rng_seed(&rng, 7);
    for (int i = 0; i < 1000; i++) {
        struct tare_pace_slope slope;

        draw_from(&rng, 50, 0.8, 0.01, 0.002);
        slope = tare_pace_slope(times, paces, 50, 0, scratch);
        within += fabs(slope.value - 0.8) <= 1.96 * slope.error;
    }
    CHECK(within >= 900 && within <= 970);
}

TEST(a_slope_that_launches_do_not_tell_has_the_error_it_had_before)
{
    draw(50, 0.2, 1e-6, 0.01);
    CHECK_NEAR(tare_pace_slope(times, paces, 50, 0, scratch).error, 0.15,
               0.001);
    CHECK_NEAR(tare_pace_slope(times, paces, 2, 0, scratch).error, 0.15, 0);
}

TEST(launches_far_from_the_line_do_not_turn_it)
{
    draw(60, 1, 0.01, 0.001);
    for (size_t i = 0; i < 60; i += 5)
        times[i] += 20 * paces[i] + 0.5;
    CHECK_NEAR(tare_pace_slope(times, paces, 60, 0, scratch).value, 1, 0.05);
}

/* Readings of a clock that hardly changed differ by more than it did, and times do
 * not follow that. */
TEST(noise_of_the_readings_is_not_taken_for_the_clock)
{
    struct tare_rng rng;
    double slope = 0, taken_as_known = 0;

    tare_rng_seed(&rng, 7);
    for (int i = 0; i < 200; i++) {
        draw_from(&rng, 30, 1, 0.0005, 0.0003);
        for (size_t k = 0; k < 30; k++)
            paces[k] += 0.001 * tare_rng_normal(&rng);
        slope += tare_pace_slope(times, paces, 30, 1e-6, scratch).value / 200;
        taken_as_known +=
            tare_pace_slope(times, paces, 30, 0, scratch).value / 200;
    }
    CHECK(slope > 0.95);
    CHECK(taken_as_known < 0.7);
}

/* ---- stretches ----------------------------------------------------------- */

/* The mean over samples of 20 stretches, each of 1 with noise, that an interrupt
 * makes longer by `by` with that probability, by the rule. */
static double uninterrupted_mean(double noise, double hit, double by)
{
    struct tare_rng rng;
    double sum = 0;

    tare_rng_seed(&rng, 1);
    for (int i = 0; i < 4000; i++) {
        for (int k = 0; k < 20; k++) {
            times[k] = 1 + noise * tare_rng_normal(&rng);
            if (tare_rng_unit(&rng) < hit)
                times[k] += by * (0.5 + tare_rng_unit(&rng));
        }
        sum += tare_uninterrupted(times, 20) / 4000;
    }
    return sum;
}

/* As where a hypervisor takes 40 µs of every half a millisecond. */
TEST(interrupts_are_taken_out)
{
    CHECK_NEAR(uninterrupted_mean(0.001, 0.1, 0.8), 1, 1e-4);
    CHECK_NEAR(uninterrupted_mean(0.001, 0.4, 0.8), 1, 4e-3);
}

TEST(what_iterations_differ_by_themselves_stays)
{
    CHECK_NEAR(uninterrupted_mean(0.001, 0, 0), 1, 1e-4);
    CHECK_NEAR(uninterrupted_mean(0.07, 0, 0), 1, 2e-3);
}

TEST(stretches_of_one_length_are_that_long)
{
    double same[9] = { 2, 2, 2, 2, 2, 2, 2, 2, 2 };

    CHECK_NEAR(tare_uninterrupted(same, 9), 2, 0);
    CHECK_NEAR(tare_uninterrupted(same, 1), 2, 0);
    CHECK_NEAR(tare_uninterrupted(same, 0), 0, 0);
}

TESTS(RUN(the_level_is_that_of_the_fastest), RUN(interrupts_are_taken_out),
      RUN(what_iterations_differ_by_themselves_stays),
      RUN(stretches_of_one_length_are_that_long),
      RUN(times_that_follow_the_clock_have_slope_one),
      RUN(times_that_memory_decides_follow_it_less),
      RUN(launches_that_do_not_tell_leave_what_was_known_before),
      RUN(the_error_of_the_slope_is_how_far_it_is_off),
      RUN(a_slope_that_launches_do_not_tell_has_the_error_it_had_before),
      RUN(launches_far_from_the_line_do_not_turn_it),
      RUN(noise_of_the_readings_is_not_taken_for_the_clock))
