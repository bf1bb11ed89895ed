/* SPDX-License-Identifier: MIT */
#include "stats/fit.h"

#include "tests/stats/reference.h"

static double scratch[1024];

static void check_least_squares(const struct reference *r)
{
    struct tare_line line = tare_fit_least_squares(r->x, r->y, r->count_x);

    CHECK_CLOSE(line.slope, r->results[0], 1e-11);
    CHECK_CLOSE(line.intercept, r->results[1], 1e-9);
    CHECK_CLOSE(line.slope_error, r->results[2], 1e-9);
    CHECK_CLOSE(line.r_squared, r->results[3], 1e-11);
    CHECK_INT(line.needs, 0);
}

TEST(lines_agree_with_r)
{
    reference_each("least_squares", check_least_squares);
}

static void check_origin(const struct reference *r)
{
    struct tare_line line = tare_fit_origin(r->x, r->y, r->count_x);

    CHECK_CLOSE(line.slope, r->results[0], 1e-13);
    CHECK_CLOSE(line.slope_error, r->results[1], 1e-11);
    CHECK_CLOSE(line.r_squared, r->results[2], 1e-10);
    CHECK(line.intercept == 0);
}

TEST(lines_through_the_origin_agree_with_r)
{
    reference_each("origin", check_origin);
}

static void check_theil_sen(const struct reference *r)
{
    struct tare_line line = tare_fit_theil_sen(r->x, r->y, r->count_x, scratch);

    CHECK(tare_fit_theil_sen_scratch(r->count_x) <= 1024);
    CHECK_CLOSE(line.slope, r->results[0], 1e-13);
    CHECK_CLOSE(line.intercept, r->results[1], 1e-12);
}

TEST(theil_sen_lines_agree_with_r)
{
    reference_each("theil_sen", check_theil_sen);
}

static void check_exponent(const struct reference *r)
{
    CHECK_CLOSE(tare_fit_exponent(r->x, r->y, r->count_x), r->results[0], 1e-9);
}

TEST(exponents_agree_with_r)
{
    reference_each("exponent", check_exponent);
}

/* R 4: coef(lm(x * i ~ i + 0)) */
TEST(the_slope_of_the_method_is_reproduced)
{
    double counts[25], times[25];

    for (int i = 1; i <= 25; i++) {
        counts[i - 1] = i;
        times[i - 1] = i * (100 + 8 * sin(1.7 * i) +
                            5 * cos(0.9 * pow(i, 1.5)) + (i % 7 == 0 ? 20 : 0));
    }
    CHECK_NEAR(tare_fit_origin(counts, times, 25).slope, 103.816836612095,
               1e-12);
}

/* y = 2x + 1: through the origin the best slope is 34/14, so the residuals are
 * 4/7, 1/7, -2/7, their squares sum to 3/7, of 8 */
TEST(r_squared_through_the_origin_is_against_the_mean)
{
    double x[] = { 1, 2, 3 }, y[] = { 3, 5, 7 };
    struct tare_line line = tare_fit_origin(x, y, 3);

    CHECK_NEAR(line.slope, 34.0 / 14, 1e-15);
    CHECK_NEAR(line.r_squared, 1 - 3.0 / 7 / 8, 1e-14);
}

TEST(one_wild_point_in_four_does_not_move_theil_sen)
{
    double x[8], y[8];
    struct tare_line line;

    for (size_t i = 0; i < 8; i++) {
        x[i] = (double)i;
        y[i] = 3 * (double)i + 1;
    }
    y[2] = 1e6;
    y[5] = -1e6;
    line = tare_fit_theil_sen(x, y, 8, scratch);
    CHECK_NEAR(line.slope, 3, 0);
    CHECK_NEAR(line.intercept, 1, 0);
}

TEST(hoisted_work_has_an_exponent_of_nothing)
{
    double x[] = { 1, 2, 4, 8 }, flat[] = { 5, 5, 5, 5 },
           line[] = { 3, 6, 12, 24 };

    CHECK_NEAR(tare_fit_exponent(x, flat, 4), 0, 1e-15);
    CHECK_NEAR(tare_fit_exponent(x, line, 4), 1, 1e-15);
    CHECK_NEAR(tare_fit_exponent(line, x, 4), 1, 1e-15);
}

