/* SPDX-License-Identifier: MIT */
#include "stats/change_points.h"

#include "stats/rng.h"
#include "tests/test.h"

enum {
    MOST = 500
};

static double values[MOST], scratch[3 * (MOST + 1)];
static struct tare_change_point points[MOST / 3];

static void fill(size_t count, uint64_t seed)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++)
        values[i] = tare_rng_normal(&rng);
}

static void raise_from(size_t from, size_t to, double by)
{
    for (size_t i = from; i < to; i++)
        values[i] += by;
}

static struct tare_change_points find(size_t count)
{
    CHECK(tare_change_points_scratch(count) <=
          sizeof scratch / sizeof *scratch);
    return tare_change_points(values, count, 0.001, 0, points, scratch);
}

TEST(a_step_is_found_where_it_is)
{
    struct tare_change_points found;

    fill(100, 1);
    raise_from(60, 100, 5);
    found = find(100);
    CHECK_INT(found.count, 1);
    CHECK_INT(points[0].index, 60);
    CHECK_NEAR(points[0].before, 0, 0.4);
    CHECK_NEAR(points[0].after, 5, 0.1);
    CHECK(points[0].p < 1e-12);
}

TEST(a_level_that_comes_and_goes_has_two_ends)
{
    fill(200, 2);
    raise_from(90, 110, 4);
    CHECK_INT(find(200).count, 2);
    CHECK_INT(points[0].index, 90);
    CHECK_INT(points[1].index, 110);
}

TEST(many_steps_come_in_order)
{
    fill(500, 3);
    for (size_t i = 0; i < 10; i++)
        raise_from(50 * i, 50 * i + 50, i % 2 ? 6 : 0);
    CHECK_INT(find(500).count, 9);
    for (size_t k = 0; k < 9; k++)
        CHECK_NEAR((double)points[k].index, 50 * (double)(k + 1), 0.03);
}

TEST(the_last_five_values_are_enough)
{
    fill(100, 4);
    raise_from(95, 100, 5);
    CHECK_INT(find(100).count, 1);
    CHECK_INT(points[0].index, 95);
}

TEST(series_without_a_change_stay_silent)
{
    size_t found = 0;

    for (uint64_t seed = 1; seed <= 300; seed++) {
        fill(100, seed);
        found += find(100).count > 0;
    }
    CHECK(found <= 2);
}

TEST(one_disturbed_value_is_no_change)
{
    fill(100, 5);
    values[50] = 1000;
    CHECK_INT(find(100).count, 0);
}

TEST(a_shift_too_small_to_matter_is_dropped)
{
    fill(100, 1);
    raise_from(60, 100, 5);
    CHECK_INT(tare_change_points(values, 100, 0.001, 6, points, scratch).count,
              0);
    CHECK_INT(tare_change_points(values, 100, 0.001, 4, points, scratch).count,
              1);
}

TEST(steps_between_exact_values_are_certain)
{
    for (size_t i = 0; i < 20; i++)
        values[i] = i < 8 ? 3 : 4;
    CHECK_INT(find(20).count, 1);
    CHECK_INT(points[0].index, 8);
    CHECK(points[0].p == 0);
}

TEST(a_series_read_backwards_has_the_same_changes)
{
    fill(120, 6);
    raise_from(30, 120, 3);
    raise_from(80, 120, -5);
    CHECK_INT(find(120).count, 2);
    for (size_t i = 0; i < 60; i++) {
        double other = values[119 - i];

        values[119 - i] = values[i];
        values[i] = other;
    }
    CHECK_INT(points[0].index + points[1].index, 110);
    CHECK_INT(find(120).count, 2);
    CHECK_INT(points[0].index + points[1].index, 130);
}

/* The best split of the method, the long way. */
static double energy(size_t split, size_t end)
{
    double between = 0, left = 0, right = 0;
    double m = (double)split, n = (double)(end - split);

    for (size_t i = 0; i < end; i++) {
        for (size_t j = i + 1; j < end; j++) {
            double distance = fabs(values[i] - values[j]);

            if (j < split)
                left += distance;
            else if (i >= split)
                right += distance;
            else
                between += distance;
        }
    }
    return m * n / (m + n) *
           (2 * between / (m * n) - left / (m * (m - 1) / 2) -
            right / (n * (n - 1) / 2));
}

TEST(the_first_split_maximises_the_energy_distance)
{
    size_t best = 0;
    double most = 0;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        fill(24, seed);
        raise_from(10, 24, 9); /* strong, so that it is the only one */
        most = 0;
        for (size_t end = 6; end <= 24; end++) {
            for (size_t split = 3; split + 3 <= end; split++) {
                if (energy(split, end) > most) {
                    most = energy(split, end);
                    best = split;
                }
            }
        }
        CHECK_INT(find(24).count, 1);
        CHECK_INT(points[0].index, best);
    }
}

TEST(short_series_are_told_how_long_it_takes)
{
    CHECK_INT(find(0).needs, 6);
    CHECK_INT(find(5).needs, 6);
    CHECK_INT(find(6).needs, 0);
}

TEST(equal_values_never_change)
{
    for (size_t i = 0; i < 50; i++)
        values[i] = 0.1;
    CHECK_INT(find(50).count, 0);
}

TEST(values_that_are_not_finite_are_refused)
{
    fill(50, 1);
    values[7] = NAN;
    CHECK(find(50).not_finite);
    CHECK_INT(find(50).count, 0);
    values[7] = -INFINITY;
    CHECK(find(50).not_finite);
}

TESTS(RUN(a_step_is_found_where_it_is),
      RUN(a_level_that_comes_and_goes_has_two_ends),
      RUN(many_steps_come_in_order), RUN(the_last_five_values_are_enough),
      RUN(series_without_a_change_stay_silent),
      RUN(one_disturbed_value_is_no_change),
      RUN(a_shift_too_small_to_matter_is_dropped),
      RUN(steps_between_exact_values_are_certain),
      RUN(a_series_read_backwards_has_the_same_changes),
      RUN(the_first_split_maximises_the_energy_distance),
      RUN(short_series_are_told_how_long_it_takes),
      RUN(equal_values_never_change),
      RUN(values_that_are_not_finite_are_refused))
