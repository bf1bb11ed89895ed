/* SPDX-License-Identifier: MIT */
#include "stats/signed_rank.h"

#include "stats/order.h"
#include "stats/walsh.h"
#include "tests/stats/reference.h"

static double memory[14461];

static struct tare_signed_rank_null null_of(size_t count)
{
    return tare_signed_rank_null(count, memory);
}

static size_t critical(size_t count, double p)
{
    struct tare_signed_rank_null null = null_of(count);

    return tare_signed_rank_critical(&null, p);
}

static double upper(size_t count, size_t w)
{
    struct tare_signed_rank_null null = null_of(count);

    return tare_signed_rank_upper(&null, w);
}

static struct tare_signed_rank test_of(const double *values, size_t count,
                                       double shift)
{
    struct tare_signed_rank_null null = null_of(count);
    double sorted[1024];

    memcpy(sorted, values, count * sizeof *sorted);
    tare_sort(sorted, count);
    return tare_signed_rank(sorted, count, shift, &null);
}

/* docs/statistics.md gives these: c(n, p) for p = .025, .005, 2.5e-5, 2.5e-6 */
TEST(critical_values_are_those_of_the_method)
{
    static const struct {
        size_t count;
        size_t critical[4];
    } rows[] = {
        { 20, { 158, 173, 202, 209 } },
        { 30, { 328, 356, 416, 434 } },
        { 60, { 1182, 1263, 1448, 1507 } },
        { 120, { 4379, 4610, 5153, 5334 } },
        { 240, { 16570, 17228, 18791, 19320 } },
        { 480, { 63679, 65544, 70000, 71523 } },
    };
    static const double p[] = { 0.025, 0.005, 2.5e-5, 2.5e-6 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < 4; k++)
            CHECK_INT(critical(rows[i].count, p[k]), rows[i].critical[k]);
    }
}

static void check_critical(const struct reference *r)
{
    CHECK_NEAR((double)critical((size_t)r->arguments[0], r->arguments[1]),
               r->results[0], 0);
}

TEST(critical_values_agree_with_r)
{
    reference_each("critical", check_critical);
}

static void check_upper(const struct reference *r)
{
    CHECK_CLOSE(upper((size_t)r->arguments[0], (size_t)r->arguments[1]),
                r->results[0], 1e-12);
}

TEST(exact_tails_agree_with_r)
{
    reference_each("upper", check_upper);
}

/* The expansion: within 0.3 % of the tail itself, to 4.5 deviations. */
static void check_upper_large(const struct reference *r)
{
    CHECK_CLOSE(upper((size_t)r->arguments[0], (size_t)r->arguments[1]),
                r->results[0], 3e-3);
}

TEST(tails_of_large_counts_agree_with_r)
{
    reference_each("upper_large", check_upper_large);
}

TEST(a_tail_of_sixty_pairs_is_known_to_seven_digits)
{
    CHECK_CLOSE(upper(60, 1507), 2.474392e-06, 5e-7);
}

TEST(the_tail_falls_from_one_to_nothing)
{
    for (size_t count = 1; count <= 300; count += 23) {
        struct tare_signed_rank_null null = null_of(count);
        size_t top = count * (count + 1) / 2;
        double last = 1;

        CHECK(tare_signed_rank_upper(&null, 0) == 1);
        CHECK(tare_signed_rank_upper(&null, top + 1) == 0);
        CHECK(tare_signed_rank_upper(&null, top) > 0);
        for (size_t w = 1; w <= top; w++) {
            double now = tare_signed_rank_upper(&null, w);

            CHECK(now <= last);
            last = now;
        }
    }
}

TEST(a_critical_value_is_the_first_that_is_rare_enough)
{
    for (size_t count = 1; count <= 400; count += 7) {
        struct tare_signed_rank_null null = null_of(count);

        for (double p = 0.4; p > 1e-6; p /= 3) {
            size_t c = tare_signed_rank_critical(&null, p);

            CHECK(tare_signed_rank_upper(&null, c) <= p * (1 + 1e-9));
            CHECK(c == 0 ||
                  tare_signed_rank_upper(&null, c - 1) > p * (1 - 1e-9));
        }
    }
}

/* Where the distribution is expanded, far tails are told by their size only. */
static void check_p(double got, double want, int expanded)
{
    if (expanded && want < 1e-6)
        CHECK_CLOSE(log(got), log(want), 1e-2);
    else
        CHECK_CLOSE(got, want, expanded ? 3e-3 : 1e-12);
}

