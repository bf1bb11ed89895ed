/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include "stats/moments.h"
#include "stats/order.h"
#include "tests/test.h"

#define RESAMPLES 400
#define MOST      120

static double means[RESAMPLES], std_devs[RESAMPLES], medians[RESAMPLES],
    mads[RESAMPLES];
static const struct tare_resampled all_four = { means, std_devs, medians,
                                                mads };

static void *scratch_for(const struct tare_resampling *sampling)
{
    return malloc(tare_resample_scratch(sampling));
}

/* Counts on from resample to resample and compares with the long way. */
static double compare(const double *drawn, const uint32_t *from, size_t count,
                      void *context)
{
    size_t *index = context;
    double sorted[MOST];

    (void)from;
    memcpy(sorted, drawn, count * sizeof *drawn);
    tare_sort(sorted, count);
    CHECK_NEAR(means[*index], tare_mean(sorted, count), 1e-13);
    CHECK_NEAR(std_devs[*index], tare_std_dev(sorted, count), 1e-12);
    CHECK_NEAR(medians[*index], tare_median(sorted, count), 0);
    CHECK_NEAR(mads[*index], tare_mad(sorted, count), 1e-15);
    ++*index;
    return 0;
}

/* Both functions draw the same resamples from the same state. */
static void compare_all(const struct tare_resampling *sampling, uint64_t seed)
{
    void *scratch = scratch_for(sampling);
    double unused[RESAMPLES];
    size_t index = 0;
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    tare_resample_four(&rng, sampling, &all_four, RESAMPLES, scratch);
    tare_rng_seed(&rng, seed);
    tare_resample_statistic(&rng, sampling, compare, &index, unused, RESAMPLES,
                            scratch);
    CHECK_INT(index, RESAMPLES);
    free(scratch);
}

/* Normal values, or whole numbers with many ties. */
static void fill(double *values, size_t count, int ties)
{
    struct tare_rng rng;

    tare_rng_seed(&rng, count);
    for (size_t i = 0; i < count; i++)
        values[i] =
            ties ? floor(4 * tare_rng_unit(&rng)) : 7 + tare_rng_normal(&rng);
}

TEST(four_statistics_agree_with_the_long_way)
{
    double values[MOST];
    struct tare_resampling sampling = { .values = values };

    for (size_t count = 1; count <= 25; count++) {
        sampling.count = count;
        fill(values, count, count % 3 == 0);
        /* single draws are places in the sorted data */
        tare_sort(values, count);
        compare_all(&sampling, count);
    }
}

TEST(four_statistics_of_launches_agree_with_the_long_way)
{
    const size_t first[] = { 0, 3, 3, 4, 10, 17, 20 };
    double values[MOST];
    struct tare_resampling sampling = {
        .values = values, .count = 20, .first = first, .launches = 6
    };

    for (int within = 0; within < 2; within++) {
        sampling.within = within;
        fill(values, 20, 0);
        compare_all(&sampling, 5);
        fill(values, 20, 1);
        compare_all(&sampling, 6);
    }
}

TEST(four_statistics_of_blocks_agree_with_the_long_way)
{
    double values[MOST];
    struct tare_resampling sampling = { .values = values };

    for (size_t block = 2; block < 12; block += 3) {
        sampling.count = 30;
        sampling.block = block;
        fill(values, 30, block == 5);
        compare_all(&sampling, block);
    }
}

static double check_runs(const double *drawn, const uint32_t *from,
                         size_t count, void *context)
{
    const struct tare_resampling *s = context;

    CHECK_INT(count, s->count);
    for (size_t i = 0; i < count; i++) {
        CHECK(drawn[i] == s->values[from[i]]);
        if (i % s->block != 0)
            CHECK_INT(from[i], (from[i - 1] + 1) % s->count);
    }
    return drawn[0];
}

