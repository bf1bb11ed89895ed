/* SPDX-License-Identifier: MIT */
#include "stats/saddlepoint.h"

#include "stats/rng.h"
#include "tests/stats/vectors.h"

static double scratch[VECTOR_VALUES];

/* The mean is the slope over ones. */
static struct tare_interval mean_at(const double *values, size_t count,
                                    double confidence)
{
    double ones[VECTOR_VALUES];

    for (size_t i = 0; i < count; i++)
        ones[i] = 1;
    return tare_saddlepoint_slope(ones, values, count, confidence, scratch);
}

static struct tare_interval mean_of(const double *values, size_t count)
{
    return mean_at(values, count, 0.95);
}

static void fill(double *values, size_t count, uint64_t seed)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++)
        values[i] = 1 + tare_rng_unit(&rng) * tare_rng_unit(&rng);
}

TEST(too_few_values_say_how_many_it_takes)
{
    const double one = 5;
    struct tare_interval e = mean_of(&one, 1);

    CHECK_INT(e.needs, 2);
    CHECK(e.estimate == 5);
    CHECK(e.low == -INFINITY && e.high == INFINITY);
    CHECK_INT(mean_of(NULL, 0).needs, 2);
    CHECK_INT(tare_saddlepoint_slope(&one, &one, 1, 0.95, scratch).needs, 2);
}

TEST(two_values_have_themselves_for_an_interval)
{
    struct tare_interval e = mean_of((double[]){ 3, 5 }, 2);

    /* both draws are 3 in a quarter of the resamples */
    CHECK_NEAR(e.low, 3, 1e-8);
    CHECK_NEAR(e.high, 5, 1e-8);
}

TEST(equal_values_have_a_point_for_an_interval)
{
    const double x[] = { 1, 2, 3 }, y[] = { 2, 4, 6 }, same[] = { 4, 4, 4 };
    struct tare_interval e = mean_of(same, 3);

    CHECK(e.low == 4 && e.high == 4 && e.estimate == 4);
    e = tare_saddlepoint_slope(x, y, 3, 0.95, scratch);
    CHECK(e.low == 2 && e.high == 2);
}

TEST(what_has_no_answer_gives_nan)
{
    const double x[] = { 1, 2, NAN }, zero[] = { 0, 0, 0 }, y[] = { 1, 2, 4 };

    CHECK(isnan(mean_of(x, 3).low));
    CHECK(isnan(mean_of((double[]){ 1, 2, INFINITY }, 3).high));
    CHECK(isnan(mean_at(y, 3, 1.5).low));
    CHECK(isnan(tare_saddlepoint_slope(zero, y, 3, 0.95, scratch).low));
}

TEST(scaling_and_shifting_the_data_scale_and_shift_the_interval)
{
    double x[40], y[40];
    struct tare_interval a, b;

    fill(x, 40, 1);
    for (int i = 0; i < 40; i++)
        y[i] = 1e6 - 1e6 * x[i];
    a = mean_of(x, 40);
    b = mean_of(y, 40);
    CHECK_NEAR(b.high, 1e6 - 1e6 * a.low, 1e-8);
    CHECK_NEAR(b.low, 1e6 - 1e6 * a.high, 1e-8);
    for (int i = 0; i < 40; i++)
        y[i] = 1e-150 * x[i];
    b = mean_of(y, 40);
    CHECK_RATIO(b.high, 1e-150 * a.high, 1e-9);
}

/* With 4 % of the data far off, the mean's bootstrap distribution is skewed:
 * so must the interval be. */
TEST(skewed_data_have_a_skewed_interval)
{
    double x[50];
    struct tare_interval e;

    fill(x, 50, 5);
    x[7] = x[31] = 40;
    e = mean_of(x, 50);
    CHECK(e.high - e.estimate > 1.3 * (e.estimate - e.low));
}

TEST(confidence_from_one_to_almost_all_is_handled)
{
    double x[60];
    struct tare_interval inner, outer;

    fill(x, 60, 6);
    inner = mean_at(x, 60, 0.0001);
    for (double rest = 0.9; rest > 1e-9; rest /= 3) {
        outer = mean_at(x, 60, 1 - rest);
        CHECK(outer.low < inner.low && outer.high > inner.high);
        inner = outer;
    }
}

static void check_t25(const struct vector *v)
{
    double k[25], y[25];
    struct tare_interval e;

    if (strcmp(v->set, "t25") != 0)
        return;
    for (int i = 0; i < 25; i++) {
        k[i] = i + 1;
        y[i] = v->values[i] * k[i];
    }
    e = mean_of(v->values, 25);
    CHECK_NEAR(e.estimate, 103.265752092406, 1e-12);
    CHECK_NEAR(e.low, 100.55854, 1e-7);
    CHECK_NEAR(e.high, 105.87828, 1e-7);
    e = tare_saddlepoint_slope(k, y, 25, 0.95, scratch);
    CHECK_NEAR(e.estimate, 103.816836612095, 1e-12);
    CHECK_NEAR(e.low, 100.79156, 1e-7);
    CHECK_NEAR(e.high, 106.93244, 1e-7);
}

TEST(t25_has_the_intervals_of_the_specification)
{
    vectors_each("resamples", "mc_mean_low", check_t25);
}

/* ---- R's 200,000 resamples ----------------------------------------------- */

/* Their own noise is 0.15 % of the width, the approximation's error as much at
 * 25 values. */
static void near_end(const struct vector *v, double end, struct tare_interval e)
{
    CHECK(fabs(end - v->want) <= 0.007 * (e.high - e.low));
}

static void mean_low(const struct vector *v)
{
    struct tare_interval e = mean_of(v->values, v->count);

    near_end(v, e.low, e);
}

static void mean_high(const struct vector *v)
{
    struct tare_interval e = mean_of(v->values, v->count);

    near_end(v, e.high, e);
}

static struct tare_interval slope_of(const struct vector *v)
{
    static double x[VECTOR_VALUES], y[VECTOR_VALUES];

    for (size_t i = 0; i < v->count; i++) {
        x[i] = (double)(i + 1);
        y[i] = v->values[i] * x[i];
    }
    return tare_saddlepoint_slope(x, y, v->count, 0.95, scratch);
}

static void slope_low(const struct vector *v)
{
    struct tare_interval e = slope_of(v);

    near_end(v, e.low, e);
}

static void slope_high(const struct vector *v)
{
    struct tare_interval e = slope_of(v);

    near_end(v, e.high, e);
}

TEST(means_agree_with_resampling_in_r)
{
    vectors_each("resamples", "mc_mean_low", mean_low);
    vectors_each("resamples", "mc_mean_high", mean_high);
}

TEST(slopes_agree_with_resampling_in_r)
{
    vectors_each("resamples", "mc_slope_low", slope_low);
    vectors_each("resamples", "mc_slope_high", slope_high);
}

TESTS(RUN(too_few_values_say_how_many_it_takes),
      RUN(two_values_have_themselves_for_an_interval),
      RUN(equal_values_have_a_point_for_an_interval),
      RUN(what_has_no_answer_gives_nan),
      RUN(scaling_and_shifting_the_data_scale_and_shift_the_interval),
      RUN(skewed_data_have_a_skewed_interval),
      RUN(confidence_from_one_to_almost_all_is_handled),
      RUN(t25_has_the_intervals_of_the_specification),
      RUN(means_agree_with_resampling_in_r),
      RUN(slopes_agree_with_resampling_in_r))