static void check_signed_rank(const struct reference *r)
{
    struct tare_signed_rank t = test_of(r->x, r->count_x, r->arguments[0]);
    int expanded = r->count_x > TARE_SIGNED_RANK_EXACT;

    CHECK_NEAR((double)t.above, r->results[0], 0);
    CHECK_NEAR((double)t.below, r->results[1], 0);
    check_p(t.p_greater, r->results[2], expanded);
    check_p(t.p_less, r->results[3], expanded);
    check_p(t.p_two_sided, r->results[4], expanded);
}

TEST(tests_agree_with_r)
{
    reference_each("signed_rank", check_signed_rank);
}

TEST(sides_swap_when_the_signs_do)
{
    double values[31], negated[31];
    struct tare_signed_rank a, b;

    for (size_t i = 0; i < 31; i++) {
        values[i] = sin((double)(i * i)) + 0.2;
        negated[i] = -values[i];
    }
    a = test_of(values, 31, 0.1);
    b = test_of(negated, 31, -0.1);
    CHECK_INT(a.above, b.below);
    CHECK_INT(a.below, b.above);
    CHECK(a.p_greater == b.p_less);
    CHECK(a.p_two_sided == b.p_two_sided);
}

/* 1, -1 and 0 about 0: only (1 + 1)/2 and (1 + 0)/2 are above, as many below */
TEST(ties_and_zeros_speak_for_neither_side)
{
    struct tare_signed_rank t = test_of((double[]){ 1, -1, 0 }, 3, 0);

    CHECK_INT(t.above, 2);
    CHECK_INT(t.below, 2);
    CHECK(t.p_two_sided == 1);
}

TEST(values_equal_to_the_shift_show_nothing)
{
    struct tare_signed_rank t = test_of((double[]){ 3, 3, 3, 3, 3, 3 }, 6, 3);

    CHECK(t.p_greater == 1);
    CHECK(t.p_less == 1);
}

TEST(no_values_and_no_numbers_show_nothing)
{
    CHECK(test_of((double[]){ 0 }, 0, 0).p_two_sided == 1);
    CHECK(test_of((double[]){ NAN, 1, 2, 3, 4, 5, 6 }, 7, 0).p_greater == 1);
    CHECK(test_of((double[]){ 1, 2, 3, 4, 5, 6 }, 6, NAN).p_greater == 1);
}

TEST(infinite_values_are_very_large_ones)
{
    struct tare_signed_rank t =
        test_of((double[]){ INFINITY, 2, 3, 4, 5, 6 }, 6, 0);

    CHECK_INT(t.above, 21);
    CHECK_NEAR(t.p_greater, 1.0 / 64, 0);
}

/* 2^-5 > 0.025 >= 2^-6 */
TEST(six_pairs_are_needed_for_95_percent)
{
    CHECK_INT(tare_signed_rank_needs(0.025), 6);
    CHECK_INT(tare_signed_rank_needs(0.5), 1);
    CHECK_INT(tare_signed_rank_needs(0), 0);
    CHECK_INT(critical(5, 0.025), 16);
    CHECK_INT(critical(6, 0.025), 21);
}

TEST(impossible_levels_have_defined_critical_values)
{
    CHECK_INT(critical(10, 0), 56);
    CHECK_INT(critical(10, NAN), 56);
    CHECK_INT(critical(10, 1), 0);
    CHECK_INT(critical(0, 0.5), 1);
    CHECK_INT(critical(500, 0), 125251);
}

TESTS(RUN(critical_values_are_those_of_the_method),
      RUN(critical_values_agree_with_r), RUN(exact_tails_agree_with_r),
      RUN(tails_of_large_counts_agree_with_r),
      RUN(a_tail_of_sixty_pairs_is_known_to_seven_digits),
      RUN(the_tail_falls_from_one_to_nothing),
      RUN(a_critical_value_is_the_first_that_is_rare_enough),
      RUN(tests_agree_with_r), RUN(sides_swap_when_the_signs_do),
      RUN(ties_and_zeros_speak_for_neither_side),
      RUN(values_equal_to_the_shift_show_nothing),
      RUN(no_values_and_no_numbers_show_nothing),
      RUN(infinite_values_are_very_large_ones),
      RUN(six_pairs_are_needed_for_95_percent),
      RUN(impossible_levels_have_defined_critical_values))
