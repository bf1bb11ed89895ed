/* SPDX-License-Identifier: MIT */
/* Counts are judged by limits, without statistics. */
#include "harness/judge/exact.h"

#include <math.h>

#include "store/alloc.h"
#include "tests/test.h"

static struct tare_measure *make(struct tare_case *c, double value,
                                 enum tare_measure_kind kind)
{
    struct tare_measure *measure =
        tare_case_add_measure(c, "allocations", "", TARE_BETTER_LOWER, kind);

    measure->launches = tare_alloc(2, sizeof *measure->launches);
    measure->count = 2;
    measure->launches[0].value = measure->launches[1].value = value;
    return measure;
}

struct both {
    struct tare_run run;
    struct tare_measure *old, *new;
};

static void begin(struct both *both, double old, double new)
{
    *both = (struct both){ 0 };
    both->run.cases = tare_alloc(2, sizeof *both->run.cases);
    both->run.case_count = 2;
    both->old = make(&both->run.cases[0], old, TARE_KIND_EXACT);
    both->new = make(&both->run.cases[1], new, TARE_KIND_EXACT);
}

static enum tare_verdict_kind rule(struct tare_comparison *comparison,
                                   const struct both *both,
                                   struct tare_limit limit)
{
    struct tare_verdict *verdict =
        tare_comparison_add(comparison, "a", "allocations");

    tare_exact_rule(verdict, both->old, both->new, &limit);
    return verdict->kind;
}

static enum tare_verdict_kind rule_once(double old, double new, double relative,
                                        double absolute)
{
    struct tare_comparison comparison = { 0 };
    struct both both;
    enum tare_verdict_kind kind;

    begin(&both, old, new);
    kind = rule(&comparison, &both, (struct tare_limit){ relative, absolute });
    tare_comparison_release(&comparison);
    tare_run_release(&both.run);
    return kind;
}

TEST(one_more_is_a_regression_where_nothing_is_allowed)
{
    CHECK_INT(rule_once(2, 3, 0, 0), TARE_VERDICT_REGRESSED);
    CHECK_INT(rule_once(3, 2, 0, 0), TARE_VERDICT_IMPROVED);
    CHECK_INT(rule_once(3, 3, 0, 0), TARE_VERDICT_UNCHANGED);
    CHECK_INT(rule_once(0, 0, 0, 0), TARE_VERDICT_UNCHANGED);
    CHECK_INT(rule_once(0, 1, 0, 0), TARE_VERDICT_REGRESSED);
    CHECK_INT(rule_once(1, 0, 0, 0), TARE_VERDICT_IMPROVED);
}

TEST(the_larger_of_the_two_limits_holds)
{
    CHECK_INT(rule_once(100, 101, 0.01, 0), TARE_VERDICT_UNCHANGED);
    CHECK_INT(rule_once(100, 102, 0.01, 0), TARE_VERDICT_REGRESSED);
    CHECK_INT(rule_once(100, 102, 0.01, 2), TARE_VERDICT_UNCHANGED);
    CHECK_INT(rule_once(100, 103, 0.01, 2), TARE_VERDICT_REGRESSED);
    CHECK_INT(rule_once(100, 97, 0.01, 2), TARE_VERDICT_IMPROVED);
    CHECK_INT(rule_once(0, 2, 0.5, 2), TARE_VERDICT_UNCHANGED);
}

TEST(what_dividing_by_iterations_rounds_is_no_change)
{
    CHECK_INT(rule_once(1.0 / 3, 1.0 / 3 + 1e-12, 0, 0),
              TARE_VERDICT_UNCHANGED);
}

TEST(counts_that_vary_are_not_judged)
{
    struct tare_comparison comparison = { 0 };
    struct tare_limit limit = { 0 };
    struct both both;

    begin(&both, 2, 3);
    both.old->kind = TARE_KIND_EVIDENCE;
    CHECK_INT(rule(&comparison, &both, limit), TARE_VERDICT_INCONCLUSIVE);
    CHECK_STR(comparison.items[0].code, "varies");
    CHECK_STR(comparison.items[0].reason,
              "the count varies from launch to launch on the old side");
    both.old->kind = TARE_KIND_EXACT;
    both.new->launches[1].value = 4; /* whatever its kind says */
    CHECK_INT(rule(&comparison, &both, limit), TARE_VERDICT_INCONCLUSIVE);
    CHECK_STR(comparison.items[1].reason,
              "the count varies from launch to launch on the new side");
    tare_comparison_release(&comparison);
    tare_run_release(&both.run);
}

TEST(a_verdict_says_both_numbers)
{
    struct tare_comparison comparison = { 0 };
    struct both both;

    begin(&both, 0, 2);
    rule(&comparison, &both, (struct tare_limit){ 0 });
    CHECK_STR(comparison.items[0].reason,
              "counted, not measured: 0 before, 2 now");
    CHECK(isnan(comparison.items[0].change.value));
    CHECK(comparison.items[0].is_counted && comparison.items[0].is_confirmed);
    tare_comparison_release(&comparison);
    tare_run_release(&both.run);
}

TESTS(RUN(one_more_is_a_regression_where_nothing_is_allowed),
      RUN(the_larger_of_the_two_limits_holds),
      RUN(what_dividing_by_iterations_rounds_is_no_change),
      RUN(counts_that_vary_are_not_judged), RUN(a_verdict_says_both_numbers))
