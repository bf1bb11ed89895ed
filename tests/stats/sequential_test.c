/* SPDX-License-Identifier: MIT */
#include "stats/sequential.h"

#include "stats/rng.h"
#include "stats/signed_rank.h"
#include "tests/test.h"

static double memory[TARE_RULE_MEMORY];
static double scratch[2 * TARE_RULE_LAST];
static double pairs[TARE_RULE_LAST];

static struct tare_rule rule_of(size_t cases)
{
    struct tare_rule rule;

    tare_rule_init(&rule, 0.02, 0.01, cases, memory);
    return rule;
}

/* A change with a spread around it that is the same for every seed. */
static void fill_pairs(size_t count, double change, double spread,
                       uint64_t seed)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++)
        pairs[i] = change + spread * tare_rng_normal(&rng);
}

/* Looks until something happens. */
static struct tare_ruling run(const struct tare_rule *rule, double change,
                              double spread)
{
    struct tare_ruling ruling = { 0 };
    size_t due;

    while ((due = tare_ruling_due(rule, &ruling)) > 0) {
        fill_pairs(due, change, spread, due);
        tare_ruling_look(rule, &ruling, pairs, scratch);
    }
    return ruling;
}

static void confirm(const struct tare_rule *rule, struct tare_ruling *ruling,
                    double change)
{
    fill_pairs(tare_ruling_fresh(ruling), change, 0.01, 99);
    tare_ruling_confirm(rule, ruling, pairs, scratch);
}

TEST(looks_grow_by_half_from_20_to_1166)
{
    static const size_t want[] = { 20,  30,  45,  68,  102, 153,
                                   230, 345, 518, 777, 1166 };
    struct tare_rule rule = rule_of(20);

    for (size_t k = 0; k < TARE_RULE_LOOKS; k++)
        CHECK_INT(rule.pairs[k], want[k]);
}

/* 0.01 / (2 * 200 * 11) = 2.27e-6 */
TEST(error_is_divided_over_cases_looks_and_directions)
{
    struct tare_rule rule = rule_of(200);

    CHECK_NEAR(rule.p_alarm, 0.01 / 4400, 1e-20);
    CHECK_NEAR(rule.p_same, 0.01 / 11, 1e-17);
    CHECK_NEAR(rule.margin, log(1.01), 1e-16);
    CHECK_NEAR(rule.equivalence, log(1.02), 1e-16);
    CHECK_INT(rule.critical_fresh, 1182);      /* c(60, .025) */
    CHECK_INT(rule.critical_interval[0], 158); /* c(20, .025) */
}

/* A smaller one let the luck of a side through. */
TEST(few_cases_have_no_smaller_margin)
{
    CHECK_NEAR(rule_of(1).margin, log(1.01), 1e-16);
    CHECK_NEAR(rule_of(5).margin, log(1.01), 1e-16);
}

/* 2^-20 = 9.5e-7 > 0.01 / (22 * 480) */
TEST(a_huge_suite_cannot_alarm_at_the_first_look)
{
    CHECK_INT(rule_of(480).critical_alarm[0], 211);
    CHECK(rule_of(400).critical_alarm[0] <= 210);
}

TEST(a_clear_slowdown_alarms_at_the_first_look_and_is_confirmed)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.05, 0.005);

    CHECK_INT(ruling.phase, TARE_ALARM);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.pairs, 20);
    CHECK_INT(tare_ruling_due(&rule, &ruling), 0);
    CHECK_INT(tare_ruling_fresh(&ruling), 20);
    confirm(&rule, &ruling, 0.05);
    CHECK_INT(ruling.phase, TARE_DECIDED);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.reason, TARE_REASON_NONE);
}

/* Those that raised the alarm say more than is true, because they raised it. */
TEST(a_confirmed_change_is_that_of_the_fresh_pairs)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.05, 0.005);

    confirm(&rule, &ruling, 0.03);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.fresh, 20);
    CHECK_NEAR(ruling.change.estimate, 0.03, 0.005);
    CHECK(ruling.change.low > 0.02 && ruling.change.high < 0.04);
}

TEST(an_improvement_is_the_mirror_image)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling a = { 0 }, b = { 0 };

    fill_pairs(20, 0.05, 0.01, 3);
    tare_ruling_look(&rule, &a, pairs, scratch);
    for (size_t i = 0; i < 20; i++)
        pairs[i] = -pairs[i];
    tare_ruling_look(&rule, &b, pairs, scratch);
    CHECK_INT(a.verdict, TARE_REGRESSED);
    CHECK_INT(b.verdict, TARE_IMPROVED);
    CHECK(a.change.estimate == -b.change.estimate);
    CHECK(a.change.low == -b.change.high);
    CHECK(a.z == b.z);
    confirm(&rule, &b, -0.05);
    CHECK_INT(b.verdict, TARE_IMPROVED);
}

