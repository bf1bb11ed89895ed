/* SPDX-License-Identifier: MIT */
#include "stats/priority.h"

#include "tests/test.h"

static struct tare_rule rule;

static const struct tare_rule *the_rule(void)
{
    static double memory[TARE_RULE_MEMORY];

    if (rule.pairs[0] == 0)
        tare_rule_init(&rule, 0.02, 0.01, 20, memory);
    return &rule;
}

/* One for each ruling. */
static const struct tare_rule *const *the_rules(void)
{
    static const struct tare_rule *rules[8];

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i] = the_rule();
    return rules;
}

static struct tare_ruling looked(size_t looks, double estimate, double z)
{
    struct tare_ruling ruling = { 0 };

    ruling.looks = looks;
    ruling.pairs = the_rule()->pairs[looks - 1];
    ruling.change.estimate = estimate;
    ruling.z = z;
    return ruling;
}

static struct tare_ruling alarm_of(enum tare_ruling_verdict verdict, double z)
{
    struct tare_ruling ruling = looked(1, 0.05, z);

    ruling.phase = TARE_ALARM;
    ruling.verdict = verdict;
    return ruling;
}

TEST(cases_never_looked_at_come_first)
{
    struct tare_ruling rulings[3] = { looked(1, 0.5, 9), { 0 }, { 0 } };
    size_t chosen[8];

    CHECK_INT(tare_priority_choose(the_rules(), rulings, 3, chosen, 8), 2);
    CHECK_INT(chosen[0], 1);
    CHECK_INT(chosen[1], 2);
}

TEST(suspects_come_alone_and_strongest_first)
{
    struct tare_ruling rulings[4] = { looked(1, 0.001, 8), looked(1, 0.02, 2),
                                      looked(3, -0.03, 5),
                                      looked(1, 0.0099, 9) };
    size_t chosen[8];

    CHECK_INT(tare_priority_choose(the_rules(), rulings, 4, chosen, 8), 2);
    CHECK_INT(chosen[0], 2);
    CHECK_INT(chosen[1], 1);
}

TEST(without_suspects_the_fewest_pairs_come_first)
{
    struct tare_ruling rulings[4] = { looked(2, 0.001, 1), looked(1, 0, -3),
                                      looked(1, 0, -1), looked(5, 0, 3) };
    size_t chosen[3];

    CHECK_INT(tare_priority_choose(the_rules(), rulings, 4, chosen, 3), 3);
    CHECK_INT(chosen[0], 2);
    CHECK_INT(chosen[1], 1);
    CHECK_INT(chosen[2], 0);
}

TEST(decided_and_alarmed_cases_are_left_alone)
{
    struct tare_ruling rulings[3] = { looked(1, 0.5, 9),
                                      alarm_of(TARE_REGRESSED, 9),
                                      looked(11, 0.5, 9) };
    size_t chosen[3];

    rulings[0].phase = TARE_DECIDED;
    CHECK_INT(tare_priority_choose(the_rules(), rulings, 3, chosen, 3), 0);
    CHECK_INT(tare_priority_choose(the_rules(), rulings, 0, chosen, 3), 0);
}

TEST(all_alarms_of_an_ordinary_suite_are_confirmed)
{
    struct tare_ruling rulings[20] = { 0 };
    enum tare_ruling_verdict wide = TARE_REGRESSED;
    size_t chosen[20];

    rulings[3] = alarm_of(TARE_REGRESSED, 5);
    rulings[9] = alarm_of(TARE_IMPROVED, 6);
    CHECK_INT(tare_priority_confirm(rulings, 20, chosen, &wide), 2);
    CHECK_INT(chosen[0], 3);
    CHECK_INT(chosen[1], 9);
    CHECK_INT(wide, TARE_INCONCLUSIVE);
}

/* 12 of 40 are more than a quarter */
TEST(of_a_change_of_the_whole_suite_the_ten_weakest_are_confirmed)
{
    struct tare_ruling rulings[40] = { 0 };
    enum tare_ruling_verdict wide;
    size_t chosen[40];

    for (size_t i = 0; i < 12; i++)
        rulings[2 * i] = alarm_of(TARE_REGRESSED, 20 - (double)i);
    rulings[39] = alarm_of(TARE_IMPROVED, 30);
    CHECK_INT(tare_priority_confirm(rulings, 40, chosen, &wide), 11);
    CHECK_INT(wide, TARE_REGRESSED);
    CHECK_INT(chosen[0], 22); /* the weakest */
    CHECK_INT(chosen[9], 4);
    CHECK_INT(chosen[10], 39); /* the other direction is not wide */
}

TEST(a_suite_of_one_is_not_a_suite_wide_change)
{
    struct tare_ruling ruling = alarm_of(TARE_REGRESSED, 5);
    enum tare_ruling_verdict wide;
    size_t chosen[1];

    CHECK_INT(tare_priority_confirm(&ruling, 1, chosen, &wide), 1);
    CHECK_INT(wide, TARE_INCONCLUSIVE);
}

TESTS(RUN(cases_never_looked_at_come_first),
      RUN(suspects_come_alone_and_strongest_first),
      RUN(without_suspects_the_fewest_pairs_come_first),
      RUN(decided_and_alarmed_cases_are_left_alone),
      RUN(all_alarms_of_an_ordinary_suite_are_confirmed),
      RUN(of_a_change_of_the_whole_suite_the_ten_weakest_are_confirmed),
      RUN(a_suite_of_one_is_not_a_suite_wide_change))
