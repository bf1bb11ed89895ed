/* SPDX-License-Identifier: MIT */
/* What a policy decides: for one case, and how a comparison ends under it. */
#include "tests/store/policy_file.h"

/* ---- one case ------------------------------------------------------------ */

TEST(the_last_rule_that_says_something_decides)
{
    struct tare_policy policy = load(
        "{\"threshold\": 0.03, \"regressed\": \"warn\", \"cases\": ["
        "{\"match\": \"^io/\", \"threshold\": 0.1, \"regressed\": \"fail\"},"
        "{\"match\": \"^io/slow\", \"threshold\": 0.2},"
        "{\"match\": \"^io/.*/n=1$\", \"regressed\": \"pass\"}]}");
    enum tare_verdict_kind kind = TARE_VERDICT_REGRESSED;

    CHECK_NEAR(tare_policy_threshold(&policy, "cpu", 0, 0.02), 0.03, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "cpu", 0.04, 0.02), 0.04, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "io/a", 0.04, 0.02), 0.1, 0);
    CHECK_NEAR(tare_policy_threshold(&policy, "io/slow/n=1", 0, 0.02), 0.2, 0);
    CHECK_INT(tare_policy_action(&policy, "cpu", kind), TARE_ACTION_WARN);
    CHECK_INT(tare_policy_action(&policy, "io/a", kind), TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "io/slow", kind), TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "io/slow/n=1", kind),
              TARE_ACTION_PASS);
    CHECK_INT(tare_policy_action(&policy, "io/slow/n=11", kind),
              TARE_ACTION_FAIL);
    tare_policy_release(&policy);
}

static void check_limit(const struct tare_policy *policy, const char *id,
                        const char *measure, double relative, double absolute)
{
    struct tare_limit otherwise = { 0.5, 7 };
    struct tare_limit limit = tare_policy_limit(policy, id, measure, otherwise);

    CHECK_NEAR(limit.relative, relative, 0);
    CHECK_NEAR(limit.absolute, absolute, 0);
}

TEST(a_limit_is_that_of_the_last_rule_that_has_one)
{
    struct tare_policy policy = load(
        "{\"limits\": {\"allocations\": 0, \"peak-heap\": {\"absolute\": 9}},"
        "\"cases\": [{\"match\": \"^io/\", \"limits\": {\"allocations\": 0.1}},"
        "{\"match\": \"^io/slow\", \"limits\": {\"allocations\": "
        "{\"relative\": 0.2, \"absolute\": 3}}}]}");

    check_limit(&policy, "cpu", "allocations", 0, 0);
    check_limit(&policy, "cpu", "peak-heap", 0, 9);
    check_limit(&policy, "cpu", "instructions", 0.5, 7);
    check_limit(&policy, "io/a", "allocations", 0.1, 0);
    check_limit(&policy, "io/slow", "allocations", 0.2, 3);
    check_limit(&policy, "io/slow", "peak-heap", 0, 9);
    tare_policy_set_limit(&policy.limits, "peak-heap",
                          (struct tare_limit){ 0, 1 });
    check_limit(&policy, "cpu", "peak-heap", 0, 1);
    tare_policy_release(&policy);
}

TEST(without_a_file_regressed_removed_failed_and_other_results_fail)
{
    struct tare_policy policy = { 0 };
    static const enum tare_action want[TARE_VERDICT_KINDS] = {
        TARE_ACTION_WARN, TARE_ACTION_PASS, TARE_ACTION_PASS,
        TARE_ACTION_FAIL, TARE_ACTION_PASS, TARE_ACTION_FAIL,
        TARE_ACTION_FAIL, TARE_ACTION_PASS, TARE_ACTION_FAIL
    };

    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        CHECK_INT(tare_policy_action(&policy, "x", (enum tare_verdict_kind)i),
                  want[i]);
    CHECK_NEAR(tare_policy_threshold(&policy, "x", 0, 0.02), 0.02, 0);
    policy.is_strict = 1;
    CHECK_INT(tare_policy_action(&policy, "x", TARE_VERDICT_INCONCLUSIVE),
              TARE_ACTION_FAIL);
    CHECK_INT(tare_policy_action(&policy, "x", TARE_VERDICT_ADDED),
              TARE_ACTION_PASS);
}

/* ---- the whole comparison ------------------------------------------------ */

/* One letter for each case: r regressed, i improved, u unchanged,
 * ? inconclusive, + added, - removed, f failed, s skipped. */
static struct tare_comparison compare(const char *kinds)
{
    static const char letters[] = "?uir+-fs";
    struct tare_comparison comparison = { 0 };
    char id[32];

    for (size_t i = 0; kinds[i] != '\0'; i++) {
        snprintf(id, sizeof id, "case%zu", i);
        tare_comparison_add(&comparison, id, "time")->kind =
            (enum tare_verdict_kind)(strchr(letters, kinds[i]) - letters);
    }
    return comparison;
}

static void check_end(const struct tare_policy *policy, const char *kinds,
                      int status, const char *outcome, int bisect)
{
    struct tare_comparison comparison = compare(kinds);
    char got[64], want[64];

    snprintf(want, sizeof want, "%s: %d %s %d", kinds, status, outcome, bisect);
    snprintf(got, sizeof got, "%s: %d %s %d", kinds,
             tare_policy_status(policy, &comparison),
             tare_policy_outcome(policy, &comparison),
             tare_policy_bisect_status(policy, &comparison));
    CHECK_STR(got, want);
    tare_comparison_release(&comparison);
}