TEST(an_alarm_that_does_not_come_again_is_inconclusive)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.05, 0.005);

    confirm(&rule, &ruling, -0.001);
    CHECK_INT(ruling.verdict, TARE_INCONCLUSIVE);
    CHECK_INT(ruling.reason, TARE_REASON_NOT_REPRODUCED);
}

TEST(a_late_alarm_is_confirmed_with_as_many_pairs)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.02, 0.03);

    CHECK_INT(ruling.phase, TARE_ALARM);
    CHECK(ruling.pairs > 60);
    CHECK_INT(tare_ruling_fresh(&ruling), ruling.pairs);
}

TEST(no_change_is_shown_and_not_assumed)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling quiet = run(&rule, 0, 0.01);
    struct tare_ruling noisy = run(&rule, 0, 0.5);

    CHECK_INT(quiet.verdict, TARE_UNCHANGED);
    CHECK_INT(quiet.phase, TARE_DECIDED);
    CHECK_INT(noisy.verdict, TARE_INCONCLUSIVE);
    CHECK_INT(noisy.reason, TARE_REASON_LAST_LOOK);
    CHECK_INT(noisy.pairs, 1166);
}

TEST(a_small_real_shift_is_unchanged_with_a_remark)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.005, 0.002);

    CHECK_INT(ruling.verdict, TARE_UNCHANGED);
    CHECK_INT(ruling.reason, TARE_REASON_SMALL_SHIFT);
}

/* 1.5 % +- 0.1 % is above the margin and below the threshold. */
TEST(an_alarm_goes_before_no_change)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, log(1.015), 0.001);

    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.phase, TARE_ALARM);
}

TEST(equal_builds_that_never_vary_are_unchanged)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0, 0);

    CHECK_INT(ruling.verdict, TARE_UNCHANGED);
    CHECK_INT(ruling.reason, TARE_REASON_NONE);
    CHECK_INT(ruling.pairs, 20);
}

TEST(exactly_the_margin_raises_no_alarm)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, rule.margin, 0);

    CHECK(ruling.phase != TARE_ALARM);
    CHECK_INT(ruling.verdict, TARE_UNCHANGED);
}

TEST(a_pair_that_is_no_number_withholds_the_verdict)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = { 0 };

    fill_pairs(20, 0.05, 0.001, 1);
    pairs[7] = NAN;
    tare_ruling_look(&rule, &ruling, pairs, scratch);
    CHECK_INT(ruling.phase, TARE_DECIDED);
    CHECK_INT(ruling.reason, TARE_REASON_NOT_A_NUMBER);
}

TEST(infinite_pairs_count_as_far_pairs)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = { 0 };

    fill_pairs(20, 0.05, 0.001, 1);
    pairs[7] = INFINITY;
    tare_ruling_look(&rule, &ruling, pairs, scratch);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
}

TEST(the_end_of_the_budget_leaves_reasons)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling none = { 0 }, some = { 0 }, alarm;

    tare_ruling_end(&none);
    CHECK_INT(none.reason, TARE_REASON_FEW_PAIRS);
    CHECK_INT(none.phase, TARE_DECIDED);
    fill_pairs(20, 0, 0.5, 1);
    tare_ruling_look(&rule, &some, pairs, scratch);
    tare_ruling_end(&some);
    CHECK_INT(some.reason, TARE_REASON_BUDGET);
    alarm = run(&rule, 0.05, 0.001);
    tare_ruling_end(&alarm);
    CHECK_INT(alarm.verdict, TARE_REGRESSED);
    CHECK_INT(alarm.reason, TARE_REASON_UNCONFIRMED);
}

/* 18 pairs, all beyond the margin: W = 171 of 171, of which the chance is
 * 2^-18 = 3.8e-6, and 0.01 / 440 = 2.3e-5 are allowed. */
TEST(when_time_is_up_all_pairs_are_looked_at)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = { 0 };

    fill_pairs(18, 0.65, 0.01, 1);
    tare_ruling_last_look(&rule, &ruling, pairs, 18, scratch, memory);
    tare_ruling_end(&ruling);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.reason, TARE_REASON_UNCONFIRMED);
    CHECK_INT(ruling.pairs, 18);
    CHECK(ruling.change.low > 0.6 && ruling.change.high < 0.7);
}

