/* SPDX-License-Identifier: MIT */
#include "stats/mean_tests.h"

#include "tests/stats/reference.h"

static void check_student(const struct reference *r)
{
    struct tare_mean_test t =
        tare_student_test(r->x, r->count_x, r->arguments[0]);

    CHECK_CLOSE(t.t, r->results[0], 1e-9);
    CHECK_NEAR(t.degrees, r->results[1], 0);
    CHECK_CLOSE(t.p_greater, r->results[2], 1e-9);
    CHECK_CLOSE(t.p_less, r->results[3], 1e-9);
    CHECK_CLOSE(t.p_two_sided, r->results[4], 1e-9);
}

TEST(student_tests_agree_with_r)
{
    reference_each("student", check_student);
}

static void check_welch(const struct reference *r)
{
    struct tare_mean_test t =
        tare_welch_test(r->x, r->count_x, r->y, r->count_y);
    struct tare_interval i = tare_mean_test_interval(&t, 0.95);

    CHECK_CLOSE(t.t, r->results[0], 1e-10);
    CHECK_CLOSE(t.degrees, r->results[1], 1e-11);
    CHECK_CLOSE(t.p_two_sided, r->results[2], 1e-10);
    CHECK_CLOSE(i.low, r->results[3], 1e-10);
    CHECK_CLOSE(i.high, r->results[4], 1e-10);
}

TEST(welch_tests_agree_with_r)
{
    reference_each("welch", check_welch);
}

static void check_fieller(const struct reference *r)
{
    struct tare_interval i =
        tare_fieller_interval(r->x, r->count_x, r->y, r->count_y, 0.95);

    CHECK_CLOSE(i.estimate, r->results[0], 1e-11);
    CHECK_CLOSE(i.low, r->results[1], 1e-9);
    CHECK_CLOSE(i.high, r->results[2], 1e-9);
}

TEST(fieller_intervals_agree_with_the_quadratic_in_r)
{
    reference_each("fieller", check_fieller);
}

TEST(swapping_the_sides_mirrors_the_test)
{
    double x[] = { 1, 4, 6, 7 }, y[] = { 2, 5, 9 };
    struct tare_mean_test a = tare_welch_test(x, 4, y, 3);
    struct tare_mean_test b = tare_welch_test(y, 3, x, 4);

    CHECK(a.difference == -b.difference);
    CHECK(a.p_greater == b.p_less);
    CHECK_NEAR(a.degrees, b.degrees, 1e-14);
    CHECK_NEAR(a.p_two_sided, b.p_two_sided, 1e-15);
}

TEST(too_few_values_show_nothing_and_say_so)
{
    double x[] = { 1, 2, 3 };

    CHECK_INT(tare_student_test(x, 1, 0).needs, 2);
    CHECK_INT(tare_student_test(x, 0, 0).needs, 2);
    CHECK_INT(tare_welch_test(x, 3, x, 1).needs, 2);
    CHECK_INT(tare_fieller_interval(x, 1, x, 3, 0.95).needs, 2);
    CHECK(tare_student_test(x, 1, 0).p_greater == 1);
    CHECK(isnan(tare_student_test(x, 1, 0).t));
}

TEST(values_that_never_vary_show_any_difference)
{
    double x[] = { 5, 5, 5 }, y[] = { 4, 4 };

    CHECK(tare_student_test(x, 3, 4).p_greater == 0);
    CHECK(tare_student_test(x, 3, 4).p_less == 1);
    CHECK(tare_student_test(x, 3, 5).p_two_sided == 1);
    CHECK(tare_welch_test(x, 3, y, 2).p_two_sided == 0);
    CHECK(tare_welch_test(x, 3, x, 3).p_two_sided == 1);
    CHECK_NEAR(tare_fieller_interval(x, 3, y, 2, 0.95).low, 1.25, 0);
}

TEST(values_that_are_not_finite_show_nothing)
{
    double x[] = { 1, NAN, 3 }, far[] = { 1, INFINITY, 3 }, y[] = { 1, 2, 3 };

    CHECK(tare_student_test(x, 3, 0).p_two_sided == 1);
    CHECK(tare_welch_test(far, 3, y, 3).p_two_sided == 1);
    CHECK(isnan(tare_fieller_interval(x, 3, y, 3, 0.95).low));
}

/* The mean of y is 0.5 +- 1.3: no bound on a ratio to it. */
TEST(a_ratio_to_nearly_nothing_is_unbounded)
{
    double x[] = { 5, 6, 7 }, y[] = { -2, 1, 2.5 };
    struct tare_interval i = tare_fieller_interval(x, 3, y, 3, 0.95);

    CHECK_NEAR(i.estimate, 12, 1e-13);
    CHECK(i.low == -INFINITY);
    CHECK(i.high == INFINITY);
    CHECK(i.needs > 3);
}

TEST(a_ratio_to_zero_is_no_number)
{
    double x[] = { 5, 6 }, y[] = { -1, 1 };

    CHECK(isnan(tare_fieller_interval(x, 2, y, 2, 0.95).estimate));
}

TESTS(RUN(student_tests_agree_with_r), RUN(welch_tests_agree_with_r),
      RUN(fieller_intervals_agree_with_the_quadratic_in_r),
      RUN(swapping_the_sides_mirrors_the_test),
      RUN(too_few_values_show_nothing_and_say_so),
      RUN(values_that_never_vary_show_any_difference),
      RUN(values_that_are_not_finite_show_nothing),
      RUN(a_ratio_to_nearly_nothing_is_unbounded),
      RUN(a_ratio_to_zero_is_no_number))
