/* SPDX-License-Identifier: MIT */
#include "stats/shape.h"

#include "stats/order.h"
#include "stats/rng.h"
#include "tests/test.h"

static double values[200];

static struct tare_shape shape_of(size_t count)
{
    tare_sort(values, count);
    return tare_shape(values, count);
}

/* About 70 % at 0 and 30 % at `apart`, deviation 1. */
static void fill_humps(size_t count, double apart, struct tare_rng *rng)
{
    for (size_t i = 0; i < count; i++)
        values[i] =
            tare_rng_normal(rng) + (tare_rng_unit(rng) < 0.3 ? apart : 0);
}

TEST(two_groups_are_found_with_their_shares)
{
    struct tare_shape s;
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    fill_humps(60, 20, &rng);
    s = shape_of(60);
    CHECK(s.bimodal);
    CHECK_NEAR(s.low_share, 0.7, 0.15);
    CHECK_NEAR(s.low_mode, 0, 0.5);
    CHECK_NEAR(s.high_mode, 20, 1);
    CHECK(s.separation > 15);
    CHECK(s.gap > 0.5);
}

static double bimodal_rate(size_t count, double apart, size_t trials)
{
    struct tare_rng rng;
    size_t found = 0;

    tare_rng_seed(&rng, 2);
    for (size_t t = 0; t < trials; t++) {
        fill_humps(count, apart, &rng);
        found += (size_t)shape_of(count).bimodal;
    }
    return (double)found / (double)trials;
}

/* the method: 0.1 % for normal values, 100 % 6 deviations apart, 68 % at 4 */
TEST(rates_are_those_of_the_method)
{
    CHECK(bimodal_rate(60, 0, 4000) <= 0.003);
    CHECK(bimodal_rate(60, 6, 1000) >= 0.99);
    CHECK_NEAR(bimodal_rate(60, 4, 4000), 0.68, 0.04);
}

TEST(few_values_make_no_groups)
{
    for (size_t i = 0; i < 29; i++)
        values[i] = i < 15 ? 1 : 2;
    CHECK_INT(shape_of(29).needs, 30);
    CHECK(!shape_of(29).bimodal);
    CHECK(isnan(shape_of(0).separation));
}

TEST(groups_without_any_spread_are_infinitely_apart)
{
    struct tare_shape s;

    for (size_t i = 0; i < 60; i++)
        values[i] = i < 20 ? 1 : 2;
    s = shape_of(60);
    CHECK(s.bimodal);
    CHECK(s.separation == INFINITY);
    CHECK_NEAR(s.gap, 1, 0);
}

TEST(a_few_outliers_are_no_group)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 3);
    fill_humps(60, 0, &rng);
    for (size_t i = 0; i < 4; i++)
        values[i] = 30; /* less than a tenth */
    CHECK(!shape_of(60).bimodal);
}

TEST(equal_and_unusable_values_have_no_shape)
{
    for (size_t i = 0; i < 60; i++)
        values[i] = 0.1;
    CHECK(!shape_of(60).bimodal);
    CHECK(isnan(shape_of(60).separation));
    values[5] = NAN;
    CHECK(!shape_of(60).bimodal);
    values[5] = values[59] = INFINITY;
    CHECK(!shape_of(60).bimodal);
}

TEST(a_mirrored_shape_has_its_modes_exchanged)
{
    struct tare_shape a, b;
    struct tare_rng rng;

    tare_rng_seed(&rng, 4);
    fill_humps(80, 9, &rng);
    a = shape_of(80);
    for (size_t i = 0; i < 80; i++)
        values[i] = -values[i];
    b = shape_of(80);
    CHECK_NEAR(a.low_mode, -b.high_mode, 1e-14);
    CHECK_NEAR(a.low_share, 1 - b.low_share, 1e-15);
    CHECK_NEAR(a.separation, b.separation, 1e-12);
}

TESTS(RUN(two_groups_are_found_with_their_shares),
      RUN(rates_are_those_of_the_method), RUN(few_values_make_no_groups),
      RUN(groups_without_any_spread_are_infinitely_apart),
      RUN(a_few_outliers_are_no_group),
      RUN(equal_and_unusable_values_have_no_shape),
      RUN(a_mirrored_shape_has_its_modes_exchanged))
