/* SPDX-License-Identifier: MIT */
#include "stats/log_histogram.h"

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/rng.h"
#include "tests/test.h"

enum {
    VALUES = 5000
};

static struct tare_log_histogram histogram, other;
static double values[VALUES];
static struct tare_log_bin bins[TARE_LOG_BUCKETS];

static void clear(void)
{
    histogram = (struct tare_log_histogram){ 0 };
    other = (struct tare_log_histogram){ 0 };
}

TEST(a_bucket_begins_where_it_should_and_holds_its_begin)
{
    CHECK_INT(tare_log_bucket(0), 0);
    CHECK_INT(tare_log_bucket(0.999), 0);
    CHECK_INT(tare_log_bucket(1), 1);
    CHECK_INT(tare_log_bucket(2), 1 + 256);
    CHECK_INT(tare_log_bucket(3), 1 + 256 + 128);
    CHECK_NEAR(tare_log_edge(0), 0, 0);
    CHECK_NEAR(tare_log_edge(1 + 10 * 256 + 64), 1024 * 1.25, 0);
    for (size_t i = 1; i < TARE_LOG_BUCKETS; i++) {
        double low = tare_log_edge(i), high = tare_log_edge(i + 1);

        if (tare_log_bucket(low) != i ||
            tare_log_bucket(nextafter(high, 0)) != i || !(low < high) ||
            high - low > low / TARE_LOG_PARTS)
            CHECK_INT(i, -1);
    }
}

TEST(what_is_too_large_or_no_number_has_a_bucket_too)
{
    CHECK_INT(tare_log_bucket(1e300), TARE_LOG_BUCKETS - 1);
    CHECK_INT(tare_log_bucket(INFINITY), TARE_LOG_BUCKETS - 1);
    CHECK_INT(tare_log_bucket(-1), 0);
    CHECK_INT(tare_log_bucket(NAN), 0);
    clear();
    tare_log_histogram_add(&histogram, 1e300);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 1), 1e300, 0);
}

/* Values over six decades, some of them many times. */
static void fill(uint64_t seed, size_t count)
{
    struct tare_rng rng;

    clear();
    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++) {
        values[i] = tare_exp(3 + 2.5 * tare_rng_normal(&rng));
        if (i % 7 == 0)
            values[i] = 1234.5;
        if (values[i] < 1)
            values[i] = 1;
        tare_log_histogram_add(&histogram, values[i]);
    }
    tare_sort(values, count);
}

TEST(quantiles_are_the_exact_ones_but_for_a_bucket)
{
    static const double p[] = { 0,   0.001, 0.1,   0.25,   0.5,
                                0.9, 0.99,  0.999, 0.9999, 1 };
    static const size_t counts[] = { 1, 2, 3, 10, 101, 1000, VALUES };
    double got[sizeof p / sizeof *p];

    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        fill(c, counts[c]);
        tare_log_histogram_quantiles(&histogram, p, sizeof p / sizeof *p, got);
        for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
            double want = tare_quantile(values, counts[c], p[i]);

            CHECK_NEAR(got[i], want, 1.0 / TARE_LOG_PARTS);
            CHECK_NEAR(tare_log_histogram_quantile(&histogram, p[i]), got[i],
                       0);
        }
        CHECK_NEAR(got[sizeof p / sizeof *p - 1], values[counts[c] - 1], 0);
    }
}

/* 100 values of a bucket [1024, 1028): the rank of the median is 49.5, which
 * lies half way between the values at 1024 + 4 * 49.5/100 and 4 * 50.5/100. */
TEST(values_of_a_bucket_are_taken_for_evenly_spread)
{
    clear();
    for (int i = 0; i < 100; i++)
        tare_log_histogram_add(&histogram, i < 99 ? 1025 : 1027.5);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 0.5), 1026, 1e-12);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 0), 1024.02, 1e-12);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 1), 1027.5, 0);
}

TEST(no_quantile_lies_above_the_maximum)
{
    clear();
    for (int i = 0; i < 100; i++)
        tare_log_histogram_add(&histogram, 1025);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 0.99), 1025, 0);
}

TEST(of_nothing_there_is_no_quantile)
{
    clear();
    CHECK(isnan(tare_log_histogram_quantile(&histogram, 0.5)));
    CHECK_INT(tare_log_histogram_bins(&histogram, NULL), 0);
}

TEST(histograms_add_up)
{
    struct tare_log_bins sparse;
    size_t count;

    fill(3, 1000);
    other = histogram;
    count = tare_log_histogram_bins(&histogram, NULL);
    CHECK(count > 100 && count < 1000);
    CHECK_INT(tare_log_histogram_bins(&histogram, bins), count);
    for (size_t i = 1; i < count; i++)
        CHECK(bins[i].bucket > bins[i - 1].bucket && bins[i].count > 0);
    sparse = (struct tare_log_bins){ histogram.max, bins, count };
    tare_log_histogram_join(&histogram, &other);
    tare_log_histogram_merge(&other, &sparse);
    CHECK(memcmp(&histogram, &other, sizeof other) == 0);
    CHECK_INT(histogram.count, 2000);
    CHECK_NEAR(tare_log_histogram_quantile(&histogram, 0.5),
               tare_quantile(values, 1000, 0.5), 1.0 / TARE_LOG_PARTS);
}

TESTS(RUN(a_bucket_begins_where_it_should_and_holds_its_begin),
      RUN(what_is_too_large_or_no_number_has_a_bucket_too),
      RUN(quantiles_are_the_exact_ones_but_for_a_bucket),
      RUN(values_of_a_bucket_are_taken_for_evenly_spread),
      RUN(no_quantile_lies_above_the_maximum),
      RUN(of_nothing_there_is_no_quantile), RUN(histograms_add_up))
