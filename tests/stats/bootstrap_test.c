/* SPDX-License-Identifier: MIT */
#include "stats/bootstrap.h"

#include "stats/moments.h"
#include "stats/order.h"
#include "stats/resample.h"
#include "tests/stats/vectors.h"

#define RESAMPLES 30000

static double resampled[RESAMPLES], other[RESAMPLES];

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

TEST(the_basic_interval_is_mirrored_at_the_estimate)
{
    double values[1001];
    struct tare_interval e;

    for (size_t i = 0; i < 1001; i++)
        values[i] = (double)i;
    e = tare_bootstrap_basic(values, 1001, 400, 0.95);
    CHECK_NEAR(e.low, 400 - (975 - 400), 1e-12);
    CHECK_NEAR(e.high, 400 + (400 - 25), 1e-12);
}

TEST(bca_without_bias_or_acceleration_is_the_percentile_interval)
{
    double values[1001];
    struct tare_interval e;

    for (size_t i = 0; i < 1001; i++)
        values[i] = (double)i;
    e = tare_bootstrap_bca(values, 1001, 500, 0, 0.95);
    CHECK_NEAR(e.low, 25, 1e-11);
    CHECK_NEAR(e.high, 975, 1e-11);
}

TEST(bca_moves_against_the_bias_and_with_the_acceleration)
{
    double values[1001];

    for (size_t i = 0; i < 1001; i++)
        values[i] = (double)i;
    CHECK(tare_bootstrap_bca(values, 1001, 600, 0, 0.95).low > 25);
    CHECK(tare_bootstrap_bca(values, 1001, 400, 0, 0.95).low < 25);
    CHECK(tare_bootstrap_bca(values, 1001, 500, 0.1, 0.95).high > 975);
    CHECK(tare_bootstrap_bca(values, 1001, 500, -0.1, 0.95).low < 25);
}

TEST(bca_of_an_estimate_beyond_all_resamples_stays_inside_them)
{
    double values[1000];
    struct tare_interval e;

    for (size_t i = 0; i < 1000; i++)
        values[i] = (double)i;
    e = tare_bootstrap_bca(values, 1000, 5000, 2, 0.95);
    CHECK(e.low >= 0 && e.high <= 999);
    CHECK(e.low <= e.high);
}

TEST(studentising_divides_by_the_error_of_each_resample)
{
    double means[] = { 5, 7, 5, 9 };
    const double std_devs[] = { 0, 4, 2, 0 };

    tare_bootstrap_studentise(means, std_devs, 4, 5, 16);
    CHECK(means[0] == 0);
    CHECK_NEAR(means[1], 2, 1e-15);
    CHECK(means[2] == 0);
    CHECK(means[3] == INFINITY);
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
    CHECK_INT(tare_bootstrap_bca(values, 0, 3, 0, 0.95).needs, 39);
    e = tare_bootstrap_basic(values, 5, 3, 0.95);
    CHECK(e.low == -INFINITY && e.high == INFINITY);
    e = tare_bootstrap_studentised(values, 5, 3, 1, 0.95);
    CHECK(e.low == -INFINITY && e.high == INFINITY);
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
    CHECK(isnan(tare_bootstrap_bca(values, 100, 1, 0, 0.95).high));
}

TEST(constant_statistics_have_a_point_for_an_interval)
{
    double values[100];
    struct tare_interval e;

    for (int i = 0; i < 100; i++)
        values[i] = 7;
    e = tare_bootstrap_bca(values, 100, 7, 0, 0.95);
    CHECK(e.low == 7 && e.high == 7);
    e = tare_bootstrap_basic(values, 100, 7, 0.95);
    CHECK(e.low == 7 && e.high == 7);
    CHECK(tare_bootstrap_standard_error(values, 100) == 0);
}

static double sum_of_products(const double *x, const double *y, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += x[i] * y[i];
    return sum;
}

