/* SPDX-License-Identifier: MIT */
#include "stats/sign_test.h"

#include "tests/stats/reference.h"

static void check_sign(const struct reference *r)
{
    struct tare_sign_test t = tare_sign_test(r->x, r->count_x, r->arguments[0]);

    CHECK_CLOSE(t.p_greater, r->results[0], 1e-12);
    CHECK_CLOSE(t.p_less, r->results[1], 1e-12);
    CHECK_CLOSE(t.p_two_sided, r->results[2], 1e-12);
}

TEST(tests_agree_with_r)
{
    reference_each("sign", check_sign);
}

/* Of 2^4 ways, 1 + 4 have at least three heads. */
TEST(three_of_four_can_be_counted_by_hand)
{
    double x[] = { 1, 2, 3, -4 };
    struct tare_sign_test t = tare_sign_test(x, 4, 0);

    CHECK_INT(t.above, 3);
    CHECK_INT(t.below, 1);
    CHECK_NEAR(t.p_greater, 5.0 / 16, 1e-14);
    CHECK_NEAR(t.p_less, 15.0 / 16, 1e-14);
    CHECK_NEAR(t.p_two_sided, 10.0 / 16, 1e-14);
}

TEST(zeros_and_no_numbers_are_on_neither_side)
{
    double x[] = { 0, NAN, 0 }, far[] = { INFINITY, -INFINITY };

    CHECK(tare_sign_test(x, 3, 0).p_greater == 1);
    CHECK(tare_sign_test(x, 0, 0).p_two_sided == 1);
    CHECK_INT(tare_sign_test(far, 2, 0).above, 1);
}

TESTS(RUN(tests_agree_with_r), RUN(three_of_four_can_be_counted_by_hand),
      RUN(zeros_and_no_numbers_are_on_neither_side))
