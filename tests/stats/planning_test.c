/* SPDX-License-Identifier: MIT */
#include "stats/planning.h"

#include "stats/estimate.h"
#include "stats/rng.h"
#include "stats/signed_rank.h"
#include "stats/stopping.h"
#include "stats/walsh.h"
#include "stats/order.h"
#include "tests/test.h"

static struct tare_rule rule_of(size_t cases)
{
    static double memory[TARE_RULE_MEMORY];
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, cases, memory);
    return rule;
}

/* sqrt(10 / 2 * 1.5708) = 2.80, over 0.3: 9.34 */
TEST(samples_per_launch_are_those_of_the_method)
{
    CHECK_INT(tare_plan_samples(10, 2, 1, 1), 5); /* 3, but at least 5 */
    CHECK_INT(tare_plan_samples(10, 2, 1, 0.3), 10);
    CHECK_INT(tare_plan_samples(10, 2, 1, 0.01), 20);
}

TEST(samples_have_a_default_when_nothing_is_known)
{
    CHECK_INT(tare_plan_samples(10, 2, 0, 0), 10);
    CHECK_INT(tare_plan_samples(10, 2, NAN, 1), 10);
    CHECK_INT(tare_plan_samples(10, 2, 1, 0), 20);
    CHECK_INT(tare_plan_samples(10, 2, 0, 1), 5);
    CHECK_INT(tare_plan_samples(0, 0, 1, 1), 10);
}

/* 5^2 - pi / 2 * 4^2 / 2 = 12.43 */
TEST(samples_are_taken_out_of_the_spread_of_launches)
{
    CHECK_NEAR(tare_plan_between(5, 4, 2), sqrt(25 - 2 * acos(-1) * 2), 1e-14);
    CHECK_NEAR(tare_plan_between(1, 4, 2), 0, 0);
    CHECK(isnan(tare_plan_between(1, 4, 0)));
    CHECK(isnan(tare_plan_between(NAN, 4, 5)));
}

/* The method: 2 % threshold, 200 cases, launches of 1 % and of 3 %. */
TEST(pairs_needed_are_those_of_the_method)
{
    struct tare_rule rule = rule_of(200);

    CHECK_INT(tare_plan_pairs(&rule, 0.003), 20);
    CHECK_NEAR((double)tare_plan_pairs(&rule, 0.01), 84, 0.04);
    CHECK_NEAR((double)tare_plan_pairs(&rule, 0.03), 754, 0.04);
    CHECK_INT(tare_plan_pairs(&rule, 0), 20);
    CHECK_INT(tare_plan_pairs(&rule, NAN), 20);
}

TEST(the_detectable_change_is_found_with_95_percent)
{
    struct tare_rule rule = rule_of(20);

    for (size_t pairs = 20; pairs < 2000; pairs *= 2) {
        double change = tare_plan_detectable(&rule, 0.01, pairs);

        CHECK_NEAR(tare_plan_power(&rule, 0.01, pairs, change), 0.95, 1e-12);
    }
    CHECK_NEAR(tare_plan_power(&rule, 0.01, tare_plan_pairs(&rule, 0.01),
                               rule.equivalence),
               0.95, 0.01);
}

TEST(no_pairs_find_nothing)
{
    struct tare_rule rule = rule_of(20);

    CHECK_NEAR(tare_plan_power(&rule, 0.01, 0, 0.5), 0, 0);
    CHECK(tare_plan_detectable(&rule, 0.01, 0) == INFINITY);
}

/* Against the test itself, with 102 pairs of normal launches.  So far out in
 * the tail it loses a little more than the 4.5 % that are planned for. */
TEST(power_is_what_simulation_says)
{
    struct tare_rule rule = rule_of(20);
    double pairs[102], planned = tare_plan_power(&rule, 0.01, 102, 0.017);
    struct tare_rng rng;
    size_t found = 0;

    tare_rng_seed(&rng, 8);
    for (size_t t = 0; t < 2000; t++) {
        for (size_t i = 0; i < 102; i++)
            pairs[i] = 0.017 + sqrt(2) * 0.01 * tare_rng_normal(&rng);
        tare_sort(pairs, 102);
        found +=
            tare_walsh_above(pairs, 102, rule.margin) >= rule.critical_alarm[4];
    }
    CHECK_INT(rule.pairs[4], 102);
    CHECK_NEAR((double)found / 2000, planned, 0.07);
}

/* An error of 0.3 % after 100 launches: 1.977 * 3 % / sqrt(174) = 0.45 % */
TEST(launches_needed_follow_from_the_error)
{
    CHECK_INT(tare_plan_launches(0.001, 100, 0.005, 0.95), 30);
    CHECK_INT(tare_plan_launches(0.003, 100, 0.005, 0.95), 174);
    CHECK_INT(tare_plan_launches(0, 10, 0.005, 0.95), 30);
    CHECK_INT(tare_plan_launches(0.01, 100, 0, 0.95), 0);
    CHECK_INT(tare_plan_launches(NAN, 100, 0.005, 0.95), 0);
    CHECK_INT(tare_plan_launches(1e6, 100, 0.005, 0.95), 0);
}

/* Launches planned from a pilot do make the interval narrow enough. */
TEST(planned_launches_are_precise_enough)
{
    static double values[2000], scratch[4000];
    struct tare_estimate pilot, all;
    struct tare_rng rng;
    size_t planned;

    tare_rng_seed(&rng, 9);
    for (size_t i = 0; i < 2000; i++)
        values[i] = 0.02 * tare_rng_normal(&rng);
    CHECK(tare_estimate_scratch(2000) <= 4000);
    pilot = tare_estimate_launches(values, 200, 0.95, scratch);
    planned = tare_plan_launches(pilot.launch_error, 200, 0.002, 0.95);
    CHECK(planned > 300 && planned < 1000);
    all = tare_estimate_launches(values, planned, 0.95, scratch);
    CHECK_NEAR(1.96 * all.launch_error, 0.9 * 0.002, 0.0002);
}

TESTS(RUN(samples_per_launch_are_those_of_the_method),
      RUN(samples_have_a_default_when_nothing_is_known),
      RUN(samples_are_taken_out_of_the_spread_of_launches),
      RUN(pairs_needed_are_those_of_the_method),
      RUN(the_detectable_change_is_found_with_95_percent),
      RUN(no_pairs_find_nothing), RUN(power_is_what_simulation_says),
      RUN(launches_needed_follow_from_the_error),
      RUN(planned_launches_are_precise_enough))
