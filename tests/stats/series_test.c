/* SPDX-License-Identifier: MIT */
#include "stats/series.h"

#include "stats/rng.h"
#include "tests/stats/reference.h"

static double scratch[2000 + 14461];

static void check_acf(const struct reference *r)
{
    double tolerance = strcmp(r->set, "hundred_offset") ? 1e-9 : 1e-6;

    for (size_t lag = 1; lag <= r->result_count; lag++)
        CHECK_CLOSE(tare_autocorrelation(r->x, r->count_x, lag),
                    r->results[lag - 1], tolerance);
}

TEST(autocorrelations_agree_with_r)
{
    reference_each("acf", check_acf);
}

static void check_von_neumann(const struct reference *r)
{
    double tolerance = strcmp(r->set, "hundred_offset") ? 1e-12 : 1e-6;

    CHECK_CLOSE(tare_von_neumann(r->x, r->count_x).ratio, r->results[0],
                tolerance);
}

TEST(von_neumann_ratios_agree_with_r)
{
    reference_each("von_neumann", check_von_neumann);
}

TEST(the_autocorrelation_of_the_method_is_reproduced)
{
    double x[25];

    for (int k = 1; k <= 25; k++)
        x[k - 1] = 100 + 8 * sin(1.7 * k) + 5 * cos(0.9 * pow(k, 1.5)) +
                   (k % 7 == 0 ? 20 : 0);
    CHECK_NEAR(tare_autocorrelation(x, 25, 1), -0.169300655733, 1e-11);
}

TEST(nothing_correlates_with_nothing)
{
    double same[] = { 0.1, 0.1, 0.1 };

    CHECK(isnan(tare_autocorrelation(same, 3, 1)));
    CHECK(isnan(tare_autocorrelation(same, 0, 0)));
    CHECK(isnan(tare_autocorrelation((double[]){ 1, 2 }, 2, 2)));
    CHECK_NEAR(tare_autocorrelation((double[]){ 1, 2 }, 2, 0), 1, 0);
    CHECK(isnan(tare_von_neumann(same, 3).ratio));
    CHECK(!tare_von_neumann(same, 3).drifted);
    CHECK_INT(tare_von_neumann(same, 1).needs, 2);
    CHECK(isnan(tare_von_neumann((double[]){ 1, NAN, 2 }, 3).ratio));
}

/* Steps of 1: 99 of them, over 100 (100^2 - 1) / 12 */
TEST(a_ramp_has_drifted)
{
    struct tare_von_neumann v;
    double x[100];

    for (size_t i = 0; i < 100; i++)
        x[i] = (double)i;
    v = tare_von_neumann(x, 100);
    CHECK_NEAR(v.ratio, 99 / 83325.0, 1e-15);
    CHECK(v.drifted);
}

TEST(independent_values_drift_in_one_case_of_a_hundred)
{
    struct tare_rng rng;
    size_t drifted = 0;
    double x[50];

    tare_rng_seed(&rng, 5);
    for (size_t t = 0; t < 4000; t++) {
        for (size_t i = 0; i < 50; i++)
            x[i] = tare_rng_normal(&rng);
        drifted += (size_t)tare_von_neumann(x, 50).drifted;
    }
    CHECK_NEAR((double)drifted / 4000, 0.01, 0.006);
}

TEST(a_launch_that_slows_down_is_found)
{
    struct tare_halves h;
    double x[30];

    for (size_t i = 0; i < 30; i++)
        x[i] = 0.03 + 0.01 * sin((double)(i * i));
    CHECK(tare_halves_scratch(30) < sizeof scratch / sizeof *scratch);
    h = tare_halves(x, 30, 0.02, scratch);
    CHECK(h.drifts);
    CHECK_NEAR(h.change, 0.03, 0.003);
    CHECK(h.p < 1e-6);
    h = tare_halves(x, 30, 0.1, scratch); /* too small to matter */
    CHECK(!h.drifts);
    CHECK(h.p < 1e-6);
}

/* 2 / 2^11 is the first below 0.001 */
TEST(eleven_launches_are_needed_to_show_a_drift)
{
    double x[11];

    for (size_t i = 0; i < 11; i++)
        x[i] = 0.05;
    CHECK_INT(tare_halves(x, 10, 0.02, scratch).needs, 11);
    CHECK(!tare_halves(x, 10, 0.02, scratch).drifts);
    CHECK_INT(tare_halves(x, 11, 0.02, scratch).needs, 0);
    CHECK(tare_halves(x, 11, 0.02, scratch).drifts);
    CHECK_INT(tare_halves(x, 0, 0.02, scratch).needs, 11);
    x[3] = NAN;
    CHECK(!tare_halves(x, 11, 0.02, scratch).drifts);
}

/* All equal 1/2: so is the average; S (1 - r) / (1 + r) = 12 / 3 */
TEST(dependent_samples_are_worth_fewer)
{
    double r[20];
    struct tare_dependence d;

    for (size_t i = 0; i < 20; i++)
        r[i] = 0.5;
    r[7] = NAN;
    d = tare_dependence(r, 20, 12);
    CHECK_NEAR(d.correlation, 0.5, 1e-14);
    CHECK_NEAR(d.effective, 4, 1e-13);
    CHECK(d.dependent);
}

TEST(small_correlations_are_no_concern)
{
    double r[] = { 0.1, 0.15, 0.2, 0.1 };

    CHECK(!tare_dependence(r, 4, 1000).dependent);
    CHECK_INT(tare_dependence(r, 0, 10).needs, 1);
    CHECK(isfinite(tare_dependence((double[]){ 1, -1 }, 2, 10).correlation));
}

TESTS(RUN(autocorrelations_agree_with_r), RUN(von_neumann_ratios_agree_with_r),
      RUN(the_autocorrelation_of_the_method_is_reproduced),
      RUN(nothing_correlates_with_nothing), RUN(a_ramp_has_drifted),
      RUN(independent_values_drift_in_one_case_of_a_hundred),
      RUN(a_launch_that_slows_down_is_found),
      RUN(eleven_launches_are_needed_to_show_a_drift),
      RUN(dependent_samples_are_worth_fewer),
      RUN(small_correlations_are_no_concern))
