/* SPDX-License-Identifier: MIT */
#include "stats/pelt.h"

#include "stats/moments.h"
#include "stats/rng.h"
#include "tests/test.h"

enum {
    MOST = 400,
    SEGMENT = 5
};

static double values[MOST], scratch[7 * (MOST + 1)];
static struct tare_change_point points[MOST / 3];

static void fill(size_t count, uint64_t seed)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++)
        values[i] = tare_rng_normal(&rng);
}

static struct tare_change_points find(size_t count)
{
    CHECK(tare_pelt_scratch(count) <= sizeof scratch / sizeof *scratch);
    return tare_pelt(values, count, points, scratch);
}

TEST(a_step_is_found_where_it_is)
{
    fill(100, 1);
    for (size_t i = 40; i < 100; i++)
        values[i] += 6;
    CHECK_INT(find(100).count, 1);
    CHECK_INT(points[0].index, 40);
    CHECK(points[0].p < 1e-9);
    CHECK_NEAR(points[0].after - points[0].before, 6, 0.1);
}

TEST(a_change_of_the_spread_is_found)
{
    fill(200, 2);
    for (size_t i = 100; i < 200; i++)
        values[i] *= 8;
    CHECK_INT(find(200).count, 1);
    CHECK_NEAR((double)points[0].index, 100, 0.03);
}

/* The same sum without pruning: all beginnings of the last segment, always. */
static double cost(size_t from, size_t to, double least)
{
    double n = (double)(to - from);
    double variance = tare_variance(values + from, to - from) * (n - 1) / n;
    double believed = variance > least ? variance : least;

    return n * log(believed) + n * variance / believed;
}

static size_t exhaustive(size_t count, size_t *found)
{
    double best[MOST + 1], squares = 0, least;
    size_t previous[MOST + 1] = { 0 }, changes = 0;

    for (size_t i = 1; i < count; i++)
        squares += pow(values[i] - values[i - 1], 2);
    least = 0.05 * squares / (2 * (double)(count - 1));
    best[0] = -3 * log((double)count);
    for (size_t end = 1; end <= count; end++) {
        best[end] = INFINITY;
        for (size_t from = 0; from + SEGMENT <= end; from++) {
            double sum =
                best[from] + cost(from, end, least) + 3 * log((double)count);

            if (sum < best[end]) {
                best[end] = sum;
                previous[end] = from;
            }
        }
    }
    for (size_t end = previous[count]; end > 0; end = previous[end])
        found[changes++] = end; /* from the last to the first */
    return changes;
}

TEST(pruning_loses_nothing)
{
    size_t expected[MOST], count;

    for (uint64_t seed = 1; seed <= 40; seed++) {
        fill(80, seed);
        for (size_t i = 0; i < 80; i++)
            values[i] = values[i] * (i / 20 % 2 ? 3 : 1) + (i > 50 ? 2 : 0);
        count = exhaustive(80, expected);
        CHECK_INT(find(80).count, count);
        for (size_t k = 0; k < count; k++)
            CHECK_INT(points[k].index, expected[count - 1 - k]);
    }
}

TEST(long_series_without_a_change_are_mostly_silent)
{
    size_t found = 0;

    for (uint64_t seed = 1; seed <= 40; seed++) {
        fill(400, seed);
        found += find(400).count > 0;
    }
    CHECK(found <= 4);
}

TEST(equal_readings_of_a_coarse_clock_are_no_segment)
{
    fill(60, 3);
    for (size_t i = 20; i < 25; i++)
        values[i] = 0;
    CHECK_INT(find(60).count, 0);
}

TEST(equal_short_and_unusable_series_have_no_changes)
{
    for (size_t i = 0; i < 50; i++)
        values[i] = 0.1;
    CHECK_INT(find(50).count, 0);
    CHECK_INT(find(9).needs, 10);
    CHECK_INT(find(0).needs, 10);
    values[3] = INFINITY;
    CHECK(find(50).not_finite);
}

TEST(scaling_and_shifting_changes_nothing)
{
    size_t first;

    fill(100, 5);
    for (size_t i = 30; i < 100; i++)
        values[i] += 4;
    CHECK_INT(find(100).count, 1);
    first = points[0].index;
    for (size_t i = 0; i < 100; i++)
        values[i] = 1e-9 * values[i] + 1;
    CHECK_INT(find(100).count, 1);
    CHECK_INT(points[0].index, first);
}

TESTS(RUN(a_step_is_found_where_it_is), RUN(a_change_of_the_spread_is_found),
      RUN(pruning_loses_nothing),
      RUN(long_series_without_a_change_are_mostly_silent),
      RUN(equal_readings_of_a_coarse_clock_are_no_segment),
      RUN(equal_short_and_unusable_series_have_no_changes),
      RUN(scaling_and_shifting_changes_nothing))
