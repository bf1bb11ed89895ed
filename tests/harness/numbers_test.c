/* SPDX-License-Identifier: MIT */
/* Two saved runs judged by their numbers: what is said at once, and how often
 * sessions without a change look changed. */
#include "tests/harness/count_verdicts.h"
#include "tests/harness/made_up_runs.h"

/* ---- verdicts ------------------------------------------------------------- */

TEST(cases_that_stayed_are_unchanged_whatever_the_machine_did)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0.06);
    judge_and_release(&old, &new);
    CHECK_INT(out.by, TARE_BY_NUMBERS);
    CHECK_INT(out.count, 20);
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_UNCHANGED), 20);
    CHECK(has_note("shift"));
    CHECK(!has_note("no-canaries"));
    CHECK(fabs(find("c003", "time")->change.value) < 0.01);
    CHECK_NEAR(find("c003", "time")->new_value, 1.06 * 103, 0.01);
    CHECK_INT(out.positive, TARE_CONTROL_NOT_RUN);
    CHECK(isnan(out.negative_p));
}

TEST(a_large_change_is_suspect_and_never_proven)
{
    struct tare_run old, new;
    const struct tare_verdict *j;

    make_runs(&old, &new, 20, 0);
    slow_down(time_of(&new, 4), 1.15);
    slow_down(time_of(&new, 5), 1 / 1.15);
    judge(&old, &new);
    j = find("c004", "time");
    check_kind("c004", TARE_VERDICT_INCONCLUSIVE, "suspect");
    CHECK(j->is_suspect);
    CHECK_NEAR(j->change.value, 0.15, 0.02);
    CHECK(j->change.low > 0.01);
    CHECK(j->advice != NULL);
    CHECK(strstr(j->reason, "slower") != NULL);
    CHECK(strstr(find("c005", "time")->reason, "faster") != NULL);
    settings.trust = 1;
    judge_and_release(&old, &new);
    settings.trust = 0;
    check_kind("c004", TARE_VERDICT_REGRESSED, "trusted");
    check_kind("c005", TARE_VERDICT_IMPROVED, "trusted");
    CHECK(!find("c004", "time")->is_suspect);
}

TEST(what_is_neither_names_the_change_that_would_be_seen)
{
    struct tare_run old, new;
    const struct tare_verdict *j;

    make_runs(&old, &new, 20, 0);
    slow_down(time_of(&new, 4), 1.025);
    judge_and_release(&old, &new);
    j = find("c004", "time");
    check_kind("c004", TARE_VERDICT_INCONCLUSIVE, "resolution");
    CHECK(!j->is_suspect);
    CHECK(j->detectable > 0.02 && j->detectable < 0.08);
    CHECK_NEAR(j->change.confidence, 1 - 0.01 / 20, 1e-12);
}

TEST(a_small_shift_is_unchanged_and_said)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    slow_down(time_of(&new, 4), 1.011);
    judge_and_release(&old, &new);
    check_kind("c004", TARE_VERDICT_UNCHANGED, "small-shift");
    CHECK(find("c004", "time")->change.confidence == 0.90);
}

TEST(higher_is_better_where_the_measure_says_so)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    add_measure(&old.cases[1], "rate", "B/s", 1e9);
    add_measure(&new.cases[1], "rate", "B/s", 0.8e9);
    settings.trust = 1;
    judge_and_release(&old, &new);
    settings.trust = 0;
    CHECK_INT(out.count, 21);
    CHECK_INT(find("c001", "rate")->kind, TARE_VERDICT_REGRESSED);
    CHECK_NEAR(find("c001", "rate")->change.value, -0.2, 0.02);
}

TEST(the_machine_moves_times_and_rates_and_nothing_else)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0.25);
    add_measure(&old.cases[0], "rate", "items/s", 1.25e6);
    add_measure(&new.cases[0], "rate", "items/s", 1e6);
    add_measure(&old.cases[0], "latency", "µs", 8);
    add_measure(&new.cases[0], "latency", "µs", 10);
    add_measure(&old.cases[0], "hits", "ratio", 0.5);
    add_measure(&new.cases[0], "hits", "ratio", 0.5);
    judge_and_release(&old, &new);
    CHECK_INT(find("c000", "rate")->kind, TARE_VERDICT_UNCHANGED);
    CHECK_INT(find("c000", "latency")->kind, TARE_VERDICT_UNCHANGED);
    CHECK_INT(find("c000", "hits")->kind, TARE_VERDICT_UNCHANGED);
}

