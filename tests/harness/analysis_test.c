/* SPDX-License-Identifier: MIT */
/* What the launches say beside the estimate, on launches that are known. */
#include "harness/run/analysis.h"

#include "harness/run/harvest.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

static const struct tare_analysis_settings settings = { 0.95, 2000, 1 };

/* A case of `launches` launches of `samples` samples, all of value 0. */
static struct tare_case make_case(size_t launches, size_t samples)
{
    struct tare_case c = { 0 };
    struct tare_measure *time = tare_case_add_measure(
        &c, "time", "ns", TARE_BETTER_LOWER, TARE_KIND_NOISY);

    c.identity.id = tare_strdup("case");
    c.identity.name = tare_strdup("case");
    time->launches = tare_alloc(launches, sizeof *time->launches);
    time->count = launches;
    for (size_t i = 0; i < launches; i++) {
        time->launches[i].samples =
            tare_alloc(samples, sizeof *time->launches[i].samples);
        time->launches[i].count = samples;
        for (size_t j = 0; j < samples; j++)
            time->launches[i].samples[j].iterations = 100 * (j + 1);
    }
    return c;
}

static void release(struct tare_case c)
{
    struct tare_run run = { .cases = tare_alloc(1, sizeof c), .case_count = 1 };

    run.cases[0] = c;
    tare_run_release(&run);
}

/* Samples of N(100, within) around a launch effect of N(0, between). */
static struct tare_case noisy_case(size_t launches, double between,
                                   double within, uint64_t seed)
{
    struct tare_case c = make_case(launches, 10);
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < launches; i++) {
        struct tare_launch *launch = &c.measures[0].launches[i];
        double effect = between * tare_rng_normal(&rng);

        for (size_t j = 0; j < launch->count; j++)
            launch->samples[j].value =
                100 + effect + within * tare_rng_normal(&rng);
        launch->value = launch->samples[0].value;
    }
    return c;
}

TEST(figures_are_those_of_all_samples)
{
    struct tare_case c = make_case(2, 2);
    struct tare_measure *time = &c.measures[0];

    /* 1 3 5 11: mean 5, median 4, SD sqrt((16+4+0+36)/3), MAD of |3 1 1 7| 2 */
    time->launches[0].samples[0].value = 1;
    time->launches[0].samples[1].value = 3;
    time->launches[1].samples[0].value = 5;
    time->launches[1].samples[1].value = 11;
    time->launches[0].value = 2;
    time->launches[1].value = 8;
    tare_analyse_case(&c, &settings);
    CHECK_NEAR(time->mean.value, 5, 1e-12);
    CHECK_NEAR(time->median.value, 4, 1e-12);
    CHECK_NEAR(time->std_dev.value, sqrt(56.0 / 3), 1e-12);
    CHECK_NEAR(time->mad.value, 2, 1e-12);
    CHECK(isnan(time->slope.value));
    /* whole launches are drawn: the median is 2, 4 or 8, nothing else */
    CHECK_NEAR(time->median.low, 2, 0);
    CHECK_NEAR(time->median.high, 8, 0);
    release(c);
}

TEST(intervals_know_that_samples_of_a_launch_hang_together)
{
    /* all variation is between launches: 20 of SD 1 give the mean an error of
     * 1/sqrt(20), not of 1/sqrt(200) */
    struct tare_case c = noisy_case(20, 1, 0.01, 5);
    const struct tare_figure *mean = &c.measures[0].mean;

    tare_analyse_case(&c, &settings);
    CHECK(mean->standard_error > 0.7 / sqrt(20));
    CHECK(mean->standard_error < 1.4 / sqrt(20));
    CHECK(mean->high - mean->low > 3 * mean->standard_error);
    release(c);
}

TEST(cluster_intervals_of_the_mean_cover)
{
    int covered = 0;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct tare_case c = noisy_case(30, 1, 1, seed);
        struct tare_analysis_settings few = { 0.95, 200, 1 };

        tare_analyse_case(&c, &few);
        covered +=
            c.measures[0].mean.low <= 100 && c.measures[0].mean.high >= 100;
        release(c);
    }
    /* percentile intervals of 30 launches cover 93 %: 186 +- 3.6 */
    CHECK(covered >= 175);
}

TEST(the_slope_of_linear_samples_is_exact)
{
    struct tare_case c = make_case(5, 4);
    struct tare_measure *time = &c.measures[0];

    c.is_linear = 1;
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 4; j++)
            time->launches[i].samples[j].value = 7;
    tare_analyse_case(&c, &settings);
    CHECK_NEAR(time->slope.value, 7, 1e-12);
    CHECK_NEAR(time->slope.low, 7, 1e-9);
    CHECK_NEAR(time->slope.high, 7, 1e-9);
    CHECK_NEAR(time->r_squared, 1, 1e-12);
    release(c);
}

TEST(one_launch_has_figures_without_intervals)
{
    struct tare_case c = noisy_case(1, 1, 1, 3);

    tare_analyse_case(&c, &settings);
    CHECK(isfinite(c.measures[0].mean.value));
    CHECK(isnan(c.measures[0].mean.low));
    release(c);
}