TEST(leaving_out_by_downdating_is_leaving_out)
{
    const double x[] = { 3, 1, 4, 1, 5, 9, 2, 6 };
    const double y[] = { 2, 7, 1, 8, 2, 8, 1, 8 };
    double products[8], squares[8], rest[7], rest_y[7];
    double means[8], std_devs[8], slopes[8];

    for (int i = 0; i < 8; i++) {
        products[i] = x[i] * y[i];
        squares[i] = x[i] * x[i];
    }
    tare_jackknife_mean(x, 8, means);
    tare_jackknife_std_dev(x, 8, std_devs);
    tare_jackknife_quotient(products, squares, 8, slopes);
    for (size_t out = 0; out < 8; out++) {
        for (size_t i = 0; i < 7; i++) {
            rest[i] = x[i + (i >= out)];
            rest_y[i] = y[i + (i >= out)];
        }
        CHECK_NEAR(means[out], tare_mean(rest, 7), 1e-14);
        CHECK_NEAR(std_devs[out], tare_std_dev(rest, 7), 1e-13);
        CHECK_NEAR(slopes[out],
                   sum_of_products(rest, rest_y, 7) /
                       sum_of_products(rest, rest, 7),
                   1e-14);
    }
}

TEST(the_acceleration_of_a_mean_is_a_sixth_of_its_skewness)
{
    const double x[] = { 0, 0, 0, 1, 9 };
    double left_out[5];

    tare_jackknife_mean(x, 5, left_out);
    CHECK_NEAR(tare_bootstrap_acceleration(left_out, 5),
               tare_skewness(x, 5) / 6 / sqrt(5), 1e-14);
    CHECK(tare_bootstrap_acceleration(NULL, 0) == 0);
    CHECK(tare_bootstrap_acceleration((double[]){ 2, 2 }, 2) == 0);
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

static void by_block(const struct vector *v, struct tare_resampled out)
{
    struct tare_resampling s = { .values = v->values,
                                 .count = v->count,
                                 .block = tare_block_length(v->count) };

    CHECK_NEAR((double)s.block, v->a, 0);
    resample(&out, &s, stream(v));
}

static void slope(const struct vector *v)
{
    static double x[VECTOR_VALUES], y[VECTOR_VALUES], room[2 * VECTOR_VALUES];
    struct tare_rng rng = stream(v);

    for (size_t i = 0; i < v->count; i++) {
        x[i] = (double)(i + 1);
        y[i] = v->values[i] * x[i];
    }
    tare_resample_slope(&rng, x, y, v->count, resampled, RESAMPLES, room);
}

static void ratio(const struct vector *v)
{
    struct tare_rng rng = stream(v);
    size_t half = v->count / 2;

    tare_resample_ratio(&rng, v->values, half, v->values + half,
                        v->count - half, resampled, RESAMPLES);
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
ENDS(mc_slope, slope(v))
ENDS(mc_ratio, ratio(v))
ENDS(mc_launches_mean, by_launch(v, MEAN))
ENDS(mc_launches_std_dev, by_launch(v, STD_DEV))
ENDS(mc_launches_median, by_launch(v, MEDIAN))
ENDS(mc_launches_mad, by_launch(v, MAD))
ENDS(mc_blocks_mean, by_block(v, MEAN))
ENDS(mc_blocks_median, by_block(v, MEDIAN))

/* ---- the other intervals ------------------------------------------------- */

/* Within a share of the interval's width; an end of 30,000 resamples has an SD
 * of 0.4 % of it. */
static void check_interval(const struct vector *v, struct tare_interval got,
                           int is_high, double share)
{
    CHECK(fabs((is_high ? got.high : got.low) - v->want) <=
          share * (got.high - got.low));
}

static struct tare_interval basic(const struct vector *v)
{
    struct tare_rng rng = stream(v);

    tare_resample_mean(&rng, v->values, v->count, resampled, RESAMPLES);
    return tare_bootstrap_basic(resampled, RESAMPLES,
                                tare_mean(v->values, v->count), 0.95);
}

static struct tare_interval bca(const struct vector *v)
{
    static double left_out[VECTOR_VALUES];
    struct tare_rng rng = stream(v);

    tare_resample_mean(&rng, v->values, v->count, resampled, RESAMPLES);
    tare_jackknife_mean(v->values, v->count, left_out);
    return tare_bootstrap_bca(
        resampled, RESAMPLES, tare_mean(v->values, v->count),
        tare_bootstrap_acceleration(left_out, v->count), 0.95);
}

static struct tare_interval student(const struct vector *v)
{
    struct tare_resampling s = { .values = v->values, .count = v->count };
    struct tare_resampled out = { .mean = resampled, .std_dev = other };
    double mean = tare_mean(v->values, v->count);

    resample(&out, &s, stream(v));
    tare_bootstrap_studentise(resampled, other, RESAMPLES, mean, v->count);
    return tare_bootstrap_studentised(
        resampled, RESAMPLES, mean,
        tare_std_dev(v->values, v->count) / sqrt((double)v->count), 0.95);
}

#define INTERVAL(name, share)                                                  \
    static void mc_##name##_low(const struct vector *v)                        \
    {                                                                          \
        check_interval(v, name(v), 0, share);                                  \
    }                                                                          \
    static void mc_##name##_high(const struct vector *v)                       \
    {                                                                          \
        check_interval(v, name(v), 1, share);                                  \
    }

INTERVAL(basic, 0.015)
INTERVAL(bca, 0.015)
INTERVAL(student, 0.02)

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
    BOTH_ENDS(mc_slope);
    BOTH_ENDS(mc_ratio);
}

TEST(basic_bca_and_studentised_intervals_agree_with_r)
{
    BOTH_ENDS(mc_basic);
    BOTH_ENDS(mc_bca);
    BOTH_ENDS(mc_student);
}

TEST(intervals_over_launches_agree_with_r)
{
    BOTH_ENDS(mc_launches_mean);
    BOTH_ENDS(mc_launches_std_dev);
    BOTH_ENDS(mc_launches_median);
    BOTH_ENDS(mc_launches_mad);
}

TEST(intervals_over_blocks_agree_with_r)
{
    BOTH_ENDS(mc_blocks_mean);
    BOTH_ENDS(mc_blocks_median);
}

/* Statistics §5.1, Monte Carlo: within 0.5 % of the width, BCa within 1 %. */
static void specified(struct tare_interval got, double low, double high,
                      double share)
{
    CHECK(fabs(got.low - low) <= share * (high - low));
    CHECK(fabs(got.high - high) <= share * (high - low));
}

#define MANY 400000

static void check_t25(const struct vector *v)
{
    static double means[MANY], std_devs[MANY], mads[MANY], left_out[25];
    struct tare_resampling s = { .values = v->values, .count = v->count };
    struct tare_resampled out = { means, std_devs, NULL, mads };
    double mean = tare_mean(v->values, v->count), acceleration;
    struct tare_rng rng = stream(v);
    void *scratch = malloc(tare_resample_scratch(&s));

    if (strcmp(v->set, "t25") == 0) {
        tare_resample_four(&rng, &s, &out, MANY, scratch);
        tare_jackknife_mean(v->values, 25, left_out);
        acceleration = tare_bootstrap_acceleration(left_out, 25);
        specified(tare_bootstrap_percentile(mads, MANY, 0, 0.95), 2.3539,
                  7.0693, 0.005);
        tare_bootstrap_studentise(means, std_devs, MANY, mean, 25);
        specified(tare_bootstrap_studentised(
                      means, MANY, mean, tare_std_dev(v->values, 25) / 5, 0.95),
                  100.2208, 105.9895, 0.005);
        specified(tare_bootstrap_percentile(std_devs, MANY, 0, 0.95), 5.1637,
                  8.3480, 0.005);
        tare_resample_mean(&rng, v->values, 25, means, MANY);
        specified(tare_bootstrap_percentile(means, MANY, mean, 0.95), 100.5524,
                  105.8834, 0.005);
        specified(tare_bootstrap_bca(means, MANY, mean, acceleration, 0.95),
                  100.4612, 105.7956, 0.01);
    }
    free(scratch);
}

TEST(t25_has_the_intervals_of_the_specification)
{
    vectors_each("resamples", "mc_mean_low", check_t25);
}

TESTS(RUN(the_percentile_interval_is_the_middle_part),
      RUN(the_basic_interval_is_mirrored_at_the_estimate),
      RUN(bca_without_bias_or_acceleration_is_the_percentile_interval),
      RUN(bca_moves_against_the_bias_and_with_the_acceleration),
      RUN(bca_of_an_estimate_beyond_all_resamples_stays_inside_them),
      RUN(studentising_divides_by_the_error_of_each_resample),
      RUN(too_few_resamples_say_how_many_it_takes),
      RUN(a_nan_among_the_resamples_or_as_estimate_shows),
      RUN(constant_statistics_have_a_point_for_an_interval),
      RUN(leaving_out_by_downdating_is_leaving_out),
      RUN(the_acceleration_of_a_mean_is_a_sixth_of_its_skewness),
      RUN(t25_has_the_intervals_of_the_specification),
      RUN(percentile_intervals_agree_with_r),
      RUN(basic_bca_and_studentised_intervals_agree_with_r),
      RUN(intervals_over_launches_agree_with_r),
      RUN(intervals_over_blocks_agree_with_r))
