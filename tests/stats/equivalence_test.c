/* SPDX-License-Identifier: MIT */
#include "stats/equivalence.h"

#include "stats/mean_tests.h"
#include "stats/order.h"
#include "tests/stats/reference.h"

static void check_tost(const struct reference *r)
{
    struct tare_equivalence e = tare_equivalence_student(
        r->x, r->count_x, r->arguments[0], r->arguments[1]);

    /* a mean near 1e9 is known to 1e-7 only, in either program */
    CHECK_CLOSE(e.p, r->results[0],
                strcmp(r->set, "hundred_offset") ? 1e-9 : 1e-5);
}

TEST(student_equivalence_agrees_with_r)
{
    reference_each("tost", check_tost);
}

static void check_signed_rank(const struct reference *r)
{
    static double memory[14461], sorted[1024];
    struct tare_signed_rank_null null =
        tare_signed_rank_null(r->count_x, memory);
    struct tare_equivalence e;

    memcpy(sorted, r->x, r->count_x * sizeof *sorted);
    tare_sort(sorted, r->count_x);
    e = tare_equivalence_signed_rank(sorted, r->count_x, r->arguments[0],
                                     r->arguments[0], &null);
    /* between a shift and itself: the worse of both sides */
    if (r->count_x <= TARE_SIGNED_RANK_EXACT)
        CHECK_CLOSE(e.p, fmax(r->results[2], r->results[3]), 1e-12);
}

TEST(signed_rank_equivalence_agrees_with_r)
{
    reference_each("signed_rank", check_signed_rank);
}

TEST(welch_equivalence_is_two_welch_tests)
{
    double x[] = { 1, 2, 4, 3, 2 }, y[] = { 2, 3, 3, 1 }, up[4], down[4];
    struct tare_equivalence e = tare_equivalence_welch(x, 5, y, 4, -2, 1.5);

    for (size_t i = 0; i < 4; i++) {
        down[i] = y[i] - 2; /* x - y > -2 as x > y - 2 */
        up[i] = y[i] + 1.5;
    }
    CHECK_CLOSE(e.p_above, tare_welch_test(x, 5, down, 4).p_greater, 1e-13);
    CHECK_CLOSE(e.p_below, tare_welch_test(x, 5, up, 4).p_less, 1e-13);
    CHECK(e.p == fmax(e.p_above, e.p_below));
}

TEST(a_difference_outside_is_never_equivalent)
{
    double x[] = { 5.1, 5.2, 4.9, 5 };

    CHECK(tare_equivalence_student(x, 4, -1, 1).p > 0.99);
    CHECK(tare_equivalence_student(x, 4, 4, 6).p < 0.01);
}

TEST(values_that_never_vary_are_certainly_inside_or_outside)
{
    double x[] = { 1, 1, 1 };

    CHECK(tare_equivalence_student(x, 3, 0, 2).p == 0);
    CHECK(tare_equivalence_student(x, 3, 0, 1).p == 1);
}

TEST(too_few_values_and_no_numbers_show_nothing)
{
    double x[] = { 1, NAN };
    struct tare_signed_rank_null null = { 0 };

    CHECK(tare_equivalence_student(x, 1, -9, 9).p == 1);
    CHECK_INT(tare_equivalence_student(x, 1, -9, 9).needs, 2);
    CHECK(tare_equivalence_student(x, 2, -9, 9).p == 1);
    CHECK_INT(tare_equivalence_welch(x, 1, x, 2, -9, 9).needs, 2);
    CHECK(tare_equivalence_signed_rank(x, 0, -9, 9, &null).p == 1);
    CHECK_INT(tare_equivalence_signed_rank(x, 0, -9, 9, &null).needs, 1);
}

TESTS(RUN(student_equivalence_agrees_with_r),
      RUN(signed_rank_equivalence_agrees_with_r),
      RUN(welch_equivalence_is_two_welch_tests),
      RUN(a_difference_outside_is_never_equivalent),
      RUN(values_that_never_vary_are_certainly_inside_or_outside),
      RUN(too_few_values_and_no_numbers_show_nothing))
