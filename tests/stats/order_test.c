/* SPDX-License-Identifier: MIT */
#include "stats/order.h"

#include "stats/rng.h"
#include "tests/stats/vectors.h"

static int is_sorted(const double *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!(values[i - 1] <= values[i] || isnan(values[i])))
            return 0;
    return 1;
}

/* Shapes that quicksorts fear: ordered, equal, sawtooth, organ pipe. */
static void fill(double *values, size_t count, int shape, struct tare_rng *rng)
{
    for (size_t i = 0; i < count; i++) {
        double x = (double)i, n = (double)count;
        const double shapes[] = { x,
                                  n - x,
                                  1.0,
                                  (double)(i % 7),
                                  x < n / 2 ? x : n - x,
                                  floor(10.0 * tare_rng_unit(rng)),
                                  tare_rng_normal(rng) };

        values[i] = shapes[shape];
    }
}

TEST(sorting_gives_the_same_as_qsort)
{
    static double values[3000], copy[3000];
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (size_t count = 0; count <= 3000; count = count * 3 / 2 + 1) {
        for (int shape = 0; shape < 7; shape++) {
            fill(values, count, shape, &rng);
            memcpy(copy, values, sizeof copy);
            tare_sort(values, count);
            qsort(copy, count, sizeof *copy, vector_order);
            CHECK(memcmp(values, copy, count * sizeof *copy) == 0);
        }
    }
}

/* What median-of-three quicksort takes n^2 steps for (Musser 1997). */
TEST(a_sequence_made_to_defeat_quicksort_is_sorted_all_the_same)
{
    enum {
        N = 20000,
        K = N / 2
    };
    static double values[N];

    for (size_t i = 1; i <= K; i++) {
        values[i - 1] = (double)(i % 2 == 1 ? i : K + i - 1);
        values[K + i - 1] = (double)(2 * i);
    }
    tare_sort(values, N);
    CHECK(is_sorted(values, N));
}

TEST(not_a_number_is_sorted_last)
{
    double values[] = { NAN, 2, -INFINITY, NAN, INFINITY, -1 };

    tare_sort(values, 6);
    CHECK(is_sorted(values, 6));
    CHECK(values[0] == -INFINITY);
    CHECK(values[3] == INFINITY);
    CHECK(isnan(values[4]) && isnan(values[5]));
}

TEST(selecting_gives_what_sorting_would_put_there)
{
    static double values[500], sorted[500], copy[500];
    struct tare_rng rng;

    tare_rng_seed(&rng, 2);
    for (size_t count = 1; count <= 500; count = count * 2 + 1) {
        for (int shape = 0; shape < 7; shape++) {
            fill(values, count, shape, &rng);
            memcpy(sorted, values, sizeof sorted);
            tare_sort(sorted, count);
            for (size_t i = 0; i < count; i += 1 + count / 20) {
                memcpy(copy, values, sizeof copy);
                CHECK(tare_select(copy, count, i) == sorted[i]);
            }
        }
    }
}

TEST(selecting_outside_the_numbers_gives_nan)
{
    double values[] = { 3, NAN, 1 };

    CHECK(tare_select(values, 3, 1) == 3);
    CHECK(isnan(tare_select(values, 3, 2)));
    CHECK(isnan(tare_select(values, 3, 7)));
    CHECK(isnan(tare_select(values, 0, 0)));
}

TEST(median_of_even_count_is_midway)
{
    CHECK_NEAR(tare_median((double[]){ 1, 3 }, 2), 2.0, 0);
    CHECK_NEAR(tare_median((double[]){ 1, 3, 4 }, 3), 3.0, 0);
}

TEST(quantiles_interpolate_between_ranks)
{
    const double sorted[] = { 10, 20, 40, 80 };

    /* rank 3 * 0.5 = 1.5: halfway from 20 to 40; 3 * 0.9 = 2.7 */
    CHECK_NEAR(tare_quantile(sorted, 4, 0.5), 30, 0);
    CHECK_NEAR(tare_quantile(sorted, 4, 0.9), 40 + 0.7 * 40, 1e-15);
    CHECK_NEAR(tare_quantile(sorted, 4, -1), 10, 0);
    CHECK_NEAR(tare_quantile(sorted, 4, 2), 80, 0);
    CHECK_NEAR(tare_iqr(sorted, 4), 50 - 17.5, 1e-15);
}