TEST(counted_measures_are_judged_exactly)
{
    struct tare_run old, new;
    struct tare_measure *before, *after;
    const struct tare_verdict *j;

    make_runs(&old, &new, 3, 0);
    before = tare_case_add_measure(&old.cases[0], "steps", "count",
                                   TARE_BETTER_LOWER, TARE_KIND_EXACT);
    after = tare_case_add_measure(&new.cases[0], "steps", "count",
                                  TARE_BETTER_LOWER, TARE_KIND_EXACT);
    add_launches(before, 1000000, 0, 2);
    add_launches(after, 1000001, 0, 2);
    judge(&old, &new);
    j = find("c000", "steps");
    CHECK_INT(j->kind, TARE_VERDICT_REGRESSED);
    CHECK_STR(j->code, "exact");
    CHECK_NEAR(j->change.low, 1e-6, 1e-9);
    slow_down(after, 1000000.0 / 1000001);
    judge(&old, &new);
    CHECK_INT(find("c000", "steps")->kind, TARE_VERDICT_UNCHANGED);
    after->launches[1].value = 2000000; /* not so exact after all */
    judge_and_release(&old, &new);
    CHECK_STR(find("c000", "steps")->code, "varies");
}

TEST(a_value_of_zero_has_no_ratio)
{
    struct tare_run old, new;

    make_runs(&old, &new, 1, 0);
    add_measure(&old.cases[0], "misses", "count", 0);
    add_measure(&new.cases[0], "misses", "count", 2);
    add_measure(&old.cases[0], "errors", "count", 0);
    add_measure(&new.cases[0], "errors", "count", 0);
    judge_and_release(&old, &new);
    CHECK_STR(find("c000", "misses")->code, "no-ratio");
    CHECK(isnan(find("c000", "misses")->change.value));
    CHECK_INT(find("c000", "errors")->kind, TARE_VERDICT_UNCHANGED);
}

static double double_it(const char *id, double declared, void *context)
{
    CHECK(context == &settings);
    return strcmp(id, "c000") == 0 ? 2 * declared : 0.02;
}

TEST(thresholds_are_the_cases_own_or_what_is_asked_for)
{
    struct tare_run old, new;

    make_runs(&old, &new, 2, 0);
    new.cases[0].noise = 0.05;
    judge(&old, &new);
    CHECK(find("c000", "time")->threshold == 0.05);
    CHECK(find("c001", "time")->threshold == 0.02);
    settings.threshold_of = double_it;
    settings.context = &settings;
    judge_and_release(&old, &new);
    settings.threshold_of = NULL;
    CHECK(find("c000", "time")->threshold == 0.1);
}

/* ---- cases --------------------------------------------------------------- */

TEST(cases_on_one_side_are_added_or_removed)
{
    struct tare_run old, new;

    make_runs(&old, &new, 3, 0);
    add_case(&old, "gone", 5);
    add_case(&new, "fresh", 7);
    judge_and_release(&old, &new);
    CHECK_INT(out.count, 5);
    check_kind("gone", TARE_VERDICT_REMOVED, NULL);
    check_kind("fresh", TARE_VERDICT_ADDED, NULL);
    CHECK_NEAR(find("gone", "time")->old_value, 5, 0.01);
    CHECK(isnan(find("gone", "time")->new_value));
    CHECK_NEAR(find("fresh", "time")->new_value, 7, 0.01);
}

TEST(cases_without_numbers_say_why)
{
    struct tare_run old, new;

    make_runs(&old, &new, 5, 0);
    new.cases[0].status = TARE_STATUS_CRASHED;
    new.cases[0].reason = tare_strdup("SIGSEGV at 0x10");
    old.cases[1].status = TARE_STATUS_TIMED_OUT;
    new.cases[2].status = TARE_STATUS_SKIPPED;
    new.cases[2].reason = tare_strdup("needs AVX2");
    old.cases[3].measures[0].count = 4;
    old.cases[4].voided = 2; /* of launches, of which others ended well */
    old.cases[4].reason = tare_strdup("SIGBUS");
    judge_and_release(&old, &new);
    check_kind("c000", TARE_VERDICT_FAILED, "crashed");
    CHECK_STR(find("c000", "time")->reason,
              "crashed on the new side: SIGSEGV at 0x10");
    check_kind("c001", TARE_VERDICT_FAILED, "timed-out");
    CHECK_STR(find("c001", "time")->reason, "timed out on the old side");
    check_kind("c002", TARE_VERDICT_SKIPPED, "skipped");
    check_kind("c003", TARE_VERDICT_INCONCLUSIVE, "few-launches");
    check_kind("c004", TARE_VERDICT_FAILED, "crashed");
    CHECK_STR(find("c004", "time")->reason,
              "2 of its launches on the old side went wrong: SIGBUS");
}

static void check_withheld(const char *code, int is_withheld)
{
    struct tare_run old, new;
    const char *reason;

    make_runs(&old, &new, 3, 0);
    tare_case_warn(&old.cases[0], code, "nothing is left");
    judge_and_release(&old, &new);
    reason = find("c000", "time")->reason;
    CHECK_INT(reason != NULL &&
                  strcmp(reason, "the old side cannot be trusted: nothing is "
                                 "left") == 0,
              is_withheld);
    if (is_withheld)
        check_kind("c000", TARE_VERDICT_INCONCLUSIVE, code);
}

