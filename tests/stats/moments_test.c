/* SPDX-License-Identifier: MIT */
#include "stats/moments.h"

#include "tests/stats/vectors.h"

TEST(mean_and_sd_of_a_few_values)
{
    const double x[] = { 2, 4, 4, 4, 5, 5, 7, 9 };

    /* mean 5, squares 9 1 1 1 0 0 4 16 = 32 over 7 */
    CHECK_NEAR(tare_mean(x, 8), 5, 0);
    CHECK_NEAR(tare_variance(x, 8), 32.0 / 7, 1e-15);
    CHECK_NEAR(tare_std_dev(x, 8), sqrt(32.0 / 7), 1e-15);
}

TEST(a_large_common_part_does_not_eat_the_spread)
{
    const double x[] = { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16 };

    CHECK_NEAR(tare_variance(x, 4), 30, 1e-13);
}

TEST(equal_values_have_no_spread)
{
    const double x[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };

    CHECK(tare_mean(x, 7) == 0.1);
    CHECK(tare_std_dev(x, 7) == 0);
    CHECK(tare_trimmed_mean(x, 7, 0.1) == 0.1);
    CHECK(tare_winsorised_std_dev(x, 7, 0.2) == 0);
}

TEST(too_few_values_have_no_moments)
{
    const double one = 3;

    CHECK(isnan(tare_mean(NULL, 0)));
    CHECK(isnan(tare_std_dev(&one, 1)));
    CHECK(isnan(tare_trimmed_mean(NULL, 0, 0.1)));
    CHECK(isnan(tare_winsorised_std_dev(NULL, 0, 0.1)));
    CHECK(tare_mean(&one, 1) == 3);
    CHECK(tare_trimmed_mean(&one, 1, 0.4) == 3);
    CHECK(isnan(tare_winsorised_std_dev(&one, 1, 0.4)));
}

TEST(trimming_removes_the_floor_of_the_share_from_each_side)
{
    CHECK_INT(tare_trimmed_count(9, 0.1), 0);
    CHECK_INT(tare_trimmed_count(10, 0.1), 1);
    CHECK_INT(tare_trimmed_count(30, 0.1), 3);
    CHECK_INT(tare_trimmed_count(10, 0.5), 4);
    CHECK_INT(tare_trimmed_count(10, -1), 0);
    CHECK_INT(tare_trimmed_count(0, 0.1), 0);
}

TEST(half_trimmed_is_the_median)
{
    CHECK_NEAR(tare_trimmed_mean((double[]){ 1, 2, 4, 90 }, 4, 0.5), 3, 0);
    CHECK_NEAR(tare_trimmed_mean((double[]){ 1, 2, 90 }, 3, 0.7), 2, 0);
}

TEST(trimming_gets_rid_of_infinities_it_reaches)
{
    const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, INFINITY };

    CHECK_NEAR(tare_trimmed_mean(x, 10, 0.1), 5.5, 1e-15);
    CHECK(tare_trimmed_mean(x, 10, 0.0) == INFINITY);
    /* 2 2 3 4 5 6 7 8 9 9: squares 2 (12.25 + 12.25 + 6.25 + 2.25 + 0.25) */
    CHECK_NEAR(tare_winsorised_std_dev(x, 10, 0.1), sqrt(66.5 / 9), 1e-15);
    CHECK(isnan(tare_trimmed_mean((double[]){ 1, 2, NAN }, 3, 0.1)));
}

/* ---- R ------------------------------------------------------------------- */

static double size_of(const struct vector *v)
{
    return fmax(fabs(v->sorted[0]), fabs(v->sorted[v->count - 1]));
}

static void mean(const struct vector *v)
{
    CHECK(fabs(tare_mean(v->values, v->count) - v->want) <= 1e-14 * size_of(v));
}

static void std_dev(const struct vector *v)
{
    CHECK_RATIO(tare_std_dev(v->values, v->count), v->want, 1e-12);
}

static void trimmed_mean(const struct vector *v)
{
    CHECK(fabs(tare_trimmed_mean(v->sorted, v->count, v->a) - v->want) <=
          1e-14 * size_of(v));
}

static void winsorised_std_dev(const struct vector *v)
{
    CHECK_RATIO(tare_winsorised_std_dev(v->sorted, v->count, v->a), v->want,
                1e-12);
}

TEST(means_agree_with_r)
{
    vectors_each("numbers", "mean", mean);
    vectors_each("numbers", "trimmed_mean", trimmed_mean);
}

TEST(spreads_agree_with_r)
{
    vectors_each("numbers", "std_dev", std_dev);
    vectors_each("numbers", "winsorised_std_dev", winsorised_std_dev);
}

TESTS(RUN(mean_and_sd_of_a_few_values),
      RUN(a_large_common_part_does_not_eat_the_spread),
      RUN(equal_values_have_no_spread), RUN(too_few_values_have_no_moments),
      RUN(trimming_removes_the_floor_of_the_share_from_each_side),
      RUN(half_trimmed_is_the_median),
      RUN(trimming_gets_rid_of_infinities_it_reaches), RUN(means_agree_with_r),
      RUN(spreads_agree_with_r))
