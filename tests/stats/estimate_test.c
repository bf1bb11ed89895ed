/* SPDX-License-Identifier: MIT */
#include "stats/estimate.h"

#include <math.h>

#include "stats/rng.h"
#include "stats/student.h"
#include "tests/stats/vectors.h"

static double scratch[VECTOR_VALUES];

static struct tare_estimate linear(const double *values, size_t count)
{
    return tare_estimate_linear(values, count, 0.95, scratch);
}

TEST(no_launches_say_so)
{
    struct tare_estimate e = linear(NULL, 0);

    CHECK(isnan(e.value) && isnan(e.low) && isnan(e.high));
    CHECK_INT(e.needs, 2);
    CHECK(tare_estimate_half_width(&e) == INFINITY);
}

TEST(one_launch_has_a_value_and_needs_another_for_an_interval)
{
    struct tare_estimate e = linear((double[]){ 5 }, 1);

    CHECK(e.value == 5);
    CHECK(isnan(e.low) && isnan(e.high));
    CHECK_INT(e.needs, 2);
    CHECK(tare_estimate_half_width(&e) == INFINITY);
}

TEST(two_launches_have_a_wide_interval)
{
    struct tare_estimate e = linear((double[]){ 4, 6 }, 2);

    /* sd = sqrt 2, se = 1, t with 1 degree = 12.706 */
    CHECK_INT(e.needs, 0);
    CHECK_NEAR(e.value, 5, 0);
    CHECK_NEAR(e.launch_error, 1, 1e-15);
    CHECK_NEAR(e.high, 5 + 12.706204736174705, 1e-13);
    CHECK_NEAR(tare_estimate_half_width(&e), 12.706204736174705 / 5, 1e-13);
}

TEST(launches_that_agree_have_a_point_for_an_interval)
{
    double values[40];
    struct tare_estimate e;

    for (int i = 0; i < 40; i++)
        values[i] = 0.1;
    e = linear(values, 40);
    CHECK(e.value == 0.1 && e.low == 0.1 && e.high == 0.1);
    CHECK(tare_estimate_half_width(&e) == 0);
    for (int i = 0; i < 40; i++)
        values[i] = 0;
    e = linear(values, 40);
    CHECK(e.value == 0 && e.low == 0 && e.high == 0);
    CHECK(tare_estimate_half_width(&e) == 0);
}

TEST(below_twelve_launches_there_are_no_batches)
{
    double rising[12];

    for (int i = 0; i < 12; i++)
        rising[i] = i;
    CHECK(linear(rising, 11).session_error == 0);
    CHECK(linear(rising, 12).session_error > 0);
}

TEST(launches_that_drift_together_widen_the_interval)
{
    double rising[60], mixed[60];
    struct tare_estimate drift, steady;

    for (int i = 0; i < 60; i++) {
        rising[i] = i;
        mixed[i] = i * 37 % 60;
    }
    drift = linear(rising, 60);
    steady = linear(mixed, 60);
    CHECK(drift.session_error > drift.launch_error);
    CHECK(drift.standard_error == drift.session_error);
    CHECK_NEAR(drift.degrees, 5, 0);
    CHECK(steady.session_error < steady.launch_error);
    CHECK_NEAR(steady.degrees, 60 - 2 * 6 - 1, 0);
    CHECK(drift.value == steady.value);
    CHECK(drift.launch_error == steady.launch_error);
}

TEST(a_few_wild_launches_hardly_matter)
{
    double values[40];
    struct tare_estimate calm, wild;

    for (int i = 0; i < 40; i++)
        values[i] = 100 + i * 17 % 40;
    calm = linear(values, 40);
    values[3] = 1e6;
    values[30] = INFINITY;
    wild = linear(values, 40);
    CHECK(!wild.not_finite);
    CHECK_NEAR(wild.value, calm.value, 0.02);
    CHECK_NEAR(wild.standard_error, calm.standard_error, 0.2);
}

