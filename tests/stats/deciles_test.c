/* SPDX-License-Identifier: MIT */
#include "stats/deciles.h"

#include "stats/order.h"
#include "tests/test.h"

enum {
    LAUNCHES = 20,
    EACH = 10,
    ALL = LAUNCHES * EACH,
    RESAMPLES = 500
};

static double old_values[ALL], new_values[ALL];
static size_t sizes[LAUNCHES], order[ALL];
static double scratch[2 * (12 * ALL + LAUNCHES + 9) + 9 * RESAMPLES];

static void fill(uint64_t seed, double launch_spread)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t l = 0; l < LAUNCHES; l++) {
        double a = launch_spread * tare_rng_normal(&rng);
        double b = launch_spread * tare_rng_normal(&rng);

        sizes[l] = EACH;
        for (size_t i = l * EACH; i < (l + 1) * EACH; i++) {
            old_values[i] = a + tare_rng_normal(&rng);
            new_values[i] = b + tare_rng_normal(&rng);
        }
    }
}

static struct tare_deciles deciles_of(size_t launches)
{
    struct tare_samples a = { old_values, sizes, launches, launches * EACH };
    struct tare_samples b = { new_values, sizes, launches, launches * EACH };
    struct tare_rng rng;

    tare_rng_seed(&rng, 77);
    CHECK(tare_deciles_scratch(&a, &b, RESAMPLES) <=
          sizeof scratch / sizeof *scratch);
    return tare_deciles(&a, &b, RESAMPLES, 0.95, &rng, scratch, order);
}

TEST(deciles_are_those_of_harrell_and_davis)
{
    struct tare_deciles d;

    fill(1, 0.5);
    d = deciles_of(LAUNCHES);
    tare_sort(old_values, ALL);
    tare_sort(new_values, ALL);
    for (size_t k = 0; k < TARE_DECILES; k++) {
        double p = (double)(k + 1) / 10;
        double a = tare_harrell_davis(old_values, ALL, p);
        double b = tare_harrell_davis(new_values, ALL, p);

        CHECK_NEAR(d.old_side[k], a, 1e-11);
        CHECK_NEAR(d.new_side[k], b, 1e-11);
        CHECK_NEAR(d.difference[k].estimate, b - a, 1e-11);
        CHECK(d.difference[k].low < b - a);
        CHECK(d.difference[k].high > b - a);
    }
}

TEST(only_the_upper_deciles_move_when_only_they_are_moved)
{
    struct tare_deciles d;

    fill(2, 0);
    for (size_t i = 0; i < ALL; i++) {
        new_values[i] = old_values[i];
        if (new_values[i] > 0.5)
            new_values[i] += 3;
    }
    d = deciles_of(LAUNCHES);
    CHECK_NEAR(d.difference[0].estimate, 0, 1e-9);
    CHECK_NEAR(d.difference[8].estimate, 3, 0.05);
    CHECK(d.difference[8].low > 1);
    CHECK(d.difference[1].low < 0 && d.difference[1].high > 0);
}

/* What launches have in common, more samples inside them cannot average. */
TEST(intervals_are_as_wide_as_launches_differ)
{
    double alone, together;

    fill(3, 0);
    alone = deciles_of(LAUNCHES).difference[4].high -
            deciles_of(LAUNCHES).difference[4].low;
    fill(3, 2);
    together = deciles_of(LAUNCHES).difference[4].high -
               deciles_of(LAUNCHES).difference[4].low;
    CHECK(together > 3 * alone);
    /* 2 sides of deviation 2 over 20 launches: about 2 * 1.96 * 0.7 */
    CHECK_NEAR(together, 2.7, 0.35);
}

TEST(shifting_the_new_side_shifts_the_differences)
{
    struct tare_deciles a, b;

    fill(4, 0.3);
    a = deciles_of(LAUNCHES);
    for (size_t i = 0; i < ALL; i++)
        new_values[i] += 16;
    b = deciles_of(LAUNCHES);
    for (size_t k = 0; k < TARE_DECILES; k++) {
        CHECK_NEAR(b.difference[k].estimate, a.difference[k].estimate + 16,
                   1e-11);
        CHECK_NEAR(b.difference[k].low, a.difference[k].low + 16, 1e-11);
    }
}

TEST(launches_of_unequal_size_count_alike)
{
    double values[] = { 1, 1, 1, 1, 1, 1, 5, 5 };
    size_t unequal[] = { 6, 2 };
    struct tare_samples a = { values, unequal, 2, 8 };
    struct tare_rng rng;
    struct tare_deciles d;

    tare_rng_seed(&rng, 1);
    d = tare_deciles(&a, &a, RESAMPLES, 0.95, &rng, scratch, order);
    CHECK_NEAR(d.old_side[4], 3, 1e-12);
    CHECK_NEAR(d.difference[4].estimate, 0, 0);
    CHECK_NEAR(d.difference[4].high, 4, 1e-12);
}

TEST(one_launch_has_deciles_but_no_intervals)
{
    struct tare_deciles d;

    fill(5, 0);
    d = deciles_of(1);
    CHECK(isfinite(d.old_side[4]));
    CHECK(d.difference[4].low == -INFINITY);
    CHECK_INT(d.needs, 2);
}

TEST(no_values_and_no_numbers_have_no_deciles)
{
    CHECK(isnan(deciles_of(0).old_side[0]));
    CHECK_INT(deciles_of(0).needs, 2);
    fill(6, 0);
    new_values[3] = NAN;
    CHECK(isnan(deciles_of(LAUNCHES).difference[4].low));
    CHECK_INT(deciles_of(LAUNCHES).needs, 0);
}

TEST(equal_values_have_equal_deciles)
{
    struct tare_deciles d;

    for (size_t i = 0; i < ALL; i++)
        old_values[i] = new_values[i] = 8;
    d = deciles_of(LAUNCHES);
    for (size_t k = 0; k < TARE_DECILES; k++) {
        CHECK_NEAR(d.old_side[k], 8, 1e-11);
        CHECK_NEAR(d.difference[k].low, 0, 1e-11);
        CHECK_NEAR(d.difference[k].high, 0, 1e-11);
    }
}

TESTS(RUN(deciles_are_those_of_harrell_and_davis),
      RUN(only_the_upper_deciles_move_when_only_they_are_moved),
      RUN(intervals_are_as_wide_as_launches_differ),
      RUN(shifting_the_new_side_shifts_the_differences),
      RUN(launches_of_unequal_size_count_alike),
      RUN(one_launch_has_deciles_but_no_intervals),
      RUN(no_values_and_no_numbers_have_no_deciles),
      RUN(equal_values_have_equal_deciles))