TEST(mad_is_the_middle_distance_from_the_median)
{
    /* median 3; distances 2 1 0 1 97: in order 0 1 1 2 97 */
    CHECK_NEAR(tare_mad((double[]){ 1, 2, 3, 4, 100 }, 5), 1, 0);
    /* median 2.5; distances 1.5 .5 .5 7.5: the middle two are .5 and 1.5 */
    CHECK_NEAR(tare_mad((double[]){ 1, 2, 3, 10 }, 4), 1, 0);
    CHECK_NEAR(tare_mad((double[]){ 5, 5, 5, 9 }, 4), 0, 0);
}

TEST(nothing_has_no_order_statistics)
{
    CHECK(isnan(tare_quantile(NULL, 0, 0.5)));
    CHECK(isnan(tare_median(NULL, 0)));
    CHECK(isnan(tare_mad(NULL, 0)));
    CHECK(isnan(tare_iqr(NULL, 0)));
    CHECK(isnan(tare_harrell_davis(NULL, 0, 0.5)));
    CHECK(isnan(tare_weighted_quantile(NULL, NULL, 0, 0.5)));
}

TEST(one_value_is_all_its_quantiles)
{
    const double value = 7;

    CHECK(tare_quantile(&value, 1, 0.3) == 7);
    CHECK(tare_median(&value, 1) == 7);
    CHECK(tare_mad(&value, 1) == 0);
    CHECK(tare_harrell_davis(&value, 1, 0.3) == 7);
    CHECK(tare_weighted_quantile(&value, (double[]){ 3 }, 1, 0.3) == 7);
}

TEST(infinities_are_ordinary_large_values)
{
    const double sorted[] = { -INFINITY, 1, 2, 3, INFINITY };

    CHECK(tare_median(sorted, 5) == 2);
    CHECK(tare_mad(sorted, 5) == 1);
    CHECK(tare_quantile(sorted, 5, 1) == INFINITY);
    CHECK(tare_quantile(sorted, 5, 0.1) == -INFINITY);
    CHECK(tare_median(sorted + 3, 2) == INFINITY);
}

TEST(one_nan_makes_every_answer_nan)
{
    const double sorted[] = { 1, 2, NAN };

    CHECK(isnan(tare_median(sorted, 3)));
    CHECK(isnan(tare_quantile(sorted, 3, 0)));
    CHECK(isnan(tare_mad(sorted, 3)));
    CHECK(isnan(tare_harrell_davis(sorted, 3, 0.5)));
}

TEST(the_median_of_huge_values_does_not_overflow)
{
    const double sorted[] = { 1.5e308, 1.7e308 };

    CHECK_NEAR(tare_median(sorted, 2), 1.6e308, 1e-15);
    CHECK_NEAR(tare_quantile(sorted, 2, 0.5), 1.6e308, 1e-15);
}

TEST(scaling_and_shifting_the_data_scale_and_shift_the_answers)
{
    double x[101], y[101];
    struct tare_rng rng;

    tare_rng_seed(&rng, 3);
    fill(x, 101, 6, &rng);
    tare_sort(x, 101);
    for (size_t i = 0; i < 101; i++)
        y[i] = 8 * x[i] + 16;
    CHECK_NEAR(tare_median(y, 101), 8 * tare_median(x, 101) + 16, 1e-14);
    CHECK_NEAR(tare_mad(y, 101), 8 * tare_mad(x, 101), 1e-13);
    CHECK_NEAR(tare_iqr(y, 101), 8 * tare_iqr(x, 101), 1e-13);
    CHECK_NEAR(tare_harrell_davis(y, 101, 0.2),
               8 * tare_harrell_davis(x, 101, 0.2) + 16, 1e-13);
}

TEST(harrell_davis_weights_add_up_to_one)
{
    double weights[60], sum = 0;

    tare_harrell_davis_weights(weights, 60, 0.1);
    for (size_t i = 0; i < 60; i++) {
        CHECK(weights[i] >= 0);
        sum += weights[i];
    }
    CHECK_NEAR(sum, 1, 1e-14);
}

TEST(equal_weights_give_the_plain_quantile)
{
    double values[37], weights[37];
    struct tare_rng rng;

    tare_rng_seed(&rng, 4);
    fill(values, 37, 6, &rng);
    tare_sort(values, 37);
    for (size_t i = 0; i < 37; i++)
        weights[i] = 0.3;
    for (double p = 0; p <= 1; p += 0.0625)
        CHECK_NEAR(tare_weighted_quantile(values, weights, 37, p),
                   tare_quantile(values, 37, p), 1e-12);
}

