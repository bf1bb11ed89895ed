/* SPDX-License-Identifier: MIT */
#include "stats/rank_sum.h"

#include "stats/order.h"
#include "tests/stats/reference.h"

static struct tare_rank_sum test_of(const double *x, size_t count_x,
                                    const double *y, size_t count_y)
{
    static double a[1024], b[1024], scratch[60100];

    CHECK(tare_rank_sum_scratch(count_x, count_y) <= 60100);
    memcpy(a, x, count_x * sizeof *a);
    memcpy(b, y, count_y * sizeof *b);
    tare_sort(a, count_x);
    tare_sort(b, count_y);
    return tare_rank_sum(a, count_x, b, count_y, scratch);
}

static void check_rank_sum(const struct reference *r)
{
    struct tare_rank_sum t = test_of(r->x, r->count_x, r->y, r->count_y);

    CHECK_NEAR(t.w, r->results[0], 0);
    CHECK_CLOSE(t.p_greater, r->results[1], 1e-12);
    CHECK_CLOSE(t.p_less, r->results[2], 1e-12);
    CHECK_CLOSE(t.p_two_sided, r->results[3], 1e-12);
}

TEST(tests_agree_with_r)
{
    reference_each("rank_sum", check_rank_sum);
}

TEST(the_test_of_the_method_is_reproduced)
{
    struct tare_rank_sum t;
    double x[25];

    for (int k = 1; k <= 25; k++)
        x[k - 1] = 8 * sin(1.7 * k) + 5 * cos(0.9 * pow(k, 1.5)) +
                   (k % 7 == 0 ? 20 : 0);
    t = test_of(x, 12, x + 12, 13);
    CHECK_NEAR(t.w, 72, 0);
    CHECK_NEAR(t.p_two_sided, 0.768886794993, 1e-11);
    CHECK(t.exact);
}

/* Of the C(4, 2) = 6 orders, one has both x on top: W = 4 */
TEST(four_values_can_be_counted_by_hand)
{
    struct tare_rank_sum t =
        test_of((double[]){ 3, 4 }, 2, (double[]){ 1, 2 }, 2);

    CHECK_NEAR(t.w, 4, 0);
    CHECK_NEAR(t.p_greater, 1.0 / 6, 1e-16);
    CHECK_NEAR(t.p_less, 1, 0);
    CHECK_NEAR(t.p_two_sided, 1.0 / 3, 1e-15);
}

TEST(swapping_the_sides_swaps_the_answers)
{
    double x[60], y[60];

    for (size_t i = 0; i < 60; i++) {
        x[i] = sin((double)(i * i));
        y[i] = cos((double)(i * i)) + 0.2;
    }
    for (size_t count = 10; count <= 60; count += 50) {
        struct tare_rank_sum a = test_of(x, count, y, count - 3);
        struct tare_rank_sum b = test_of(y, count - 3, x, count);

        CHECK(a.w + b.w == (double)(count * (count - 3)));
        CHECK_CLOSE(a.p_greater, b.p_less, 1e-14);
        CHECK_CLOSE(a.p_two_sided, b.p_two_sided, 1e-14);
    }
}

TEST(shifting_and_scaling_both_changes_nothing)
{
    double x[] = { 1, 5, 6, 9 }, y[] = { 2, 3, 4, 5, 8 };
    double xx[4], yy[5];

    for (size_t i = 0; i < 4; i++)
        xx[i] = 1e9 * x[i] - 7;
    for (size_t i = 0; i < 5; i++)
        yy[i] = 1e9 * y[i] - 7;
    CHECK(test_of(x, 4, y, 5).p_less == test_of(xx, 4, yy, 5).p_less);
}

TEST(equal_values_show_nothing)
{
    double x[] = { 7, 7, 7 };

    CHECK(test_of(x, 3, x, 3).p_two_sided == 1);
    CHECK_NEAR(test_of(x, 3, x, 3).w, 4.5, 0);
}

TEST(an_empty_side_needs_a_value)
{
    double x[] = { 1 };

    CHECK_INT(test_of(x, 1, x, 0).needs, 1);
    CHECK_INT(test_of(x, 0, x, 1).needs, 1);
    CHECK(test_of(x, 0, x, 0).p_two_sided == 1);
}

TEST(no_numbers_show_nothing)
{
    double x[] = { 1, NAN, 3 }, y[] = { 10, 11, 12 };

    CHECK(test_of(x, 3, y, 3).p_less == 1);
    CHECK(test_of(y, 3, x, 3).p_greater == 1);
}

TEST(infinite_values_are_ranked)
{
    double x[] = { -INFINITY, 1 }, y[] = { 2, INFINITY };

    CHECK_NEAR(test_of(x, 2, y, 2).w, 0, 0);
    CHECK_NEAR(test_of(x, 2, y, 2).p_less, 1.0 / 6, 1e-16);
}

TESTS(RUN(tests_agree_with_r), RUN(the_test_of_the_method_is_reproduced),
      RUN(four_values_can_be_counted_by_hand),
      RUN(swapping_the_sides_swaps_the_answers),
      RUN(shifting_and_scaling_both_changes_nothing),
      RUN(equal_values_show_nothing), RUN(an_empty_side_needs_a_value),
      RUN(no_numbers_show_nothing), RUN(infinite_values_are_ranked))