TEST(blocks_are_runs_on_a_ring)
{
    double values[17], out[50];
    struct tare_resampling s = { .values = values, .count = 17, .block = 4 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    fill(values, 17, 0);
    tare_resample_statistic(&rng, &s, check_runs, &s, out, 50, scratch);
    free(scratch);
}

static double check_launches(const double *drawn, const uint32_t *from,
                             size_t count, void *context)
{
    const struct tare_resampling *s = context;

    CHECK_INT(count % 5, 0);
    for (size_t i = 0; i < count; i++) {
        CHECK(drawn[i] == s->values[from[i]]);
        if (i % 5 != 0 && s->within)
            CHECK_INT(from[i] / 5, from[i - 1] / 5);
        if (i % 5 != 0 && !s->within)
            CHECK_INT(from[i], from[i - 1] + 1);
    }
    return 0;
}

TEST(launches_are_drawn_whole_or_again_inside)
{
    const size_t first[] = { 0, 5, 10, 15, 20 };
    double values[20], out[50];
    struct tare_resampling s = {
        .values = values, .count = 20, .first = first, .launches = 4
    };
    void *scratch = scratch_for(&s);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    fill(values, 20, 0);
    tare_resample_statistic(&rng, &s, check_launches, &s, out, 50, scratch);
    s.within = 1;
    tare_resample_statistic(&rng, &s, check_launches, &s, out, 50, scratch);
    free(scratch);
}

TEST(many_launches_are_drawn_as_well_as_few)
{
    enum {
        LAUNCHES = 700
    };
    static double values[LAUNCHES], out[200];
    static size_t first[LAUNCHES + 1];
    struct tare_resampling s = { .values = values,
                                 .count = LAUNCHES,
                                 .first = first,
                                 .launches = LAUNCHES };
    struct tare_resampled mean_only = { .mean = out };
    void *scratch;
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    for (size_t i = 0; i <= LAUNCHES; i++)
        first[i] = i;
    for (size_t i = 0; i < LAUNCHES; i++)
        values[i] = i < LAUNCHES / 2;
    scratch = scratch_for(&s);
    tare_resample_four(&rng, &s, &mean_only, 200, scratch);
    /* mean 0.5, SD of the mean of 200 means 0.0013 */
    CHECK_NEAR(tare_mean(out, 200), 0.5, 0.007);
    CHECK_NEAR(tare_std_dev(out, 200), 0.5 / sqrt(LAUNCHES), 0.004);
    free(scratch);
}

TEST(block_length_grows_with_the_cube_root)
{
    /* 1.5 * 8^(1/3) = 3, 1.5 * 1000^(1/3) = 15, 1.5 * 100^(1/3) = 6.96 */
    CHECK_INT(tare_block_length(0), 1);
    CHECK_INT(tare_block_length(1), 2);
    CHECK_INT(tare_block_length(8), 3);
    CHECK_INT(tare_block_length(100), 7);
    CHECK_INT(tare_block_length(1000), 15);
    CHECK_INT(tare_block_length(1001), 16);
}

TEST(resampled_means_scatter_as_they_should)
{
    static double values[300], out[20000];
    struct tare_rng rng;
    double mean, error;

    fill(values, 300, 0);
    mean = tare_mean(values, 300);
    error = tare_std_dev(values, 300) * sqrt(299.0 / 300 / 300);
    tare_rng_seed(&rng, 1);
    tare_resample_mean(&rng, values, 300, out, 20000);
    CHECK_NEAR(tare_mean(out, 20000), mean, 5 * error / sqrt(20000) / 7);
    CHECK_NEAR(tare_std_dev(out, 20000) / error, 1, 0.025);
}

TEST(resampled_means_stay_inside_the_data)
{
    double values[9], out[500];
    struct tare_rng rng;

    fill(values, 9, 0);
    tare_rng_seed(&rng, 2);
    tare_resample_mean(&rng, values, 9, out, 500);
    tare_sort(values, 9);
    for (int i = 0; i < 500; i++)
        CHECK(out[i] >= values[0] && out[i] <= values[8]);
}

TEST(slopes_of_an_exact_line_are_all_its_slope)
{
    double x[40], y[40], out[300], scratch[80];
    struct tare_rng rng;

    for (int i = 0; i < 40; i++) {
        x[i] = i + 1;
        y[i] = 2.5 * x[i];
    }
    tare_rng_seed(&rng, 3);
    tare_resample_slope(&rng, x, y, 40, out, 300, scratch);
    for (int i = 0; i < 300; i++)
        CHECK_NEAR(out[i], 2.5, 1e-15);
}

TEST(ratios_of_equal_values_are_their_ratio)
{
    const double a[] = { 6, 6, 6 }, b[] = { 4, 4, 4, 4, 4 };
    double out[50];
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    tare_resample_ratio(&rng, a, 3, b, 5, out, 50);
    for (int i = 0; i < 50; i++)
        CHECK_NEAR(out[i], 1.5, 1e-15);
}

TEST(the_same_seed_gives_the_same_resamples)
{
    double values[50], a[100], b[100];
    struct tare_rng rng;

    fill(values, 50, 0);
    tare_rng_seed(&rng, 4);
    tare_resample_mean(&rng, values, 50, a, 100);
    tare_rng_seed(&rng, 4);
    tare_resample_mean(&rng, values, 50, b, 100);
    CHECK(memcmp(a, b, sizeof a) == 0);
}

TEST(the_order_of_the_data_does_not_matter_to_single_draws)
{
    double values[50], shuffled[50], kept[RESAMPLES];
    struct tare_resampling s = { .values = values, .count = 50 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng;

    fill(values, 50, 0);
    for (int i = 0; i < 50; i++)
        shuffled[i] = values[i * 7 % 50];
    tare_rng_seed(&rng, 5);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    memcpy(kept, mads, sizeof kept);
    s.values = shuffled;
    tare_rng_seed(&rng, 5);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    CHECK(memcmp(kept, mads, sizeof kept) == 0);
    free(scratch);
}

TEST(what_is_not_wanted_is_not_written)
{
    double values[6] = { 1, 2, 3, 4, 5, 6 }, medians_only[20];
    struct tare_resampling s = { .values = values, .count = 6 };
    struct tare_resampled out = { .median = medians_only };
    void *scratch = scratch_for(&s);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    tare_resample_four(&rng, &s, &out, 20, scratch);
    for (int i = 0; i < 20; i++)
        CHECK(medians_only[i] >= 1 && medians_only[i] <= 6);
    free(scratch);
}

static double never(const double *drawn, const uint32_t *from, size_t count,
                    void *context)
{
    (void)drawn, (void)from, (void)context;
    CHECK_INT(count, 1);
    return 0;
}

TEST(nothing_and_not_a_number_resample_to_nan)
{
    double values[] = { 1, NAN, 3 };
    struct tare_resampling s = { .values = values };
    void *scratch = malloc(1000);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    tare_resample_four(&rng, &s, &all_four, 3, scratch);
    CHECK(isnan(means[0]) && isnan(std_devs[0]) && isnan(mads[2]));
    tare_resample_statistic(&rng, &s, never, NULL, means, 3, scratch);
    CHECK(isnan(means[2]));
    tare_resample_mean(&rng, values, 0, means, 1);
    CHECK(isnan(means[0]));
    s.count = 3;
    tare_resample_four(&rng, &s, &all_four, 3, scratch);
    CHECK(isnan(medians[0]));
    free(scratch);
}

TEST(one_value_resamples_to_itself)
{
    double value = 8;
    struct tare_resampling s = { .values = &value, .count = 1 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    tare_resample_four(&rng, &s, &all_four, 2, scratch);
    CHECK(means[1] == 8 && medians[1] == 8 && mads[1] == 0);
    CHECK(isnan(std_devs[1]));
    free(scratch);
}

/* Bits that every machine and compiler must reproduce: the sum of all
 * statistics, with and without vector instructions. */
TEST(the_bits_do_not_depend_on_machine_or_compiler)
{
    double values[101], sum = 0;
    struct tare_resampling s = { .values = values, .count = 101 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng;

    for (int i = 0; i < 101; i++)
        values[i] = 1.0 / (i + 1);
    tare_rng_seed(&rng, 6);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    for (int i = 0; i < RESAMPLES; i++)
        sum += means[i] + std_devs[i] + medians[i] + mads[i];
    CHECK(sum == 0x1.252827600d609p+6);
    free(scratch);
}

TESTS(RUN(four_statistics_agree_with_the_long_way),
      RUN(four_statistics_of_launches_agree_with_the_long_way),
      RUN(four_statistics_of_blocks_agree_with_the_long_way),
      RUN(blocks_are_runs_on_a_ring),
      RUN(launches_are_drawn_whole_or_again_inside),
      RUN(many_launches_are_drawn_as_well_as_few),
      RUN(block_length_grows_with_the_cube_root),
      RUN(resampled_means_scatter_as_they_should),
      RUN(resampled_means_stay_inside_the_data),
      RUN(slopes_of_an_exact_line_are_all_its_slope),
      RUN(ratios_of_equal_values_are_their_ratio),
      RUN(the_same_seed_gives_the_same_resamples),
      RUN(the_order_of_the_data_does_not_matter_to_single_draws),
      RUN(what_is_not_wanted_is_not_written),
      RUN(nothing_and_not_a_number_resample_to_nan),
      RUN(one_value_resamples_to_itself),
      RUN(the_bits_do_not_depend_on_machine_or_compiler))
