/* SPDX-License-Identifier: MIT */
#include "stats/order_bootstrap.h"

#include "stats/order.h"
#include "stats/resample.h"
#include "tests/stats/vectors.h"

static double scratch[16386];

TEST(chances_add_up_and_are_those_of_all_resamples)
{
    double chance[3];

    /* the 27 resamples of 1 2 3 have the
     * median 1 in 7, 2 in 13 and 3 in 7 cases */
    tare_order_bootstrap_chances(chance, 3, 2);
    CHECK_NEAR(chance[0], 7.0 / 27, 1e-14);
    CHECK_NEAR(chance[1], 13.0 / 27, 1e-14);
    CHECK_NEAR(chance[2], 7.0 / 27, 1e-14);
}

TEST(the_median_of_two_values_has_three_chances)
{
    const double sorted[] = { 0, 8 };

    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, -1, scratch), 0, 0);
    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, 0, scratch), 0.25, 1e-14);
    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, 3.9, scratch), 0.25, 1e-14);
    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, 4, scratch), 0.75, 1e-14);
    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, 8, scratch), 1, 1e-14);
    CHECK_NEAR(tare_median_bootstrap_cdf(sorted, 2, INFINITY, scratch), 1, 0);
}

/* P(median of a resample of 2 is the smaller) = 1/4, up to rounding. */
TEST(a_probability_missed_by_rounding_counts_as_reached)
{
    const double sorted[] = { 1, 3 };
    struct tare_interval e = tare_median_bootstrap(sorted, 2, 0.5, scratch);

    CHECK(e.low == 1);
    CHECK(e.high == 2);
    e = tare_order_bootstrap(sorted, 2, 1, 0.5);
    CHECK(e.low == 1);
    CHECK(e.high == 1);
}

TEST(large_even_counts_are_continuous_in_the_count)
{
    enum {
        N = 16386
    };
    static double values[N];
    struct tare_interval together, apart;

    for (size_t i = 0; i < N; i++)
        values[i] = (double)i / N;
    together = tare_median_bootstrap(values, 16384, 0.95, scratch);
    apart = tare_median_bootstrap(values, N, 0.95, scratch);
    /* two more values move the middle by one */
    CHECK(fabs(N * apart.low - N * together.low - 1) < 1);
    CHECK(fabs(N * apart.high - N * together.high - 1) < 1);
    /* normal limit: 0.5 +- 1.96 * 0.5 / sqrt(n) */
    CHECK_NEAR(together.high, 0.5 + 1.96 * 0.5 / 128, 2e-4);
    CHECK(tare_median_bootstrap_scratch(N) <= sizeof scratch / sizeof *scratch);
}

TEST(too_few_values_say_how_many_it_takes)
{
    const double one = 5;
    struct tare_interval e = tare_median_bootstrap(&one, 1, 0.95, scratch);

    CHECK_INT(e.needs, 2);
    CHECK(e.estimate == 5);
    CHECK(e.low == -INFINITY && e.high == INFINITY);
    e = tare_median_bootstrap(NULL, 0, 0.95, scratch);
    CHECK_INT(e.needs, 2);
    CHECK(isnan(e.estimate));
    e = tare_order_bootstrap(NULL, 0, 1, 0.95);
    CHECK_INT(e.needs, 2);
}

TEST(impossible_questions_give_nan)
{
    const double sorted[] = { 1, 2, 3, NAN }, fine[] = { 1, 2, 3, 4 };

    CHECK(isnan(tare_median_bootstrap(sorted, 4, 0.95, scratch).low));
    CHECK(isnan(tare_median_bootstrap(fine, 4, 1.5, scratch).low));
    CHECK(isnan(tare_order_bootstrap(fine, 4, 0, 0.95).low));
    CHECK(isnan(tare_order_bootstrap(fine, 4, 5, 0.95).high));
    CHECK(isnan(tare_median_bootstrap_cdf(sorted, 4, 2, scratch)));
}

TEST(equal_values_have_a_point_for_an_interval)
{
    const double sorted[] = { 3, 3, 3, 3, 3, 3 };
    struct tare_interval e = tare_median_bootstrap(sorted, 6, 0.95, scratch);

    CHECK(e.low == 3 && e.high == 3 && e.estimate == 3);
}