TEST(an_exponent_needs_positive_values_that_differ)
{
    double x[] = { 1, 2 }, same[] = { 2, 2 }, zero[] = { 0, 1 };

    CHECK(isnan(tare_fit_exponent(x, zero, 2)));
    CHECK(isnan(tare_fit_exponent(zero, x, 2)));
    CHECK(isnan(tare_fit_exponent(same, x, 2)));
    CHECK(isnan(tare_fit_exponent(x, x, 1)));
    CHECK(isnan(tare_fit_exponent(x, x, 0)));
    CHECK(isnan(tare_fit_exponent((double[]){ 1, INFINITY }, x, 2)));
    CHECK(isnan(tare_fit_exponent(x, (double[]){ NAN, 1 }, 2)));
}

TEST(too_few_points_are_told_how_many_it_takes)
{
    double same[] = { 2, 2, 2 }, y[] = { 1, 2, 3 }, zero[] = { 0, 0, 0 };

    CHECK_INT(tare_fit_least_squares(y, y, 0).needs, 2);
    CHECK_INT(tare_fit_least_squares(y, y, 1).needs, 2);
    CHECK_INT(tare_fit_least_squares(same, y, 3).needs, 2);
    CHECK_INT(tare_fit_theil_sen(same, y, 3, scratch).needs, 2);
    CHECK_INT(tare_fit_theil_sen(y, y, 0, scratch).needs, 2);
    CHECK_INT(tare_fit_origin(zero, y, 3).needs, 1);
    CHECK_INT(tare_fit_origin(y, y, 0).needs, 1);
    CHECK(isnan(tare_fit_least_squares(same, y, 3).slope));
}

TEST(two_points_have_a_line_but_no_error)
{
    double x[] = { 1, 3 }, y[] = { 2, 8 };
    struct tare_line line = tare_fit_least_squares(x, y, 2);

    CHECK_NEAR(line.slope, 3, 1e-15);
    CHECK_NEAR(line.intercept, -1, 1e-15);
    CHECK(isnan(line.slope_error));
}

TEST(constant_times_have_nothing_to_explain)
{
    double x[] = { 1, 2, 3 }, y[] = { 0.1, 0.1, 0.1 };

    CHECK_NEAR(tare_fit_least_squares(x, y, 3).slope, 0, 1e-17);
    CHECK(isnan(tare_fit_least_squares(x, y, 3).r_squared));
    CHECK(isnan(tare_fit_origin(x, y, 3).r_squared));
}

TEST(values_that_are_not_finite_give_no_line)
{
    double x[] = { 1, 2, 3 }, bad[] = { 1, NAN, 3 }, far[] = { 1, 2, INFINITY };

    CHECK(isnan(tare_fit_least_squares(x, bad, 3).slope));
    CHECK(isnan(tare_fit_origin(far, x, 3).slope));
    CHECK(isnan(tare_fit_theil_sen(x, far, 3, scratch).slope));
    CHECK_INT(tare_fit_theil_sen(x, far, 3, scratch).needs, 0);
}

TEST(scaling_times_scales_the_line)
{
    double x[] = { 1, 2, 4, 8, 16 }, y[] = { 3, 5, 6, 11, 20 }, z[5];
    struct tare_line a, b;

    for (size_t i = 0; i < 5; i++)
        z[i] = 1024 * y[i];
    a = tare_fit_theil_sen(x, y, 5, scratch);
    b = tare_fit_theil_sen(x, z, 5, scratch);
    CHECK(b.slope == 1024 * a.slope);
    CHECK(b.intercept == 1024 * a.intercept);
    CHECK(b.r_squared == a.r_squared);
    CHECK(tare_fit_origin(x, z, 5).slope ==
          1024 * tare_fit_origin(x, y, 5).slope);
}

TESTS(RUN(lines_agree_with_r), RUN(lines_through_the_origin_agree_with_r),
      RUN(theil_sen_lines_agree_with_r), RUN(exponents_agree_with_r),
      RUN(the_slope_of_the_method_is_reproduced),
      RUN(r_squared_through_the_origin_is_against_the_mean),
      RUN(one_wild_point_in_four_does_not_move_theil_sen),
      RUN(hoisted_work_has_an_exponent_of_nothing),
      RUN(an_exponent_needs_positive_values_that_differ),
      RUN(too_few_points_are_told_how_many_it_takes),
      RUN(two_points_have_a_line_but_no_error),
      RUN(constant_times_have_nothing_to_explain),
      RUN(values_that_are_not_finite_give_no_line),
      RUN(scaling_times_scales_the_line))
