/* SPDX-License-Identifier: MIT */
#include "stats/tails.h"

#include "stats/elementary.h"
#include "tests/test.h"

enum {
    LAUNCHES = 20,
    EACH = 500,
    QUANTILES = 4,
    RESAMPLES = 400,
    TRIALS = 200,
    PROOF_TRIALS = 2000
};

static const double p[QUANTILES] = { 0.5, 0.9, 0.99, 1 };
static const struct tare_tail_question question = { p, QUANTILES, RESAMPLES,
                                                    0.95 };

/* A side with room for its bins. */
struct side {
    struct tare_log_bin bins[LAUNCHES][EACH];
    struct tare_log_bins launches[LAUNCHES];
};

static struct side old, new;
static struct tare_log_histogram scratch;
static double numbers[QUANTILES * (RESAMPLES + 2)];
static struct tare_interval got[QUANTILES];

/* Iterations are lognormal in each launch, and so are launches; one iteration
 * in twenty takes so many times as long. */
static void fill(struct side *side, struct tare_rng *rng, double factor,
                 double spread, double slow)
{
    for (size_t l = 0; l < LAUNCHES; l++) {
        double launch = factor * tare_exp(spread * tare_rng_normal(rng));

        scratch = (struct tare_log_histogram){ 0 };
        for (size_t i = 0; i < EACH; i++) {
            double value = 1000 * launch * tare_exp(0.1 * tare_rng_normal(rng));

            tare_log_histogram_add(
                &scratch, tare_rng_unit(rng) < 0.05 ? slow * value : value);
        }
        side->launches[l] =
            (struct tare_log_bins){ scratch.max, side->bins[l],
                                    tare_log_histogram_bins(&scratch,
                                                            side->bins[l]) };
    }
}

static void ask(const struct side *side, size_t launches, uint64_t seed)
{
    struct tare_histograms all = { side->launches, launches };
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    tare_tails_quantiles(&all, &question, &rng, got, &scratch, numbers);
}

static void compare(uint64_t seed)
{
    struct tare_histograms a = { old.launches, LAUNCHES };
    struct tare_histograms b = { new.launches, LAUNCHES };
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    tare_tails_shifts(&a, &b, &question, &rng, got, &scratch, numbers);
}

TEST(estimates_are_those_of_all_iterations_together)
{
    struct tare_rng rng;
    struct tare_log_histogram all = { 0 };
    double want[QUANTILES];

    tare_rng_seed(&rng, 1);
    fill(&old, &rng, 1, 0.02, 10);
    ask(&old, LAUNCHES, 7);
    for (size_t l = 0; l < LAUNCHES; l++)
        tare_log_histogram_merge(&all, &old.launches[l]);
    tare_log_histogram_quantiles(&all, p, QUANTILES, want);
    for (size_t i = 0; i < QUANTILES; i++) {
        CHECK_NEAR(got[i].estimate, want[i], 0);
        CHECK(got[i].low <= want[i] && want[i] <= got[i].high);
        CHECK_NEAR(got[i].confidence, 0.95, 0);
        CHECK_INT(got[i].needs, 0);
    }
    CHECK_NEAR(got[3].high, all.max, 0);
    CHECK(got[0].high < got[2].low); /* the slow ones are ten times slower */
}

TEST(the_same_seed_gives_the_same_interval)
{
    struct tare_interval before[QUANTILES];

    ask(&old, LAUNCHES, 7);
    memcpy(before, got, sizeof got);
    ask(&old, LAUNCHES, 7);
    CHECK(memcmp(before, got, sizeof got) == 0);
    ask(&old, LAUNCHES, 8);
    CHECK(memcmp(before, got, sizeof got) != 0);
}

TEST(one_launch_bounds_nothing)
{
    ask(&old, 1, 7);
    CHECK(isfinite(got[0].estimate));
    CHECK(isinf(got[0].low) && isinf(got[0].high));
    CHECK_INT(got[0].needs, 2);
    ask(&old, 0, 7);
    CHECK(isnan(got[0].estimate));
}

