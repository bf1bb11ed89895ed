/* SPDX-License-Identifier: MIT */
#include "stats/complexity.h"

#include "stats/rng.h"
#include "tests/test.h"

enum {
    SIZES = 10
};

static double sizes[SIZES], times[SIZES], scratch[2 * SIZES];

/* 16, 32, ... 8192, and times that are `noise` (relative) off f(n). */
static void fill(double (*f)(double n), double noise, uint64_t seed)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < SIZES; i++) {
        sizes[i] = ldexp(1, (int)i + 4);
        times[i] = f(sizes[i]) * exp(noise * tare_rng_normal(&rng));
    }
}

static struct tare_complexity fit(size_t count)
{
    return tare_complexity(sizes, times, count, 0.95, scratch);
}

static double constant(double n)
{
    return n < 0 ? 0 : 7;
}

static double logarithmic(double n)
{
    return 3 * log(1 + n);
}

static double linear(double n)
{
    return 2 * n;
}

static double linear_with_start(double n)
{
    return 500 + 2 * n;
}

static double linearithmic(double n)
{
    return 0.5 * n * log(1 + n);
}

static double quadratic(double n)
{
    return 100 + 0.01 * n * n;
}

static double cubic(double n)
{
    return 1e-3 * n * n * n;
}

static double karatsuba(double n)
{
    return pow(n, 1.585);
}

static const struct {
    double (*f)(double n);
    enum tare_growth growth;
    double exponent;
} orders[] = {
    { constant, TARE_GROWTH_CONSTANT, 0 },
    { linear, TARE_GROWTH_LINEAR, 1 },
    { cubic, TARE_GROWTH_CUBIC, 3 },
    { logarithmic, TARE_GROWTH_LOG, 0.19 },
    { linearithmic, TARE_GROWTH_LINEARITHMIC, 1.19 },
    { linear_with_start, TARE_GROWTH_LINEAR, 0.63 },
    { quadratic, TARE_GROWTH_QUADRATIC, 1.5 },
};

TEST(each_order_is_recognised_through_two_percent_of_noise)
{
    for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
        size_t right = 0;

        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct tare_complexity c;

            fill(orders[k].f, 0.02, seed);
            c = fit(SIZES);
            right += c.best == orders[k].growth && c.fits;
            CHECK_NEAR(c.exponent.estimate, orders[k].exponent, 0.1);
        }
        CHECK(right >= 18);
    }
}

TEST(exact_counts_are_fitted_exactly)
{
    struct tare_complexity c;

    fill(linear_with_start, 0, 1);
    c = fit(SIZES);
    CHECK_INT(c.best, TARE_GROWTH_LINEAR);
    CHECK_NEAR(c.fit[c.best].coefficient, 2, 1e-4);
    CHECK_NEAR(c.fit[c.best].fixed, 500, 1e-4);
    CHECK(c.fit[c.best].weight > 0.999);
    CHECK(c.fit[c.best].residual < 1e-5);
}

TEST(weights_sum_to_one)
{
    struct tare_complexity c;
    double sum = 0;

    fill(linearithmic, 0.05, 3);
    c = fit(SIZES);
    for (size_t g = 0; g < TARE_GROWTHS; g++)
        sum += c.fit[g].weight;
    CHECK_NEAR(sum, 1, 1e-12);
}

TEST(what_is_none_of_them_fits_none)
{
    struct tare_complexity c;

    fill(karatsuba, 0.01, 1);
    c = fit(SIZES);
    CHECK(!c.fits);
    CHECK(c.exponent.low < 1.585 && c.exponent.high > 1.585);
    CHECK_NEAR(c.exponent.estimate, 1.585, 0.01);
    CHECK(c.exponent.high - c.exponent.low < 0.03);
}

TEST(a_jump_between_caches_fits_none)
{
    fill(linear, 0.01, 1);
    for (size_t i = 5; i < SIZES; i++)
        times[i] *= 3;
    CHECK(!fit(SIZES).fits);
}

TEST(a_larger_unit_changes_only_the_scale)
{
    struct tare_complexity a, b;

    fill(quadratic, 0.02, 4);
    a = fit(SIZES);
    for (size_t i = 0; i < SIZES; i++)
        times[i] *= 1024;
    b = fit(SIZES);
    CHECK_INT(a.best, b.best);
    CHECK_NEAR(b.fit[b.best].coefficient / 1024, a.fit[a.best].coefficient,
               1e-9);
    CHECK_NEAR(b.fit[b.best].weight, a.fit[a.best].weight, 1e-9);
    CHECK_NEAR(b.exponent.estimate, a.exponent.estimate, 1e-12);
}

/* A hash of 8 ns and 0.3 ns a byte: of four sizes, two are nothing but fixed. */
TEST(a_fixed_cost_is_seen_in_four_sizes)
{
    static const double some[] = { 4, 64, 1024, 16384 };
    static const double took[] = { 9.3, 26.9, 318, 4900 };
    double room[8];
    struct tare_complexity fit = tare_complexity(some, took, 4, 0.95, room);

    CHECK_INT(fit.best, TARE_GROWTH_LINEAR);
    CHECK(fit.fits);
    CHECK_NEAR(fit.fit[TARE_GROWTH_LINEAR].fixed, 8, 1);
    CHECK_NEAR(fit.fit[TARE_GROWTH_LINEAR].coefficient, 0.3, 0.01);
}

TEST(the_order_of_the_points_does_not_matter)
{
    struct tare_complexity a, b;

    fill(linearithmic, 0.02, 5);
    a = fit(SIZES);
    for (size_t i = 0; i < SIZES / 2; i++) {
        double size = sizes[i], time = times[i];

        sizes[i] = sizes[SIZES - 1 - i];
        times[i] = times[SIZES - 1 - i];
        sizes[SIZES - 1 - i] = size;
        times[SIZES - 1 - i] = time;
    }
    b = fit(SIZES);
    CHECK_INT(a.best, b.best);
    CHECK_NEAR(a.fit[a.best].weight, b.fit[b.best].weight, 1e-9);
}

TEST(four_different_sizes_are_needed)
{
    fill(linear, 0.01, 6);
    CHECK_INT(fit(3).needs, 4);
    CHECK_INT(fit(0).needs, 4);
    CHECK_INT(fit(4).needs, 0);
    CHECK_INT(fit(4).best, TARE_GROWTH_LINEAR);
    sizes[1] = sizes[0];
    CHECK_INT(fit(4).needs, 4);
    CHECK(isfinite(fit(3).exponent.estimate));
    CHECK_INT(fit(2).exponent.needs, 3);
}

TEST(sizes_and_times_must_be_positive)
{
    fill(linear, 0.01, 7);
    sizes[2] = 0;
    CHECK(fit(SIZES).not_positive);
    CHECK(!fit(SIZES).fits);
    CHECK(isnan(fit(SIZES).exponent.estimate));
    sizes[2] = 64;
    times[5] = NAN;
    CHECK(fit(SIZES).not_positive);
    times[5] = INFINITY;
    CHECK(fit(SIZES).not_positive);
}

TESTS(RUN(each_order_is_recognised_through_two_percent_of_noise),
      RUN(a_fixed_cost_is_seen_in_four_sizes),
      RUN(exact_counts_are_fitted_exactly), RUN(weights_sum_to_one),
      RUN(what_is_none_of_them_fits_none), RUN(a_jump_between_caches_fits_none),
      RUN(a_larger_unit_changes_only_the_scale),
      RUN(the_order_of_the_points_does_not_matter),
      RUN(four_different_sizes_are_needed),
      RUN(sizes_and_times_must_be_positive))
