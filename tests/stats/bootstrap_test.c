/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include "stats/moments.h"
#include "stats/order.h"
#include "stats/resample.h"
#include "tests/stats/vectors.h"

#define RESAMPLES 30000

static double resampled[RESAMPLES];

static void count_up(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i * 7 % count] = (double)(i + 1);
}

TEST(the_percentile_interval_is_the_middle_part)
{
    double values[1001];
    struct tare_interval e;

    for (size_t i = 0; i < 1001; i++)
        values[i * 8 % 1001] = (double)i;
    e = tare_bootstrap_percentile(values, 1001, 500, 0.95);
    CHECK_NEAR(e.low, 25, 1e-12);
    CHECK_NEAR(e.high, 975, 1e-12);
    CHECK(e.estimate == 500);
    CHECK(e.confidence == 0.95);
    CHECK_INT(e.needs, 0);
}

TEST(too_few_resamples_say_how_many_it_takes)
{
    double values[50];
    struct tare_interval e;

    count_up(values, 50);
    e = tare_bootstrap_percentile(values, 38, 3, 0.95);
    CHECK_INT(e.needs, 39);
    CHECK(e.low == -INFINITY && e.high == INFINITY);
    CHECK(e.confidence == 0);
    CHECK_INT(tare_bootstrap_percentile(values, 39, 3, 0.95).needs, 0);
    CHECK_INT(tare_bootstrap_percentile(values, 50, 3, 0.99).needs, 199);
    CHECK_INT(tare_bootstrap_percentile(values, 0, 3, 0.95).needs, 39);
}

TEST(a_nan_among_the_resamples_or_as_estimate_shows)
{
    double values[100];

    count_up(values, 100);
    CHECK(isnan(tare_bootstrap_percentile(values, 100, NAN, 0.95).low));
    CHECK(isnan(tare_bootstrap_percentile(values, 100, 1, NAN).low));
    CHECK(isnan(tare_bootstrap_percentile(values, 100, 1, 1).high));
    values[3] = NAN;
    CHECK(isnan(tare_bootstrap_percentile(values, 100, 1, 0.95).low));
}

TEST(constant_statistics_have_a_point_for_an_interval)
{
    double values[100];
    struct tare_interval e;

    for (int i = 0; i < 100; i++)
        values[i] = 7;
    e = tare_bootstrap_percentile(values, 100, 7, 0.95);
    CHECK(e.low == 7 && e.high == 7);
    CHECK(tare_bootstrap_standard_error(values, 100) == 0);
}

/* ---- R's resamples, Monte Carlo against Monte Carlo ---------------------- */

/*
 * An end is right if it is reached with the right probability.  The share of
 * 30,000 resamples below it has an SD of 0.0009, the reference's of 60,000 or
 * more 0.0006: four of their combination are 0.0044.  A statistic with gaps
 * may have either border of a gap as its end; values equal but for rounding
 * are one.
 */
static void check_end(const struct vector *v, int is_high)
{
    const double p = is_high ? 0.975 : 0.025, same = 1e-9 * fabs(v->want);
    double below = 0, upto = 0;

    for (int i = 0; i < RESAMPLES; i++) {
        below += resampled[i] < v->want - same;
        upto += resampled[i] <= v->want + same;
    }
    CHECK(below / RESAMPLES <= p + 0.0044);
    CHECK(upto / RESAMPLES >= p - 0.0044);
}

static struct tare_rng stream(const struct vector *v)
{
    struct tare_rng rng;

    tare_rng_stream(&rng, 20240611, v->set, 0);
    return rng;
}

static void resample(const struct tare_resampled *out,
                     const struct tare_resampling *s, struct tare_rng rng)
{
    void *scratch = malloc(tare_resample_scratch(s));

    tare_resample_four(&rng, s, out, RESAMPLES, scratch);
    free(scratch);
}

static void plain(const struct vector *v, struct tare_resampled out)
{
    struct tare_resampling s = { .values = v->values, .count = v->count };

    resample(&out, &s, stream(v));
}

