/* SPDX-License-Identifier: MIT */
/* Pairs of launches of which something was taken out, or not. */
#include "harness/judge/pair_times.h"

#include <math.h>

#include "store/alloc.h"
#include "tests/test.h"

enum {
    PAIRS = 20
};

static struct tare_run run;
static struct tare_case *sides[2];

static void begin(void)
{
    run = (struct tare_run){ .cases = tare_alloc(2, sizeof *run.cases),
                             .case_count = 2 };
    sides[0] = &run.cases[0];
    sides[1] = &run.cases[1];
}

/* Launches of a side that take that long without and with what interrupted them
 * (0: the same), where interrupts took that share of canaries. */
static void add_side(unsigned side, double value, double whole,
                     double interrupted)
{
    struct tare_measure *time = tare_case_add_measure(
        sides[side], "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);

    time->launches = tare_alloc(PAIRS, sizeof *time->launches);
    time->count = PAIRS;
    for (size_t i = 0; i < PAIRS; i++)
        time->launches[i] = (struct tare_launch){ .value = value,
                                                  .met = 2 * value,
                                                  .quiet = 1,
                                                  .whole = whole,
                                                  .pace_ns = 4000,
                                                  .interrupts = interrupted };
}

static double change(void)
{
    const struct tare_case *const both[2] = { sides[0], sides[1] };
    double ratios[PAIRS];

    tare_pair_times(both, 0, PAIRS, ratios);
    return exp(ratios[PAIRS - 1]) - 1;
}

static const struct tare_launch *launch_of(unsigned side)
{
    return &sides[side]->measures[0].launches[3];
}

TEST(what_interrupts_explain_is_taken_out_of_both)
{
    begin();
    add_side(0, 100, 105, 0.04);
    add_side(1, 110, 121, 0.05);
    CHECK_NEAR(change(), 0.1, 1e-9);
    tare_pair_times_settle(sides);
    CHECK_NEAR(launch_of(1)->value, 110, 0);
    CHECK_NEAR(launch_of(1)->whole, 121, 0);
    tare_run_release(&run);
}

/* Slow iterations that only the new side has must be seen. */
TEST(what_they_do_not_explain_is_taken_out_of_neither)
{
    begin();
    add_side(0, 100, 101, 0.01);
    add_side(1, 100, 121.2, 0.01);
    CHECK_NEAR(change(), 0.2, 1e-9);
    tare_pair_times_settle(sides);
    CHECK_NEAR(launch_of(0)->value, 101, 0);
    CHECK_NEAR(launch_of(1)->value, 121.2, 0);
    CHECK_NEAR(change(), 0.2, 1e-9);
    tare_run_release(&run);
}

TEST(a_side_without_stretches_is_compared_whole)
{
    begin();
    add_side(0, 105, 0, 0.05);
    add_side(1, 100, 105, 0.05);
    CHECK_NEAR(change(), 0, 1e-9);
    tare_run_release(&run);
}

TESTS(RUN(what_interrupts_explain_is_taken_out_of_both),
      RUN(what_they_do_not_explain_is_taken_out_of_neither),
      RUN(a_side_without_stretches_is_compared_whole))