TEST(the_last_look_proves_nothing_by_few_pairs_and_still_says_what_it_saw)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = { 0 }, none = { 0 };

    fill_pairs(12, 0.65, 0.01, 1); /* 2^-12 = 2.4e-4 */
    tare_ruling_last_look(&rule, &ruling, pairs, 12, scratch, memory);
    tare_ruling_end(&ruling);
    CHECK_INT(ruling.verdict, TARE_INCONCLUSIVE);
    CHECK_INT(ruling.reason, TARE_REASON_FEW_PAIRS);
    CHECK(ruling.change.low > 0.6);
    tare_ruling_last_look(&rule, &none, pairs, TARE_RULE_LEAST - 1, scratch,
                          memory);
    CHECK_INT(none.pairs, 0);
}

TEST(the_last_look_follows_the_others_and_decides_nothing_again)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = { 0 }, before;

    fill_pairs(29, 0.0, 0.1, 3);
    tare_ruling_look(&rule, &ruling, pairs, scratch);
    CHECK_INT(ruling.phase, TARE_MEASURING);
    before = ruling;
    tare_ruling_last_look(&rule, &ruling, pairs, 20, scratch, memory);
    CHECK(memcmp(&ruling, &before, sizeof ruling) == 0); /* nothing new */
    tare_ruling_last_look(&rule, &ruling, pairs, 29, scratch, memory);
    CHECK_INT(ruling.pairs, 29);
    ruling = run(&rule, 0.05, 0.001);
    before = ruling;
    tare_ruling_last_look(&rule, &ruling, pairs, 25, scratch, memory);
    CHECK(memcmp(&ruling, &before, sizeof ruling) == 0); /* an alarm */
}

/* Whatever the number of pairs is when the time is up, no more than 0.01 of the
 * suites shall have an alarm; of 20000 that are three standard deviations above
 * it 242. */
TEST(the_last_look_costs_no_error)
{
    struct tare_rule rule = rule_of(1);
    struct tare_rng rng;
    int alarms = 0;

    tare_rng_seed(&rng, 12);
    for (int i = 0; i < 20000; i++) {
        struct tare_ruling ruling = { 0 };
        size_t count = TARE_RULE_LEAST + tare_rng_below(&rng, 80), due;

        for (size_t k = 0; k < count; k++) /* on the margin: the worst case */
            pairs[k] = rule.margin + 0.02 * tare_rng_normal(&rng);
        while ((due = tare_ruling_due(&rule, &ruling)) > 0 && due <= count)
            tare_ruling_look(&rule, &ruling, pairs, scratch);
        tare_ruling_last_look(&rule, &ruling, pairs, count, scratch, memory);
        alarms += ruling.phase == TARE_ALARM;
    }
    CHECK(alarms > 0 && alarms < 242);
}

/* 2.5 % of alarms that nothing stands behind; of 4000 that are within three
 * standard deviations 70 to 130. */
TEST(of_alarms_of_nothing_one_in_forty_is_confirmed)
{
    static const double spreads[] = { 0.005,
                                      0.045 }; /* 20 and 30 fresh pairs */
    struct tare_rule rule = rule_of(1);

    for (int k = 0; k < 2; k++) {
        int confirmed = 0;

        for (uint64_t seed = 1; seed <= 4000; seed++) {
            struct tare_ruling ruling = { 0 };

            fill_pairs(20, 0.05, spreads[k], 7);
            tare_ruling_look(&rule, &ruling, pairs, scratch);
            CHECK_INT(tare_ruling_fresh(&ruling), k ? 30 : 20);
            fill_pairs(30, 0, spreads[k], seed);
            tare_ruling_confirm(&rule, &ruling, pairs, scratch);
            confirmed += ruling.verdict == TARE_REGRESSED;
        }
        CHECK(confirmed >= 70 && confirmed <= 130);
    }
}

TEST(fewer_fresh_pairs_may_confirm_and_refute_nothing)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0.65, 0.01), before = ruling;

    fill_pairs(5, 0.65, 0.01, 3); /* too few for 2.5 % */
    tare_ruling_confirm_by(&ruling, pairs, 5, scratch, memory);
    fill_pairs(11, 0, 0.01, 3);
    tare_ruling_confirm_by(&ruling, pairs, 11, scratch, memory);
    CHECK(memcmp(&ruling, &before, sizeof ruling) == 0);
    fill_pairs(11, 0.65, 0.01, 3);
    tare_ruling_confirm_by(&ruling, pairs, 11, scratch, memory);
    CHECK_INT(ruling.phase, TARE_DECIDED);
    CHECK_INT(ruling.verdict, TARE_REGRESSED);
    CHECK_INT(ruling.reason, TARE_REASON_NONE);
}

