/* SPDX-License-Identifier: MIT */
#include "stats/controls.h"

#include "tests/test.h"

static struct tare_controls judge(const double *pairs, size_t count,
                                  enum tare_ruling_verdict positive)
{
    static double scratch[14461 + 500];
    struct tare_ruling ruling = { 0 };

    CHECK(tare_controls_scratch(count) <= sizeof scratch / sizeof *scratch);
    ruling.verdict = positive;
    return tare_controls(pairs, count, &ruling, scratch);
}

/* 2 / 2^14 = 1.2e-4, 2 / 2^15 = 6.1e-5 */
TEST(fifteen_pairs_on_one_side_are_a_fault_of_the_labels)
{
    double pairs[15];

    for (size_t i = 0; i < 15; i++)
        pairs[i] = 0.001 + 0.0001 * (double)i;
    CHECK_NEAR(judge(pairs, 14, TARE_REGRESSED).p, ldexp(1, -13), 1e-18);
    CHECK(!judge(pairs, 14, TARE_REGRESSED).label_fault);
    CHECK(judge(pairs, 15, TARE_REGRESSED).label_fault);
}

TEST(the_direction_of_a_fault_does_not_matter)
{
    double pairs[300];

    for (size_t i = 0; i < 300; i++)
        pairs[i] = -0.002 + 0.004 * sin((double)i);
    CHECK(judge(pairs, 300, TARE_REGRESSED).label_fault);
    for (size_t i = 0; i < 300; i++)
        pairs[i] = -pairs[i];
    CHECK(judge(pairs, 300, TARE_REGRESSED).label_fault);
}

TEST(a_machine_that_misses_the_positive_control_is_blind)
{
    double pairs[4] = { 1, -1, 2, -2 };

    CHECK(!judge(pairs, 4, TARE_REGRESSED).blind);
    CHECK(judge(pairs, 4, TARE_UNCHANGED).blind);
    CHECK(judge(pairs, 4, TARE_INCONCLUSIVE).blind);
    CHECK(judge(pairs, 4, TARE_IMPROVED).blind);
}

TEST(no_pairs_are_no_fault)
{
    CHECK(judge(NULL, 0, TARE_REGRESSED).p == 1);
    CHECK(!judge(NULL, 0, TARE_REGRESSED).label_fault);
}

TESTS(RUN(fifteen_pairs_on_one_side_are_a_fault_of_the_labels),
      RUN(the_direction_of_a_fault_does_not_matter),
      RUN(a_machine_that_misses_the_positive_control_is_blind),
      RUN(no_pairs_are_no_fault))