TEST(without_a_file_it_ends_with_the_worst_that_was_found)
{
    struct tare_policy policy = { 0 };

    check_end(&policy, "uuu", 0, "unchanged", 0);
    check_end(&policy, "uiu", 0, "improved", 0);
    check_end(&policy, "ui?", 0, "improved", 125);
    check_end(&policy, "u?u", 0, "inconclusive", 125);
    check_end(&policy, "u+s", 0, "unchanged", 0);
    check_end(&policy, "uri", 1, "regressed", 1);
    check_end(&policy, "u-u", 1, "failed", 125);
    check_end(&policy, "ufu", 3, "failed", 125);
    check_end(&policy, "ufr?", 1, "regressed", 1);
    check_end(&policy, "-r", 1, "regressed", 1);
    check_end(&policy, "f-", 1, "failed", 125);
}

TEST(where_nothing_was_judged_it_is_never_green)
{
    struct tare_policy policy = { 0 };

    check_end(&policy, "", 4, "failed", 125);
    check_end(&policy, "s", 4, "failed", 125);
    check_end(&policy, "++s", 4, "failed", 125);
    check_end(&policy, "f", 3, "failed", 125);
    policy.actions[TARE_VERDICT_FAILED] = TARE_ACTION_PASS;
    check_end(&policy, "ff", 4, "failed", 125);
    check_end(&policy, "?", 0, "inconclusive", 125);
}

TEST(every_verdict_can_be_made_to_fail)
{
    struct tare_policy policy = { 0 };

    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        policy.actions[i] = TARE_ACTION_FAIL;
    check_end(&policy, "r", 1, "regressed", 1);
    check_end(&policy, "-", 1, "failed", 125);
    check_end(&policy, "u+", 1, "failed", 125);
    check_end(&policy, "i", 1, "improved", 125);
    check_end(&policy, "u", 1, "unchanged", 125);
    check_end(&policy, "s", 3, "failed", 125);
    check_end(&policy, "?", 7, "inconclusive", 125);
    check_end(&policy, "?s", 3, "failed", 125);
    check_end(&policy, "?su", 1, "unchanged", 125);
}

TEST(every_verdict_can_be_let_pass)
{
    struct tare_policy policy = { 0 };

    for (int i = 0; i < TARE_VERDICT_KINDS; i++)
        policy.actions[i] = TARE_ACTION_PASS;
    check_end(&policy, "u?f-+s", 0, "failed", 0);
    check_end(&policy, "u?-+s", 0, "inconclusive", 0);
    check_end(&policy, "ur", 0, "regressed", 0);
    policy.actions[TARE_VERDICT_REGRESSED] = TARE_ACTION_WARN;
    check_end(&policy, "ur", 0, "regressed", 1);
    policy.is_strict = 1;
    check_end(&policy, "ur", 1, "regressed", 1);
}

TEST(a_rule_changes_the_end_for_its_cases_only)
{
    struct tare_policy policy =
        load("{\"inconclusive\": \"fail\", \"cases\": ["
             "{\"match\": \"^case0$\", \"regressed\": \"warn\","
             "\"inconclusive\": \"pass\"}]}");

    check_end(&policy, "ru", 0, "regressed", 1);
    check_end(&policy, "ur", 1, "regressed", 1);
    check_end(&policy, "?u", 0, "inconclusive", 0);
    check_end(&policy, "u?", 7, "inconclusive", 125);
    tare_policy_release(&policy);
}

TEST(when_the_silent_control_alarmed_no_time_was_found)
{
    struct tare_policy policy = { 0 };
    struct tare_comparison comparison = compare("riu");

    comparison.negative = TARE_CONTROL_BAD;
    CHECK_INT(tare_policy_status(&policy, &comparison), 0);
    CHECK_STR(tare_policy_outcome(&policy, &comparison), "inconclusive");
    CHECK_INT(tare_policy_bisect_status(&policy, &comparison), 125);
    policy.is_strict = 1;
    CHECK_INT(tare_policy_status(&policy, &comparison), 7);
    comparison.items[0].is_counted = 1; /* which nothing disturbs */
    CHECK_INT(tare_policy_status(&policy, &comparison), 1);
    comparison.items[0].is_counted = 0;
    comparison.negative = TARE_CONTROL_GOOD;
    comparison.positive = TARE_CONTROL_BAD;
    CHECK_INT(tare_policy_status(&policy, &comparison), 1);
    tare_comparison_release(&comparison);
}

TESTS(RUN(the_last_rule_that_says_something_decides),
      RUN(a_limit_is_that_of_the_last_rule_that_has_one),
      RUN(without_a_file_regressed_removed_failed_and_other_results_fail),
      RUN(without_a_file_it_ends_with_the_worst_that_was_found),
      RUN(where_nothing_was_judged_it_is_never_green),
      RUN(every_verdict_can_be_made_to_fail),
      RUN(every_verdict_can_be_let_pass),
      RUN(a_rule_changes_the_end_for_its_cases_only),
      RUN(when_the_silent_control_alarmed_no_time_was_found))
