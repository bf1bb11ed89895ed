/* SPDX-License-Identifier: MIT */
#include "stats/histogram.h"

#include "stats/order.h"
#include "tests/stats/reference.h"

static size_t counts[100];

static size_t total(size_t bins)
{
    size_t sum = 0;

    for (size_t i = 0; i < bins; i++)
        sum += counts[i];
    return sum;
}

/* IQR 50, 2 * 50 / 101^(1/3) = 21.5; 100 / 21.5 gives 5 bins of 20 */
TEST(bins_are_those_of_freedman_and_diaconis)
{
    struct tare_histogram h;
    double values[101];

    for (size_t i = 0; i <= 100; i++)
        values[i] = (double)i;
    h = tare_histogram(values, 101, counts, 100);
    CHECK_INT(h.bins, 5);
    CHECK_NEAR(h.width, 20, 0);
    CHECK_NEAR(h.low, 0, 0);
    CHECK_INT(counts[0], 20);
    CHECK_INT(counts[4], 21); /* the last holds its right edge too */
}

static void check_total(const struct reference *r)
{
    static double sorted[1024];
    struct tare_histogram h;

    memcpy(sorted, r->x, r->count_x * sizeof *sorted);
    tare_sort(sorted, r->count_x);
    h = tare_histogram(sorted, r->count_x, counts, 100);
    CHECK(h.bins >= 1 && h.bins <= 100);
    CHECK_INT(total(h.bins), r->count_x);
    CHECK(counts[0] > 0);
    CHECK(counts[h.bins - 1] > 0);
}

TEST(every_value_is_in_a_bin)
{
    reference_each("median_interval", check_total);
}

TEST(equal_values_share_one_bin)
{
    double values[] = { 7, 7, 7 };
    struct tare_histogram h = tare_histogram(values, 3, counts, 100);

    CHECK_INT(h.bins, 1);
    CHECK_NEAR(h.width, 0, 0);
    CHECK_INT(counts[0], 3);
}

/* Quartiles that coincide: Sturges, log2(8) + 1 = 4 */
TEST(outliers_around_one_value_still_get_bins)
{
    double values[] = { 1, 5, 5, 5, 5, 5, 5, 9 };

    CHECK_INT(tare_histogram(values, 8, counts, 100).bins, 4);
    CHECK_INT(total(4), 8);
}

TEST(far_outliers_do_not_exceed_the_room)
{
    double values[] = { 1, 2, 3, 4, 5, 6, 7, 1e300 };

    CHECK_INT(tare_histogram(values, 8, counts, 10).bins, 10);
    CHECK_INT(total(10), 8);
}

TEST(the_widest_possible_range_is_no_trouble)
{
    double values[] = { -1.7e308, 0, 1.7e308 };
    struct tare_histogram h = tare_histogram(values, 3, counts, 100);

    CHECK(h.bins >= 1);
    CHECK_INT(total(h.bins), 3);
    values[0] = values[1] = 0;
    values[2] = 5e-324; /* the smallest: no width can divide it */
    h = tare_histogram(values, 3, counts, 100);
    CHECK_INT(total(h.bins), 3);
}

TEST(what_is_not_finite_is_left_out)
{
    double values[] = { -INFINITY, 1, 2, INFINITY, NAN };
    struct tare_histogram h = tare_histogram(values, 5, counts, 100);

    CHECK_INT(h.left_out, 3);
    CHECK_INT(total(h.bins), 2);
    CHECK_INT(tare_histogram(values, 0, counts, 100).bins, 0);
    CHECK_INT(tare_histogram(values, 5, counts, 0).bins, 0);
}

TESTS(RUN(bins_are_those_of_freedman_and_diaconis),
      RUN(every_value_is_in_a_bin), RUN(equal_values_share_one_bin),
      RUN(outliers_around_one_value_still_get_bins),
      RUN(far_outliers_do_not_exceed_the_room),
      RUN(the_widest_possible_range_is_no_trouble),
      RUN(what_is_not_finite_is_left_out))
