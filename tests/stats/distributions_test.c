/* SPDX-License-Identifier: MIT */
#include "stats/distributions.h"

#include "tests/stats/vectors.h"

static double worst;

/* Relative, except that a number below 1e-305 has lost digits by itself. */
static void close_to_r(double got, double want, double tolerance)
{
    if (fabs(want) > 1e-305)
        worst = fmax(worst, fabs(got / want - 1.0));
    if (fabs(want) > 1e-305 || fabs(got) > 1e-300)
        CHECK_RATIO(got, want, tolerance);
}

static void report(const char *what)
{
    printf("# %s: largest relative difference from R %.1e\n", what, worst);
    worst = 0;
}

#define REFERENCE(name, expression, tolerance)                                 \
    static void name(const struct vector *v)                                   \
    {                                                                          \
        close_to_r((expression), v->want, (tolerance));                        \
    }

REFERENCE(normal_density, tare_normal_density(v->a), 1e-14)
REFERENCE(normal_cdf, tare_normal_cdf(v->a), 1e-14)
REFERENCE(normal_upper, tare_normal_upper(v->a), 1e-14)
REFERENCE(normal_quantile, tare_normal_quantile(v->a), 1e-14)
REFERENCE(student_density, tare_student_density(v->a, v->b), 1e-12)
REFERENCE(student_cdf, tare_student_cdf(v->a, v->b), 1e-12)
REFERENCE(student_quantile, tare_student_quantile(v->a, v->b), 1e-12)
REFERENCE(beta_cdf, tare_beta_cdf(v->a, v->b, v->c), 1e-12)
REFERENCE(beta_upper, tare_beta_tails(v->a, 1.0 - v->a, v->b, v->c).upper,
          1e-12)
REFERENCE(beta_quantile, tare_beta_quantile(v->a, v->b, v->c), 1e-12)
REFERENCE(binomial_density,
          tare_binomial_density((size_t)v->a, (size_t)v->b, v->c), 1e-12)
REFERENCE(binomial_cdf, tare_binomial_cdf((size_t)v->a, (size_t)v->b, v->c),
          1e-12)
REFERENCE(binomial_upper, tare_binomial_upper((size_t)v->a, (size_t)v->b, v->c),
          1e-12)
REFERENCE(binomial_quantile,
          (double)tare_binomial_quantile(v->a, (size_t)v->b, v->c), 0)

/* Near its zeros at 1 and 2 the logarithm is good to its absolute size only. */
static void log_gamma(const struct vector *v)
{
    CHECK_NEAR(tare_log_gamma(v->a), v->want, 1e-14);
}