TEST(what_was_decided_stays_decided)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling ruling = run(&rule, 0, 0.001);

    tare_ruling_end(&ruling);
    tare_ruling_stand(&ruling, TARE_REASON_SUITE_WIDE);
    fill_pairs(60, 0.05, 0.001, 1);
    tare_ruling_confirm(&rule, &ruling, pairs, scratch);
    tare_ruling_look(&rule, &ruling, pairs, scratch);
    CHECK_INT(ruling.verdict, TARE_UNCHANGED);
    CHECK_INT(ruling.reason, TARE_REASON_NONE);
    CHECK_INT(ruling.looks, 1);
    tare_ruling_void(&ruling, TARE_REASON_LAYOUTS);
    CHECK_INT(ruling.verdict, TARE_INCONCLUSIVE);
}

/*
 * SE = 0.0392 / (2 * 1.96) = 0.01; z of 2.27e-6 is 4.5842; with 1.645 that is
 * 6.2290 errors, and there is room for ln(1.02 / 1.01) = 0.0098523:
 * 100 (6.2290 * 0.01 / 0.0098523)^2 = 3997.4
 */
TEST(the_pairs_needed_follow_from_the_interval)
{
    struct tare_rule rule = rule_of(200);
    struct tare_interval change = { 0, -0.0196, 0.0196, 0.95, 0 };
    double needed = (double)tare_rule_pairs_needed(&rule, &change, 100);

    CHECK_NEAR(needed, 3998, 1e-3);
    CHECK_NEAR(tare_rule_detectable(&rule, &change), 0.0099503 + 0.062290,
               1e-4);
    /* with that many pairs, the threshold itself can be found */
    change.low *= sqrt(100 / needed);
    change.high *= sqrt(100 / needed);
    CHECK_NEAR(tare_rule_detectable(&rule, &change), log(1.02), 1e-5);
}

TEST(without_an_interval_the_first_look_is_needed)
{
    struct tare_rule rule = rule_of(20);
    struct tare_interval none = { NAN, -INFINITY, INFINITY, 0, 6 };

    CHECK_INT(tare_rule_pairs_needed(&rule, &none, 3), 20);
    CHECK(tare_rule_detectable(&rule, &none) == INFINITY);
}

TEST(the_order_of_pairs_does_not_matter)
{
    struct tare_rule rule = rule_of(20);
    struct tare_ruling a = { 0 }, b = { 0 };

    fill_pairs(20, 0.01, 0.01, 5);
    tare_ruling_look(&rule, &a, pairs, scratch);
    for (size_t i = 0; i < 10; i++) {
        double other = pairs[19 - i];

        pairs[19 - i] = pairs[i];
        pairs[i] = other;
    }
    tare_ruling_look(&rule, &b, pairs, scratch);
    CHECK(a.change.estimate == b.change.estimate);
    CHECK(a.change.low == b.change.low);
    CHECK(a.z == b.z);
}

/* The last look is at as many pairs as there are: 231 to 240 once wrote beyond. */
TEST(the_memory_is_enough_for_any_number_of_pairs)
{
    for (size_t count = 0; count <= TARE_RULE_LAST; count++)
        CHECK(tare_signed_rank_memory(count) <= TARE_RULE_MEMORY);
}

TESTS(RUN(the_memory_is_enough_for_any_number_of_pairs),
      RUN(looks_grow_by_half_from_20_to_1166),
      RUN(error_is_divided_over_cases_looks_and_directions),
      RUN(few_cases_have_no_smaller_margin),
      RUN(a_huge_suite_cannot_alarm_at_the_first_look),
      RUN(a_clear_slowdown_alarms_at_the_first_look_and_is_confirmed),
      RUN(a_confirmed_change_is_that_of_the_fresh_pairs),
      RUN(an_improvement_is_the_mirror_image),
      RUN(an_alarm_that_does_not_come_again_is_inconclusive),
      RUN(a_late_alarm_is_confirmed_with_as_many_pairs),
      RUN(no_change_is_shown_and_not_assumed),
      RUN(a_small_real_shift_is_unchanged_with_a_remark),
      RUN(an_alarm_goes_before_no_change),
      RUN(equal_builds_that_never_vary_are_unchanged),
      RUN(exactly_the_margin_raises_no_alarm),
      RUN(a_pair_that_is_no_number_withholds_the_verdict),
      RUN(infinite_pairs_count_as_far_pairs),
      RUN(the_end_of_the_budget_leaves_reasons),
      RUN(when_time_is_up_all_pairs_are_looked_at),
      RUN(the_last_look_proves_nothing_by_few_pairs_and_still_says_what_it_saw),
      RUN(the_last_look_follows_the_others_and_decides_nothing_again),
      RUN(the_last_look_costs_no_error),
      RUN(of_alarms_of_nothing_one_in_forty_is_confirmed),
      RUN(fewer_fresh_pairs_may_confirm_and_refute_nothing),
      RUN(what_was_decided_stays_decided),
      RUN(the_pairs_needed_follow_from_the_interval),
      RUN(without_an_interval_the_first_look_is_needed),
      RUN(the_order_of_pairs_does_not_matter))