TEST(a_value_without_weight_does_not_count)
{
    const double sorted[] = { 1, 2, 3, 1e9 }, weights[] = { 1, 1, 1, 0 };

    CHECK_NEAR(tare_weighted_quantile(sorted, weights, 4, 0.5), 2, 1e-15);
    CHECK(isnan(
        tare_weighted_quantile(sorted, (double[]){ 0, 0, 0, 0 }, 4, 0.5)));
    CHECK(isnan(
        tare_weighted_quantile(sorted, (double[]){ 1, -1, 1, 1 }, 4, 0.5)));
}

/* ---- R ------------------------------------------------------------------- */

static void median(const struct vector *v)
{
    CHECK_RATIO(tare_median(v->sorted, v->count), v->want, 1e-14);
}

/* Differences: exact to the size of the values, not to their own. */
static double last_digits(const struct vector *v)
{
    return 1e-14 * fmax(fabs(v->sorted[0]), fabs(v->sorted[v->count - 1]));
}

static void mad(const struct vector *v)
{
    CHECK(fabs(tare_mad(v->sorted, v->count) - v->want) <= last_digits(v));
}

static void iqr(const struct vector *v)
{
    CHECK(fabs(tare_iqr(v->sorted, v->count) - v->want) <= last_digits(v));
}

static void quantile(const struct vector *v)
{
    CHECK(fabs(tare_quantile(v->sorted, v->count, v->a) - v->want) <=
          last_digits(v));
}

static void harrell_davis(const struct vector *v)
{
    CHECK(fabs(tare_harrell_davis(v->sorted, v->count, v->a) - v->want) <=
          10 * last_digits(v));
}

/* The reference weighs the values 1, 2, 3, ... in their time order. */
static void weighted_quantile(const struct vector *v)
{
    static double weights[VECTOR_VALUES];
    static char used[VECTOR_VALUES];

    memset(used, 0, sizeof used);
    for (size_t i = 0; i < v->count; i++) {
        size_t k = 0;

        while (used[k] || v->values[k] != v->sorted[i])
            k++;
        used[k] = 1;
        weights[i] = (double)(k + 1);
    }
    CHECK(fabs(tare_weighted_quantile(v->sorted, weights, v->count, v->a) -
               v->want) <= 10 * last_digits(v));
}

TEST(medians_agree_with_r)
{
    vectors_each("numbers", "median", median);
}

TEST(mads_and_quartile_ranges_agree_with_r)
{
    vectors_each("numbers", "mad", mad);
    vectors_each("numbers", "iqr", iqr);
}

TEST(quantiles_agree_with_r)
{
    vectors_each("numbers", "quantile", quantile);
}

TEST(harrell_davis_quantiles_agree_with_r)
{
    vectors_each("numbers", "harrell_davis", harrell_davis);
}

TEST(weighted_quantiles_agree_with_r)
{
    vectors_each("numbers", "weighted_quantile", weighted_quantile);
}

TESTS(RUN(sorting_gives_the_same_as_qsort),
      RUN(a_sequence_made_to_defeat_quicksort_is_sorted_all_the_same),
      RUN(not_a_number_is_sorted_last),
      RUN(selecting_gives_what_sorting_would_put_there),
      RUN(selecting_outside_the_numbers_gives_nan),
      RUN(median_of_even_count_is_midway),
      RUN(quantiles_interpolate_between_ranks),
      RUN(mad_is_the_middle_distance_from_the_median),
      RUN(nothing_has_no_order_statistics), RUN(one_value_is_all_its_quantiles),
      RUN(infinities_are_ordinary_large_values),
      RUN(one_nan_makes_every_answer_nan),
      RUN(the_median_of_huge_values_does_not_overflow),
      RUN(scaling_and_shifting_the_data_scale_and_shift_the_answers),
      RUN(harrell_davis_weights_add_up_to_one),
      RUN(equal_weights_give_the_plain_quantile),
      RUN(a_value_without_weight_does_not_count), RUN(medians_agree_with_r),
      RUN(mads_and_quartile_ranges_agree_with_r), RUN(quantiles_agree_with_r),
      RUN(harrell_davis_quantiles_agree_with_r),
      RUN(weighted_quantiles_agree_with_r))