TEST(infinities_at_the_ends_do_no_harm)
{
    const double sorted[] = { -INFINITY, 1, 2, 3, 4, 5, 6, INFINITY };
    struct tare_interval e = tare_median_bootstrap(sorted, 8, 0.5, scratch);

    CHECK(e.estimate == 3.5);
    CHECK(e.low >= 1 && e.high <= 6);
}

/* Statistics §5.1; its upper end is given to fewer digits than the others. */
static void check_t25(const struct vector *v)
{
    double chance[25], largest = 0;
    struct tare_interval e;

    if (strcmp(v->set, "t25") != 0 || v->a != 0.95)
        return;
    e = tare_median_bootstrap(v->sorted, 25, 0.95, scratch);
    CHECK_NEAR(e.low, 98.8084957308, 1e-9);
    CHECK_NEAR(e.high, 107.2267142170, 1e-9);
    tare_order_bootstrap_chances(chance, 25, 13);
    for (int i = 0; i < 25; i++)
        largest = fmax(largest, chance[i]);
    CHECK_NEAR(largest, 0.1601541301, 1e-9);
}

TEST(t25_has_the_interval_of_the_specification)
{
    vectors_each("bootstrap", "median_low", check_t25);
}

static void median_low(const struct vector *v)
{
    CHECK_RATIO(tare_median_bootstrap(v->sorted, v->count, v->a, scratch).low,
                v->want, 1e-14);
}

static void median_high(const struct vector *v)
{
    CHECK_RATIO(tare_median_bootstrap(v->sorted, v->count, v->a, scratch).high,
                v->want, 1e-14);
}

static void order_low(const struct vector *v)
{
    size_t k = (size_t)v->a;

    CHECK_RATIO(tare_order_bootstrap(v->sorted, v->count, k, v->b).low, v->want,
                0);
}

static void order_high(const struct vector *v)
{
    size_t k = (size_t)v->a;

    CHECK_RATIO(tare_order_bootstrap(v->sorted, v->count, k, v->b).high,
                v->want, 0);
}

TEST(medians_agree_with_brute_force_in_r)
{
    vectors_each("bootstrap", "median_low", median_low);
    vectors_each("bootstrap", "median_high", median_high);
}

TEST(order_statistics_agree_with_r)
{
    vectors_each("bootstrap", "order_low", order_low);
    vectors_each("bootstrap", "order_high", order_high);
}

/* The distribution, not only its ends, against resampling. */
TEST(resampling_shows_the_same_distribution)
{
    enum {
        RESAMPLES = 40000
    };
    static double values[64], medians[RESAMPLES];
    struct tare_resampling s = { .values = values };
    struct tare_resampled out = { .median = medians };
    struct tare_rng rng;

    tare_rng_seed(&rng, 1);
    for (size_t count = 2; count <= 64; count = count * 2 + count / 4) {
        void *room;

        for (size_t i = 0; i < count; i++)
            values[i] = tare_rng_normal(&rng);
        tare_sort(values, count);
        s.count = count;
        room = malloc(tare_resample_scratch(&s));
        tare_resample_four(&rng, &s, &out, RESAMPLES, room);
        for (double at = -0.5; at <= 0.5; at += 0.25) {
            double below = 0;

            for (int i = 0; i < RESAMPLES; i++)
                below += medians[i] <= at;
            /* SD at most 0.0025 */
            CHECK_NEAR(below / RESAMPLES,
                       tare_median_bootstrap_cdf(values, count, at, scratch),
                       0.0105);
        }
        free(room);
    }
}

TESTS(RUN(chances_add_up_and_are_those_of_all_resamples),
      RUN(the_median_of_two_values_has_three_chances),
      RUN(a_probability_missed_by_rounding_counts_as_reached),
      RUN(large_even_counts_are_continuous_in_the_count),
      RUN(too_few_values_say_how_many_it_takes),
      RUN(impossible_questions_give_nan),
      RUN(equal_values_have_a_point_for_an_interval),
      RUN(infinities_at_the_ends_do_no_harm),
      RUN(t25_has_the_interval_of_the_specification),
      RUN(medians_agree_with_brute_force_in_r),
      RUN(order_statistics_agree_with_r),
      RUN(resampling_shows_the_same_distribution))