TEST(more_infinities_than_are_trimmed_leave_no_estimate)
{
    double values[20] = { 0 };
    struct tare_estimate e;

    values[0] = values[1] = values[2] = -INFINITY;
    e = linear(values, 20);
    CHECK(e.not_finite);
    CHECK(isnan(e.value) && isnan(e.low));
    CHECK(tare_estimate_half_width(&e) == INFINITY);
}

TEST(a_nan_leaves_no_estimate)
{
    struct tare_estimate e = linear((double[]){ 1, NAN, 2 }, 3);

    CHECK(e.not_finite);
    CHECK(isnan(e.value));
    CHECK_INT(e.needs, 0);
}

TEST(the_logarithmic_estimate_is_the_linear_one_of_the_logarithms)
{
    const double logs[] = { 0.1, 0.3, 0.2, 0.25, 0.4, 0.15, 0.22 };
    struct tare_estimate a = linear(logs, 7);
    struct tare_estimate b = tare_estimate_launches(logs, 7, 0.95, scratch);

    CHECK_NEAR(b.value, exp(a.value), 1e-15);
    CHECK_NEAR(b.low, exp(a.low), 1e-15);
    CHECK_NEAR(b.high, exp(a.high), 1e-15);
    CHECK(a.standard_error == b.standard_error);
    CHECK_NEAR(tare_estimate_half_width(&b), expm1(a.high - a.value), 1e-14);
}

TEST(scaling_and_shifting_the_data_scale_and_shift_the_interval)
{
    double x[50], y[50];
    struct tare_estimate a, b;
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (int i = 0; i < 50; i++) {
        x[i] = tare_rng_normal(&rng);
        y[i] = 4 * x[i] - 32;
    }
    a = linear(x, 50);
    b = linear(y, 50);
    CHECK_NEAR(b.value, 4 * a.value - 32, 1e-14);
    CHECK_NEAR(b.low, 4 * a.low - 32, 1e-14);
    CHECK_NEAR(b.high, 4 * a.high - 32, 1e-14);
}

TEST(a_wrong_confidence_counts_as_the_usual_one)
{
    const double x[] = { 1, 2, 4 };

    CHECK(tare_estimate_linear(x, 3, 95, scratch).high == linear(x, 3).high);
    CHECK(tare_estimate_linear(x, 3, NAN, scratch).confidence == 0.95);
}

/* Statistics §5.1: the 10 % trimmed mean of T25, whose first values follow. */
static void check_t25(const struct vector *v)
{
    if (strcmp(v->set, "t25") == 0)
        CHECK_NEAR(linear(v->values, v->count).value, 103.582935015418, 1e-12);
}

TEST(the_trimmed_mean_of_t25_is_that_of_the_specification)
{
    vectors_each("numbers", "mean", check_t25);
}

/* ---- R ------------------------------------------------------------------- */

static double size_of(const struct vector *v)
{
    return fmax(fabs(v->sorted[0]), fabs(v->sorted[v->count - 1]));
}

static void low(const struct vector *v)
{
    double got = tare_estimate_linear(v->values, v->count, v->a, scratch).low;

    CHECK(fabs(got - v->want) <= 1e-12 * fmax(size_of(v), fabs(v->want)));
}

static void high(const struct vector *v)
{
    double got = tare_estimate_linear(v->values, v->count, v->a, scratch).high;

    CHECK(fabs(got - v->want) <= 1e-12 * fmax(size_of(v), fabs(v->want)));
}

static void launch_error(const struct vector *v)
{
    CHECK_RATIO(linear(v->values, v->count).launch_error, v->want, 1e-11);
}

/* Below the rounding of the values nothing can be compared. */
static void session_error(const struct vector *v)
{
    CHECK(fabs(linear(v->values, v->count).session_error - v->want) <=
          1e-12 * v->want + 1e-15 * size_of(v));
}

static void degrees(const struct vector *v)
{
    CHECK_NEAR(linear(v->values, v->count).degrees, v->want, 0);
}