TEST(only_what_makes_times_worthless_leaves_no_verdict)
{
    check_withheld("optimized-away", 1);
    check_withheld("does-not-scale", 1);
    check_withheld("not-cold", 1);
    check_withheld("coarse-clock", 1);
    check_withheld("broken-clock", 1);
    check_withheld("not-repeatable", 1);
    check_withheld("not-staged", 1);
    check_withheld("slow-clock", 0);
    check_withheld("bimodal", 0);
    check_withheld("drifts-inside", 0);
    check_withheld("imprecise", 0);
}

TEST(a_record_of_a_duel_counts_by_its_new_side)
{
    struct tare_run old, new;

    make_runs(&old, &new, 1, 0);
    old.cases[0].side = TARE_SIDE_NEW;
    add_case(&old, "c000", 500)->side = TARE_SIDE_OLD;
    add_case(&old, "before", 500)->side = TARE_SIDE_OLD;
    old.references[0].side = TARE_SIDE_OLD; /* a control is no canary */
    judge_and_release(&old, &new);
    CHECK_INT(out.count, 1);
    CHECK_NEAR(find("c000", "time")->old_value, 100, 0.01);
}

/* ---- rates and speed ----------------------------------------------------- */

/* What one case meets in one session, 0.2 % of it. */
static void disturb(struct tare_run *run, double machine)
{
    for (size_t i = 0; i < run->case_count; i++)
        slow_down(time_of(run, i),
                  tare_exp(machine + 0.002 * tare_rng_normal(&rng)));
    for (size_t i = 0; i < run->reference_count; i++)
        slow_down(&run->references[i].measures[0],
                  tare_exp(machine + 0.002 * tare_rng_normal(&rng)));
}

static void add_session(size_t *suspected, size_t *found, double changed)
{
    struct tare_run old, new;

    make_runs(&old, &new, 20, 0);
    disturb(&old, 0.02 * tare_rng_normal(&rng));
    disturb(&new, 0.02 * tare_rng_normal(&rng));
    slow_down(time_of(&new, 7), 1 + changed);
    judge_and_release(&old, &new);
    for (size_t i = 0; i < out.count; i++)
        if (strcmp(out.items[i].id, "c007") == 0)
            *found += (size_t)out.items[i].is_suspect;
        else
            *suspected += (size_t)out.items[i].is_suspect;
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_REGRESSED), 0);
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_IMPROVED), 0);
}

/* 0 of 6,000 comparisons are expected, at most one is let pass */
TEST(sessions_without_a_change_are_not_suspected_and_with_one_are)
{
    size_t suspected = 0, found = 0, found_nothing = 0;

    for (int i = 0; i < 150; i++)
        add_session(&suspected, &found_nothing, 0);
    CHECK(suspected + found_nothing <= 1);
    for (int i = 0; i < 150; i++)
        add_session(&suspected, &found, 0.10);
    CHECK(suspected + found_nothing <= 1);
    CHECK(found >= 145);
    printf("# suspected: %zu of 5850 unchanged, %zu of 150 changed by 10 %%\n",
           suspected + found_nothing, found);
}

TEST(ten_thousand_cases_in_another_order_find_each_other)
{
    struct tare_run old = { 0 }, new = { 0 };

    for (size_t i = 0; i < 10000; i++) {
        char id[64];

        snprintf(id, sizeof id, "a/long/common/beginning/of/names/n=%05zu", i);
        add_case(&old, id, 10);
        snprintf(id, sizeof id, "a/long/common/beginning/of/names/n=%05zu",
                 10000 - i);
        add_case(&new, id, 10);
    }
    judge_and_release(&old, &new);
    CHECK_INT(out.count, 10001);
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_REMOVED), 1);
    CHECK_INT(count_verdicts(&out, TARE_VERDICT_ADDED), 1);
    CHECK_STR(out.items[10000].id, "a/long/common/beginning/of/names/n=00000");
    tare_comparison_release(&out);
}

TESTS(RUN(cases_that_stayed_are_unchanged_whatever_the_machine_did),
      RUN(a_large_change_is_suspect_and_never_proven),
      RUN(what_is_neither_names_the_change_that_would_be_seen),
      RUN(a_small_shift_is_unchanged_and_said),
      RUN(higher_is_better_where_the_measure_says_so),
      RUN(the_machine_moves_times_and_rates_and_nothing_else),
      RUN(counted_measures_are_judged_exactly),
      RUN(a_value_of_zero_has_no_ratio),
      RUN(thresholds_are_the_cases_own_or_what_is_asked_for),
      RUN(cases_on_one_side_are_added_or_removed),
      RUN(cases_without_numbers_say_why),
      RUN(only_what_makes_times_worthless_leaves_no_verdict),
      RUN(a_record_of_a_duel_counts_by_its_new_side),
      RUN(sessions_without_a_change_are_not_suspected_and_with_one_are),
      RUN(ten_thousand_cases_in_another_order_find_each_other))