/* Launches of five samples, v->a telling whether to draw inside as well. */
static void by_launch(const struct vector *v, struct tare_resampled out)
{
    size_t first[64] = { 0 }, launches = (v->count + 4) / 5;
    struct tare_resampling s = { .values = v->values,
                                 .count = v->count,
                                 .first = first,
                                 .launches = launches,
                                 .within = v->a != 0 };

    for (size_t i = 0; i <= launches; i++)
        first[i] = i < launches ? 5 * i : v->count;
    resample(&out, &s, stream(v));
}

#define MEAN                                                                   \
    (struct tare_resampled)                                                    \
    {                                                                          \
        .mean = resampled                                                      \
    }
#define STD_DEV                                                                \
    (struct tare_resampled)                                                    \
    {                                                                          \
        .std_dev = resampled                                                   \
    }
#define MEDIAN                                                                 \
    (struct tare_resampled)                                                    \
    {                                                                          \
        .median = resampled                                                    \
    }
#define MAD                                                                    \
    (struct tare_resampled)                                                    \
    {                                                                          \
        .mad = resampled                                                       \
    }

#define ENDS(name, fill)                                                       \
    static void name##_low(const struct vector *v)                             \
    {                                                                          \
        fill;                                                                  \
        check_end(v, 0);                                                       \
    }                                                                          \
    static void name##_high(const struct vector *v)                            \
    {                                                                          \
        fill;                                                                  \
        check_end(v, 1);                                                       \
    }

ENDS(mc_mean, plain(v, MEAN))
ENDS(mc_std_dev, plain(v, STD_DEV))
ENDS(mc_median, plain(v, MEDIAN))
ENDS(mc_mad, plain(v, MAD))
ENDS(mc_launches_mean, by_launch(v, MEAN))
ENDS(mc_launches_std_dev, by_launch(v, STD_DEV))
ENDS(mc_launches_median, by_launch(v, MEDIAN))
ENDS(mc_launches_mad, by_launch(v, MAD))

#define BOTH_ENDS(name)                                                        \
    do {                                                                       \
        vectors_each("resamples", #name "_low", name##_low);                   \
        vectors_each("resamples", #name "_high", name##_high);                 \
    } while (0)

TEST(percentile_intervals_agree_with_r)
{
    BOTH_ENDS(mc_mean);
    BOTH_ENDS(mc_std_dev);
    BOTH_ENDS(mc_median);
    BOTH_ENDS(mc_mad);
}

TEST(intervals_over_launches_agree_with_r)
{
    BOTH_ENDS(mc_launches_mean);
    BOTH_ENDS(mc_launches_std_dev);
    BOTH_ENDS(mc_launches_median);
    BOTH_ENDS(mc_launches_mad);
}

/* Statistics §5.1, Monte Carlo: within 0.5 % of the width. */
static void specified(struct tare_interval got, double low, double high)
{
    CHECK(fabs(got.low - low) <= 0.005 * (high - low));
    CHECK(fabs(got.high - high) <= 0.005 * (high - low));
}

#define MANY 400000

static void check_t25(const struct vector *v)
{
    static double means[MANY], std_devs[MANY], mads[MANY];
    struct tare_resampling s = { .values = v->values, .count = v->count };
    struct tare_resampled out = { means, std_devs, NULL, mads };
    double mean = tare_mean(v->values, v->count);
    struct tare_rng rng = stream(v);
    void *scratch = malloc(tare_resample_scratch(&s));

    if (strcmp(v->set, "t25") == 0) {
        tare_resample_four(&rng, &s, &out, MANY, scratch);
        specified(tare_bootstrap_percentile(mads, MANY, 0, 0.95), 2.3539,
                  7.0693);
        specified(tare_bootstrap_percentile(std_devs, MANY, 0, 0.95), 5.1637,
                  8.3480);
        specified(tare_bootstrap_percentile(means, MANY, mean, 0.95), 100.5524,
                  105.8834);
    }
    free(scratch);
}

TEST(t25_has_the_intervals_of_the_specification)
{
    vectors_each("resamples", "mc_mean_low", check_t25);
}

TESTS(RUN(the_percentile_interval_is_the_middle_part),
      RUN(too_few_resamples_say_how_many_it_takes),
      RUN(a_nan_among_the_resamples_or_as_estimate_shows),
      RUN(constant_statistics_have_a_point_for_an_interval),
      RUN(t25_has_the_intervals_of_the_specification),
      RUN(percentile_intervals_agree_with_r),
      RUN(intervals_over_launches_agree_with_r))