static struct tare_estimate logarithmic(const struct vector *v)
{
    static double logs[VECTOR_VALUES];

    for (size_t i = 0; i < v->count; i++)
        logs[i] = log(v->values[i]);
    return tare_estimate_launches(logs, v->count, 0.95, scratch);
}

static void log_value(const struct vector *v)
{
    CHECK_RATIO(logarithmic(v).value, v->want, 1e-12);
}

static void log_low(const struct vector *v)
{
    CHECK_RATIO(logarithmic(v).low, v->want, 1e-11);
}

static void log_high(const struct vector *v)
{
    CHECK_RATIO(logarithmic(v).high, v->want, 1e-11);
}

TEST(intervals_agree_with_r)
{
    vectors_each("numbers", "estimate_low", low);
    vectors_each("numbers", "estimate_high", high);
}

TEST(errors_and_degrees_agree_with_r)
{
    vectors_each("numbers", "estimate_launch_error", launch_error);
    vectors_each("numbers", "estimate_session_error", session_error);
    vectors_each("numbers", "estimate_degrees", degrees);
}

TEST(logarithmic_estimates_agree_with_r)
{
    vectors_each("numbers", "log_estimate", log_value);
    vectors_each("numbers", "log_estimate_low", log_low);
    vectors_each("numbers", "log_estimate_high", log_high);
}

TEST(an_error_that_all_launches_share_widens_the_interval)
{
    double logs[20];
    struct tare_estimate e, wide;

    for (size_t i = 0; i < 20; i++)
        logs[i] = 1 + 0.01 * (double)(i * 7 % 20);
    e = wide = tare_estimate_launches(logs, 20, 0.95, scratch);
    tare_estimate_widen(&wide, 0);
    CHECK_NEAR(wide.low, e.low, 0);
    tare_estimate_widen(&wide, e.standard_error);
    CHECK_NEAR(wide.value, e.value, 0);
    CHECK_NEAR(wide.standard_error, sqrt(2) * e.standard_error, 1e-12);
    CHECK_NEAR(wide.degrees, 4 * e.degrees, 1e-9);
    CHECK_NEAR(log(wide.high / wide.value),
               wide.standard_error * tare_student_quantile(0.975, wide.degrees),
               1e-12);
    CHECK_NEAR(log(wide.value / wide.low), log(wide.high / wide.value), 1e-12);
}

TEST(an_error_of_launches_that_agree_is_all_there_is)
{
    double logs[20] = { 0 };
    struct tare_estimate e = tare_estimate_launches(logs, 20, 0.95, scratch);

    tare_estimate_widen(&e, 0.001);
    CHECK_NEAR(log(e.high), 0.00196, 0.00001);
}

TESTS(RUN(no_launches_say_so),
      RUN(one_launch_has_a_value_and_needs_another_for_an_interval),
      RUN(two_launches_have_a_wide_interval),
      RUN(launches_that_agree_have_a_point_for_an_interval),
      RUN(below_twelve_launches_there_are_no_batches),
      RUN(launches_that_drift_together_widen_the_interval),
      RUN(a_few_wild_launches_hardly_matter),
      RUN(more_infinities_than_are_trimmed_leave_no_estimate),
      RUN(a_nan_leaves_no_estimate),
      RUN(the_logarithmic_estimate_is_the_linear_one_of_the_logarithms),
      RUN(scaling_and_shifting_the_data_scale_and_shift_the_interval),
      RUN(a_wrong_confidence_counts_as_the_usual_one),
      RUN(the_trimmed_mean_of_t25_is_that_of_the_specification),
      RUN(an_error_that_all_launches_share_widens_the_interval),
      RUN(an_error_of_launches_that_agree_is_all_there_is),
      RUN(intervals_agree_with_r), RUN(errors_and_degrees_agree_with_r),
      RUN(logarithmic_estimates_agree_with_r))