TEST(a_launch_far_off_is_labelled_and_kept)
{
    struct tare_case c = noisy_case(20, 1, 1, 4);
    struct tare_measure *time = &c.measures[0];

    time->launches[7].value = 200;
    tare_analyse_case(&c, &settings);
    CHECK_STR(time->launches[7].outlier, "high severe");
    CHECK_INT(time->outliers.high_severe, 1);
    CHECK_INT(time->count, 20);
    release(c);
}

TEST(two_groups_of_launches_are_seen)
{
    struct tare_case c = noisy_case(60, 0.1, 0.1, 6);
    struct tare_measure *time = &c.measures[0];

    for (size_t i = 0; i < 60; i += 3)
        time->launches[i].value *= 1.1;
    tare_analyse_case(&c, &settings);
    CHECK(time->shape.is_bimodal);
    CHECK_NEAR(time->shape.low_share, 2.0 / 3, 1e-12);
    CHECK_NEAR(time->shape.high_mode / time->shape.low_mode, 1.1, 0.01);
    release(c);
}

TEST(the_same_seed_gives_the_same_bits)
{
    struct tare_case a = noisy_case(20, 1, 1, 9), b = noisy_case(20, 1, 1, 9);

    tare_analyse_case(&a, &settings);
    tare_analyse_case(&b, &settings);
    CHECK(memcmp(&a.measures[0].mad, &b.measures[0].mad,
                 sizeof a.measures[0].mad) == 0);
    release(a);
    release(b);
}

/* ---- growth -------------------------------------------------------------- */

static struct tare_run make_family(double (*time)(double n))
{
    struct tare_run run = { .cases = tare_alloc(8, sizeof *run.cases),
                            .case_count = 8 };

    for (size_t i = 0; i < 8; i++) {
        struct tare_case *c = &run.cases[i];

        *c = make_case(1, 1);
        c->identity.group = tare_strdup("g");
        c->identity.args[0].name = tare_strdup("how");
        c->identity.args[0].text = tare_strdup("up");
        c->identity.args[1].name = tare_strdup("n");
        c->identity.args[1].number = 16 << 2 * i;
        c->identity.arg_count = 2;
        c->measures[0].has_estimate = 1;
        c->measures[0].estimate.value = time(c->identity.args[1].number);
    }
    return run;
}

static double linearithmic(double n)
{
    return 3 * n * log(n + 1);
}

static double quadratic(double n)
{
    return 50 + 0.5 * n * n;
}

TEST(growth_is_fitted_over_the_argument_that_varies)
{
    struct tare_run run = make_family(linearithmic);

    tare_analyse_growth(&run, 0.95);
    CHECK_INT(run.growth_count, 1);
    CHECK_STR(run.growths[0].family, "g/case/how=up/n=*");
    CHECK_STR(run.growths[0].order, "n log n");
    CHECK_INT(run.growths[0].points, 8);
    tare_run_release(&run);
    run = make_family(quadratic);
    tare_analyse_growth(&run, 0.95);
    CHECK_STR(run.growths[0].order, "n^2");
    CHECK_NEAR(run.growths[0].coefficient, 0.5, 1e-3);
    tare_run_release(&run);
}

TEST(three_sizes_are_too_few)
{
    struct tare_run run = make_family(quadratic);

    for (size_t i = 3; i < 8; i++)
        run.cases[i].measures[0].has_estimate = 0;
    tare_analyse_growth(&run, 0.95);
    CHECK_INT(run.growth_count, 0);
    tare_run_release(&run);
}

TEST(a_seed_is_no_size_and_neither_are_sizes_that_hardly_differ)
{
    struct tare_run run = make_family(quadratic);

    for (size_t i = 0; i < 8; i++) {
        free(run.cases[i].identity.args[1].name);
        run.cases[i].identity.args[1].name = tare_strdup("Seed");
    }
    tare_analyse_growth(&run, 0.95);
    CHECK_INT(run.growth_count, 0);
    tare_run_release(&run);
    run = make_family(quadratic);
    for (size_t i = 0; i < 8; i++)
        run.cases[i].identity.args[1].number = 1000 + 100 * (double)i;
    tare_analyse_growth(&run, 0.95);
    CHECK_INT(run.growth_count, 0);
    tare_run_release(&run);
}

TESTS(RUN(figures_are_those_of_all_samples),
      RUN(intervals_know_that_samples_of_a_launch_hang_together),
      RUN(cluster_intervals_of_the_mean_cover),
      RUN(the_slope_of_linear_samples_is_exact),
      RUN(one_launch_has_figures_without_intervals),
      RUN(a_launch_far_off_is_labelled_and_kept),
      RUN(two_groups_of_launches_are_seen),
      RUN(the_same_seed_gives_the_same_bits),
      RUN(growth_is_fitted_over_the_argument_that_varies),
      RUN(three_sizes_are_too_few),
      RUN(a_seed_is_no_size_and_neither_are_sizes_that_hardly_differ))
