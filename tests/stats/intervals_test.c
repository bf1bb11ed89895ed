/* SPDX-License-Identifier: MIT */
#include "stats/intervals.h"

#include "stats/order.h"
#include "tests/stats/reference.h"

static const double *sorted(const double *values, size_t count)
{
    static double copy[1024];

    memcpy(copy, values, count * sizeof *copy);
    tare_sort(copy, count);
    return copy;
}

static void check_student(const struct reference *r)
{
    struct tare_interval i =
        tare_student_interval(r->x, r->count_x, r->arguments[0]);

    CHECK_CLOSE(i.low, r->results[0], 1e-11);
    CHECK_CLOSE(i.high, r->results[1], 1e-11);
}

TEST(student_intervals_agree_with_r)
{
    reference_each("student_interval", check_student);
}

static void check_trimmed(const struct reference *r)
{
    struct tare_interval i = tare_trimmed_interval(
        sorted(r->x, r->count_x), r->count_x, r->arguments[0], r->arguments[1]);

    CHECK_CLOSE(i.estimate, r->results[0], 1e-11);
    CHECK_CLOSE(i.low, r->results[1], 1e-11);
    CHECK_CLOSE(i.high, r->results[2], 1e-11);
}

TEST(trimmed_intervals_agree_with_r)
{
    reference_each("trimmed", check_trimmed);
}

static void check_median(const struct reference *r)
{
    struct tare_interval i = tare_median_interval(sorted(r->x, r->count_x),
                                                  r->count_x, r->arguments[0]);

    CHECK_CLOSE(i.estimate, r->results[0], 1e-15);
    CHECK(i.low == r->results[1]);
    CHECK(i.high == r->results[2]);
    CHECK_NEAR(i.confidence, r->results[3], 1e-13);
}

TEST(median_intervals_agree_with_r)
{
    reference_each("median_interval", check_median);
}

/* 2^-5 > 0.025 >= 2^-6, of which both tails make 1/32 */
TEST(the_median_of_six_lies_between_the_extremes)
{
    double values[] = { 1, 2, 3, 4, 5, 6 };
    struct tare_interval i = tare_median_interval(values, 6, 0.95);

    CHECK_NEAR(i.low, 1, 0);
    CHECK_NEAR(i.high, 6, 0);
    CHECK_NEAR(i.confidence, 1 - 1.0 / 32, 1e-15);
    i = tare_median_interval(values, 5, 0.95);
    CHECK(i.low == -INFINITY);
    CHECK_INT(i.needs, 6);
    CHECK_NEAR(i.estimate, 3, 0);
}

TEST(a_median_of_many_is_bounded_near_the_middle)
{
    static double values[100000];
    struct tare_interval i;

    for (size_t k = 0; k < 100000; k++)
        values[k] = (double)k;
    i = tare_median_interval(values, 100000, 0.95);
    CHECK(i.low > 49680 && i.low < 49700);
    CHECK(i.high > 50300 && i.high < 50320);
    CHECK(i.confidence >= 0.95);
    CHECK(i.confidence < 0.951);
}

TEST(one_value_is_an_estimate_without_bounds)
{
    double x[] = { 3 };
    struct tare_interval student = tare_student_interval(x, 1, 0.95);
    struct tare_interval trimmed = tare_trimmed_interval(x, 1, 0.1, 0.95);
    struct tare_interval median = tare_median_interval(x, 1, 0.95);

    CHECK(student.estimate == 3);
    CHECK(trimmed.estimate == 3);
    CHECK(median.estimate == 3);
    CHECK(student.high == INFINITY);
    CHECK(trimmed.low == -INFINITY);
    CHECK_INT(student.needs, 2);
    CHECK_INT(trimmed.needs, 2);
    CHECK_INT(median.needs, 6);
}

TEST(no_values_have_no_estimate)
{
    CHECK(isnan(tare_student_interval(NULL, 0, 0.95).estimate));
    CHECK(isnan(tare_trimmed_interval(NULL, 0, 0.1, 0.95).estimate));
    CHECK(isnan(tare_median_interval(NULL, 0, 0.95).estimate));
    CHECK_INT(tare_median_interval(NULL, 0, 0.95).needs, 6);
}

TEST(equal_values_have_a_width_of_nothing)
{
    double x[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 };

    CHECK(tare_student_interval(x, 7, 0.95).low == 0.1);
    CHECK(tare_trimmed_interval(x, 7, 0.1, 0.95).high == 0.1);
    CHECK(tare_median_interval(x, 7, 0.95).high == 0.1);
}

TEST(no_numbers_spoil_everything)
{
    double x[] = { 1, 2, 3, 4, 5, 6, NAN };

    CHECK(isnan(tare_student_interval(x, 7, 0.95).low));
    CHECK(isnan(tare_trimmed_interval(x, 7, 0.2, 0.95).low));
    CHECK(isnan(tare_median_interval(x, 7, 0.95).low));
}

TEST(trimming_takes_infinite_values)
{
    double x[20];

    for (size_t i = 0; i < 20; i++)
        x[i] = (double)i;
    x[19] = INFINITY;
    CHECK(isfinite(tare_trimmed_interval(x, 20, 0.1, 0.95).high));
    CHECK(isnan(tare_trimmed_interval(x, 20, 0, 0.95).high));
    CHECK(isfinite(tare_median_interval(x, 20, 0.95).high));
}

TEST(mirrored_values_have_mirrored_intervals)
{
    double x[31], y[31];
    struct tare_interval a, b;

    for (size_t i = 0; i < 31; i++)
        x[i] = sin((double)(i * i));
    memcpy(x, sorted(x, 31), sizeof x);
    for (size_t i = 0; i < 31; i++)
        y[i] = -x[30 - i];
    a = tare_median_interval(x, 31, 0.9);
    b = tare_median_interval(y, 31, 0.9);
    CHECK(a.low == -b.high);
    CHECK(a.high == -b.low);
    a = tare_trimmed_interval(x, 31, 0.1, 0.9);
    b = tare_trimmed_interval(y, 31, 0.1, 0.9);
    CHECK_NEAR(a.low, -b.high, 1e-14);
}

TESTS(RUN(student_intervals_agree_with_r), RUN(trimmed_intervals_agree_with_r),
      RUN(median_intervals_agree_with_r),
      RUN(the_median_of_six_lies_between_the_extremes),
      RUN(a_median_of_many_is_bounded_near_the_middle),
      RUN(one_value_is_an_estimate_without_bounds),
      RUN(no_values_have_no_estimate),
      RUN(equal_values_have_a_width_of_nothing),
      RUN(no_numbers_spoil_everything), RUN(trimming_takes_infinite_values),
      RUN(mirrored_values_have_mirrored_intervals))
