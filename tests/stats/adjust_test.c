/* SPDX-License-Identifier: MIT */
#include "stats/adjust.h"

#include "tests/stats/reference.h"

static double adjusted[64];
static size_t order[64];

static void check_results(const struct reference *r)
{
    for (size_t i = 0; i < r->count_x; i++)
        CHECK_CLOSE(adjusted[i], r->results[i], 1e-14);
}

static void check_bonferroni(const struct reference *r)
{
    tare_adjust_bonferroni(adjusted, r->x, r->count_x);
    check_results(r);
}

static void check_holm(const struct reference *r)
{
    tare_adjust_holm(adjusted, r->x, r->count_x, order);
    check_results(r);
}

static void check_benjamini_hochberg(const struct reference *r)
{
    tare_adjust_benjamini_hochberg(adjusted, r->x, r->count_x, order);
    check_results(r);
}

TEST(all_three_agree_with_r)
{
    reference_each("bonferroni", check_bonferroni);
    reference_each("holm", check_holm);
    reference_each("BH", check_benjamini_hochberg);
}

/* Holm: 3 * 0.01, then max(0.03, 2 * 0.02), then max(0.04, 1 * 0.03) */
TEST(holm_never_steps_back)
{
    double p[] = { 0.03, 0.01, 0.02 };

    tare_adjust_holm(p, p, 3, order);
    CHECK_NEAR(p[0], 0.04, 1e-16);
    CHECK_NEAR(p[1], 0.03, 1e-16);
    CHECK_NEAR(p[2], 0.04, 1e-16);
}

TEST(each_is_at_most_as_strict_as_the_one_before)
{
    double p[20], holm[20], hochberg[20];

    for (size_t i = 0; i < 20; i++)
        p[i] = pow(fabs(sin((double)(7 * i + 1))), 3) / 10;
    tare_adjust_bonferroni(adjusted, p, 20);
    tare_adjust_holm(holm, p, 20, order);
    tare_adjust_benjamini_hochberg(hochberg, p, 20, order);
    for (size_t i = 0; i < 20; i++) {
        CHECK(holm[i] <= adjusted[i]);
        CHECK(hochberg[i] <= holm[i] + 1e-15);
        CHECK(hochberg[i] >= p[i] - 1e-15);
    }
}

TEST(one_test_and_none_are_left_alone)
{
    double p[] = { 0.3 };

    tare_adjust_holm(p, p, 1, order);
    tare_adjust_benjamini_hochberg(p, p, 1, order);
    tare_adjust_bonferroni(p, p, 1);
    tare_adjust_holm(p, p, 0, order);
    CHECK(p[0] == 0.3);
}

TEST(what_is_no_number_was_no_test)
{
    double p[] = { NAN, 0.2, NAN };

    tare_adjust_bonferroni(adjusted, p, 3);
    CHECK(adjusted[1] == 0.2);
    CHECK(isnan(adjusted[0]));
}

TESTS(RUN(all_three_agree_with_r), RUN(holm_never_steps_back),
      RUN(each_is_at_most_as_strict_as_the_one_before),
      RUN(one_test_and_none_are_left_alone), RUN(what_is_no_number_was_no_test))