/* Resampling launches that are all alike shows no spread at all. */
TEST(intervals_are_no_narrower_than_a_bucket)
{
    for (size_t l = 0; l < LAUNCHES; l++) {
        old.bins[l][0] = (struct tare_log_bin){ 1 + 10 * 256, EACH };
        old.launches[l] = (struct tare_log_bins){ 1026, old.bins[l], 1 };
    }
    new = old;
    for (size_t l = 0; l < LAUNCHES; l++)
        new.launches[l].items = new.bins[l];
    ask(&old, LAUNCHES, 7);
    CHECK_NEAR(got[0].low, 1024, 0);
    CHECK_NEAR(got[0].high, 1028, 0);
    CHECK_NEAR(got[3].low, 1026, 0); /* the maximum is exact */
    CHECK_NEAR(got[3].high, 1026, 0);
    compare(7);
    CHECK_NEAR(got[0].estimate, 0, 0);
    CHECK(got[0].low < -1.0 / 256 && got[0].high > 1.0 / 256);
    CHECK_NEAR(got[3].high - got[3].low, 0, 0);
}

TEST(a_shift_of_the_slow_ones_is_seen_where_they_are)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, 5);
    fill(&old, &rng, 1, 0.01, 10);
    fill(&new, &rng, 1, 0.01, 20);
    compare(7);
    CHECK(got[0].low < 0 && got[0].high > 0);
    CHECK(got[2].low > 0.8 && got[2].high < 1.2);
    fill(&new, &rng, 1.1, 0.01, 10);
    compare(7);
    for (size_t i = 0; i < 3; i++)
        CHECK(got[i].low < 0.1 && got[i].high > 0.1 && got[i].low > 0.02);
}

/* Of the long-run values, from 200 times as many launches. */
TEST(intervals_cover)
{
    size_t trials = getenv("TARE_PROOF") != NULL ? PROOF_TRIALS : TRIALS;
    struct tare_log_histogram all = { 0 };
    size_t covered[QUANTILES] = { 0 }, same[QUANTILES] = { 0 };
    double want[QUANTILES];
    struct tare_rng rng;

    tare_rng_seed(&rng, 11);
    for (int i = 0; i < 200; i++) {
        fill(&old, &rng, 1, 0.05, 10);
        for (size_t l = 0; l < LAUNCHES; l++)
            tare_log_histogram_merge(&all, &old.launches[l]);
    }
    tare_log_histogram_quantiles(&all, p, QUANTILES, want);
    for (size_t t = 0; t < trials; t++) {
        fill(&old, &rng, 1, 0.05, 10);
        fill(&new, &rng, 1, 0.05, 10);
        ask(&old, LAUNCHES, t);
        for (size_t i = 0; i < QUANTILES; i++)
            covered[i] += got[i].low <= want[i] && want[i] <= got[i].high;
        compare(t);
        for (size_t i = 0; i < QUANTILES; i++)
            same[i] += got[i].low <= 0 && got[i].high >= 0;
    }
    for (size_t i = 0; i + 1 < QUANTILES; i++) {
        printf("# p%g: %.3f of values, %.3f of shifts\n", 100 * p[i],
               (double)covered[i] / (double)trials,
               (double)same[i] / (double)trials);
        CHECK((double)covered[i] > 0.91 * (double)trials);
        CHECK((double)same[i] > 0.91 * (double)trials);
    }
}

TEST(a_quantile_takes_ten_values_beyond_it)
{
    CHECK_NEAR(tare_tail_needs(0.5), 20, 1e-12);
    CHECK_NEAR(tare_tail_needs(0.999), 10000, 1e-9);
    CHECK_NEAR(tare_tail_needs(1), 1, 0);
}

TESTS(RUN(estimates_are_those_of_all_iterations_together),
      RUN(the_same_seed_gives_the_same_interval),
      RUN(one_launch_bounds_nothing),
      RUN(intervals_are_no_narrower_than_a_bucket),
      RUN(a_shift_of_the_slow_ones_is_seen_where_they_are),
      RUN(intervals_cover), RUN(a_quantile_takes_ten_values_beyond_it))
