/* SPDX-License-Identifier: MIT */
#include "stats/share.h"

#include "stats/rng.h"
#include "tests/test.h"

enum {
    LAUNCHES = 20
};

/* By hand. */
TEST(a_share_is_a_ratio_of_sums)
{
    static const double found[] = { 30, 20 }, all[] = { 100, 50 };
    struct tare_share share = tare_share_of(found, all, 2, 0.95);

    CHECK_NEAR(share.value, 50.0 / 150, 1e-12);
    /* residuals are -10/3 and 10/3: sqrt(2 * 200/9) / 150 */
    CHECK_NEAR(share.standard_error, sqrt(2 * 200.0 / 9) / 150, 1e-12);
}

TEST(without_looks_there_is_none)
{
    static const double none[] = { 0, 0 };

    CHECK(isnan(tare_share_of(none, none, 2, 0.95).value));
    CHECK(isnan(tare_share_of(none, none, 0, 0.95).value));
}

TEST(what_was_never_found_may_be_there_all_the_same)
{
    static const double found[LAUNCHES] = { 0 };
    double all[LAUNCHES];
    struct tare_share share;

    for (size_t i = 0; i < LAUNCHES; i++)
        all[i] = 100;
    share = tare_share_of(found, all, LAUNCHES, 0.95);
    CHECK_NEAR(share.value, 0, 0);
    CHECK_NEAR(share.low, 0, 0);
    CHECK(share.high > 0.001 && share.high < 0.01); /* about 4 of 2000 */
}

TEST(one_launch_has_an_interval_that_says_little)
{
    static const double found[] = { 30 }, all[] = { 100 };
    struct tare_share share = tare_share_of(found, all, 1, 0.95);

    CHECK(share.low < 0.1 && share.high > 0.6);
}

/* Looks of a launch in a function whose share differs from launch to launch by
 * that SD: how often the interval holds the share that all have on average. */
static double coverage(double share, double sd, int runs)
{
    struct tare_rng rng;
    int covered = 0;

    tare_rng_seed(&rng, 11);
    for (int run = 0; run < runs; run++) {
        double found[LAUNCHES], all[LAUNCHES];
        struct tare_share estimate;

        for (size_t i = 0; i < LAUNCHES; i++) {
            double p = share + sd * tare_rng_normal(&rng);

            found[i] = 0;
            all[i] = 200 + (double)tare_rng_below(&rng, 200);
            for (double k = 0; k < all[i]; k++)
                found[i] += tare_rng_unit(&rng) < p;
        }
        estimate = tare_share_of(found, all, LAUNCHES, 0.95);
        covered += estimate.low <= share && share <= estimate.high;
    }
    return 100.0 * covered / runs;
}

TEST(intervals_hold_the_share)
{
    int runs = getenv("TARE_PROOF") != NULL ? 4000 : 400;
    double alike = coverage(0.3, 0, runs), apart = coverage(0.3, 0.05, runs);
    double rare = coverage(0.001, 0, runs);

    printf("# %.1f, %.1f, %.1f\n", alike, apart, rare);
    CHECK(alike > 91 && alike < 98);
    CHECK(apart > 91 && apart < 98);
    CHECK(rare > 91);
}

TESTS(RUN(a_share_is_a_ratio_of_sums), RUN(without_looks_there_is_none),
      RUN(what_was_never_found_may_be_there_all_the_same),
      RUN(one_launch_has_an_interval_that_says_little),
      RUN(intervals_hold_the_share))
