/* SPDX-License-Identifier: MIT */
#include "stats/moments.h"

#include "stats/rng.h"
#include "tests/stats/vectors.h"

TEST(mean_and_sd_of_a_few_values)
{
    const double x[] = { 2, 4, 4, 4, 5, 5, 7, 9 };

    /* mean 5, squares 9 1 1 1 0 0 4 16 = 32 over 7 */
    CHECK_NEAR(tare_mean(x, 8), 5, 0);
    CHECK_NEAR(tare_variance(x, 8), 32.0 / 7, 1e-15);
    CHECK_NEAR(tare_std_dev(x, 8), sqrt(32.0 / 7), 1e-15);
}

TEST(skewness_of_a_few_values)
{
    /* 0 0 3: mean 1, m2 = (1 + 1 + 4)/3 = 2, m3 = (-1 - 1 + 8)/3 = 2 */
    struct tare_moments m = tare_moments_of((double[]){ 0, 0, 3 }, 3);

    CHECK_NEAR(tare_moments_skewness(&m), 2 / pow(2, 1.5), 1e-15);
    CHECK_NEAR(tare_skewness((double[]){ 0, 0, 3e200 }, 3), 2 / pow(2, 1.5),
               1e-15);
}

TEST(merging_is_as_good_as_adding)
{
    double values[300];
    struct tare_moments all, a, b, none = { 0 };
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (int i = 0; i < 300; i++)
        values[i] = exp(tare_rng_normal(&rng)) + 50;
    all = tare_moments_of(values, 300);
    a = tare_moments_of(values, 70);
    b = tare_moments_of(values + 70, 230);
    tare_moments_merge(&a, &none);
    tare_moments_merge(&none, &b);
    tare_moments_merge(&a, &none);
    CHECK_INT(a.count, 300);
    CHECK_NEAR(a.mean, all.mean, 1e-14);
    CHECK_NEAR(a.squares, all.squares, 1e-13);
    CHECK_NEAR(a.cubes, all.cubes, 1e-12);
}

TEST(a_large_common_part_does_not_eat_the_spread)
{
    const double x[] = { 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16 };

    CHECK_NEAR(tare_variance(x, 4), 30, 1e-13);
}

TEST(equal_values_have_no_spread_and_no_skew)
{
    const double x[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };
    struct tare_moments m = tare_moments_of(x, 7);

    CHECK(tare_mean(x, 7) == 0.1);
    CHECK(tare_std_dev(x, 7) == 0);
    CHECK(tare_moments_skewness(&m) == 0);
    CHECK(tare_trimmed_mean(x, 7, 0.1) == 0.1);
    CHECK(tare_winsorised_std_dev(x, 7, 0.2) == 0);
}

TEST(too_few_values_have_no_moments)
{
    const double one = 3;
    struct tare_moments none = { 0 };

    CHECK(isnan(tare_mean(NULL, 0)));
    CHECK(isnan(tare_std_dev(&one, 1)));
    CHECK(isnan(tare_moments_skewness(&none)));
    CHECK(isnan(tare_skewness(NULL, 0)));
    CHECK(tare_skewness(&one, 1) == 0);
    CHECK(isnan(tare_geometric_mean(NULL, 0)));
    CHECK(isnan(tare_trimmed_mean(NULL, 0, 0.1)));
    CHECK(isnan(tare_winsorised_mean(NULL, 0, 0.1)));
    CHECK(tare_mean(&one, 1) == 3);
    CHECK(tare_trimmed_mean(&one, 1, 0.4) == 3);
    CHECK(tare_winsorised_mean(&one, 1, 0.4) == 3);
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
    CHECK_NEAR(tare_winsorised_mean(x, 10, 0.1), 5.5, 1e-15);
    CHECK(isnan(tare_trimmed_mean((double[]){ 1, 2, NAN }, 3, 0.1)));
}

TEST(the_geometric_mean_is_zero_with_a_zero_and_nan_below)
{
    CHECK_NEAR(tare_geometric_mean((double[]){ 1, 4, 16 }, 3), 4, 1e-15);
    CHECK(tare_geometric_mean((double[]){ 1, 0, 5 }, 3) == 0);
    CHECK(isnan(tare_geometric_mean((double[]){ 1, -1 }, 2)));
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

static void skewness(const struct vector *v)
{
    CHECK_NEAR(tare_skewness(v->values, v->count), v->want, 1e-12);
}

static void trimmed_mean(const struct vector *v)
{
    CHECK(fabs(tare_trimmed_mean(v->sorted, v->count, v->a) - v->want) <=
          1e-14 * size_of(v));
}

static void winsorised_mean(const struct vector *v)
{
    CHECK(fabs(tare_winsorised_mean(v->sorted, v->count, v->a) - v->want) <=
          1e-14 * size_of(v));
}

static void winsorised_std_dev(const struct vector *v)
{
    CHECK_RATIO(tare_winsorised_std_dev(v->sorted, v->count, v->a), v->want,
                1e-12);
}

static void geometric_mean(const struct vector *v)
{
    CHECK_RATIO(tare_geometric_mean(v->values, v->count), v->want, 1e-12);
}

TEST(means_agree_with_r)
{
    vectors_each("numbers", "mean", mean);
    vectors_each("numbers", "trimmed_mean", trimmed_mean);
    vectors_each("numbers", "winsorised_mean", winsorised_mean);
    vectors_each("numbers", "geometric_mean", geometric_mean);
}

TEST(spreads_agree_with_r)
{
    vectors_each("numbers", "std_dev", std_dev);
    vectors_each("numbers", "winsorised_std_dev", winsorised_std_dev);
}

TEST(skewness_agrees_with_r)
{
    vectors_each("numbers", "skewness", skewness);
}

TESTS(RUN(mean_and_sd_of_a_few_values), RUN(skewness_of_a_few_values),
      RUN(merging_is_as_good_as_adding),
      RUN(a_large_common_part_does_not_eat_the_spread),
      RUN(equal_values_have_no_spread_and_no_skew),
      RUN(too_few_values_have_no_moments),
      RUN(trimming_removes_the_floor_of_the_share_from_each_side),
      RUN(half_trimmed_is_the_median),
      RUN(trimming_gets_rid_of_infinities_it_reaches),
      RUN(the_geometric_mean_is_zero_with_a_zero_and_nan_below),
      RUN(means_agree_with_r), RUN(spreads_agree_with_r),
      RUN(skewness_agrees_with_r))