#define AGREES(name)                                                           \
    do {                                                                       \
        vectors_each("distributions", #name, name);                            \
        report(#name);                                                         \
    } while (0)

TEST(the_normal_distribution_agrees_with_r)
{
    AGREES(normal_density);
    AGREES(normal_cdf);
    AGREES(normal_upper);
    AGREES(normal_quantile);
}

TEST(students_distribution_agrees_with_r)
{
    AGREES(student_density);
    AGREES(student_cdf);
    AGREES(student_quantile);
}

TEST(the_beta_distribution_agrees_with_r)
{
    AGREES(beta_cdf);
    AGREES(beta_upper);
    AGREES(beta_quantile);
}

TEST(the_binomial_distribution_agrees_with_r)
{
    AGREES(binomial_density);
    AGREES(binomial_cdf);
    AGREES(binomial_upper);
    AGREES(binomial_quantile);
}

TEST(log_gamma_agrees_with_r)
{
    vectors_each("distributions", "log_gamma", log_gamma);
}

/* docs/statistics.md uses these two for suites of many cases. */
TEST(quantiles_far_in_the_tail_are_those_of_the_specification)
{
    CHECK_NEAR(tare_student_quantile(1 - 1.25e-5, 30), 4.975006, 2e-7);
    CHECK_NEAR(tare_normal_quantile(1 - 2.5e-6), 4.564788, 2e-7);
}

TEST(quantiles_undo_distribution_functions)
{
    for (double p = 1e-10; p < 1; p = p * 1.7 + 1e-3) {
        CHECK_RATIO(tare_normal_cdf(tare_normal_quantile(p)), p, 1e-13);
        CHECK_RATIO(tare_student_cdf(tare_student_quantile(p, 4), 4), p, 1e-13);
        CHECK_RATIO(tare_beta_cdf(tare_beta_quantile(p, 3, 40), 3, 40), p,
                    1e-12);
    }
}

TEST(symmetric_distributions_are_symmetric_to_the_last_bit)
{
    for (double p = 1.0 / 64; p < 0.5; p += 1.0 / 64) {
        CHECK(tare_normal_quantile(p) == -tare_normal_quantile(1 - p));
        CHECK(tare_student_quantile(p, 7) == -tare_student_quantile(1 - p, 7));
    }
    CHECK(tare_normal_quantile(0.5) == 0);
    CHECK(tare_student_quantile(0.5, 3) == 0);
    CHECK(tare_normal_cdf(0) == 0.5);
    CHECK(tare_student_cdf(0, 3) == 0.5);
}

TEST(infinite_degrees_of_freedom_are_the_normal_distribution)
{
    CHECK(tare_student_quantile(0.975, INFINITY) ==
          tare_normal_quantile(0.975));
    CHECK(tare_student_cdf(-2, INFINITY) == tare_normal_cdf(-2));
    CHECK_RATIO(tare_student_cdf(-2, 1e9), tare_normal_cdf(-2), 1e-8);
}

TEST(the_ends_are_infinite_or_the_ends_of_the_support)
{
    CHECK(tare_normal_quantile(0) == -INFINITY);
    CHECK(tare_normal_quantile(1) == INFINITY);
    CHECK(tare_student_quantile(0, 5) == -INFINITY);
    CHECK(tare_beta_quantile(0, 2, 2) == 0);
    CHECK(tare_beta_quantile(1, 2, 2) == 1);
    CHECK(tare_normal_cdf(-INFINITY) == 0);
    CHECK(tare_normal_cdf(INFINITY) == 1);
    CHECK(tare_student_cdf(INFINITY, 2) == 1);
    CHECK(tare_beta_cdf(0, 2, 2) == 0);
    CHECK(tare_beta_tails(0, 1, 2, 2).upper == 1);
    CHECK(tare_binomial_cdf(9, 9, 0.5) == 1);
    CHECK(tare_binomial_density(10, 9, 0.5) == 0);
    CHECK(tare_binomial_cdf(0, 5, 1) == 0);
    CHECK(tare_binomial_cdf(0, 5, 0) == 1);
}

TEST(impossible_parameters_give_nan)
{
    CHECK(isnan(tare_normal_quantile(-0.1)));
    CHECK(isnan(tare_normal_quantile(NAN)));
    CHECK(isnan(tare_normal_cdf(NAN)));
    CHECK(isnan(tare_student_quantile(0.5, 0)));
    CHECK(isnan(tare_student_cdf(1, -1)));
    CHECK(isnan(tare_student_density(NAN, 1)));
    CHECK(isnan(tare_beta_cdf(0.5, 0, 1)));
    CHECK(isnan(tare_beta_quantile(0.5, 1, NAN)));
    CHECK(isnan(tare_binomial_density(1, 2, 1.5)));
    CHECK(isnan(tare_log_gamma(0)));
}

TESTS(RUN(the_normal_distribution_agrees_with_r),
      RUN(students_distribution_agrees_with_r),
      RUN(the_beta_distribution_agrees_with_r),
      RUN(the_binomial_distribution_agrees_with_r),
      RUN(log_gamma_agrees_with_r),
      RUN(quantiles_far_in_the_tail_are_those_of_the_specification),
      RUN(quantiles_undo_distribution_functions),
      RUN(symmetric_distributions_are_symmetric_to_the_last_bit),
      RUN(infinite_degrees_of_freedom_are_the_normal_distribution),
      RUN(the_ends_are_infinite_or_the_ends_of_the_support),
      RUN(impossible_parameters_give_nan))
