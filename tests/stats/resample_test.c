/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include "stats/lanes.h"
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

/* One resample drawn as tare_resample_four draws it; returns how many values. */
static size_t draw(struct tare_lanes *lanes, const struct tare_resampling *s,
                   double *drawn)
{
    uint32_t picked[MOST], inside[MOST];
    size_t count = 0;

    tare_lanes_draw(lanes, (uint32_t)(s->launches ? s->launches : s->count),
                    picked, s->launches ? s->launches : s->count);
    for (size_t i = 0; s->launches == 0 && i < s->count; i++)
        drawn[count++] = s->values[picked[i]];
    for (size_t i = 0; i < s->launches; i++) {
        size_t start = s->first[picked[i]];
        size_t length = s->first[picked[i] + 1] - start;

        if (s->within)
            tare_lanes_draw(lanes, (uint32_t)length, inside, length);
        for (size_t k = 0; k < length; k++)
            drawn[count++] = s->values[start + (s->within ? inside[k] : k)];
    }
    return count;
}

/* With the same resamples, computed the long way. */
static void compare_all(const struct tare_resampling *sampling, uint64_t seed)
{
    void *scratch = scratch_for(sampling);
    struct tare_lanes lanes;
    struct tare_rng rng;
    double drawn[MOST];

    tare_rng_seed(&rng, seed);
    tare_resample_four(&rng, sampling, &all_four, RESAMPLES, scratch);
    tare_rng_seed(&rng, seed);
    tare_lanes_seed(&lanes, &rng);
    for (int i = 0; i < RESAMPLES; i++) {
        size_t count = draw(&lanes, sampling, drawn);

        tare_sort(drawn, count);
        CHECK_NEAR(means[i], tare_mean(drawn, count), 1e-13);
        CHECK_NEAR(std_devs[i], tare_std_dev(drawn, count), 1e-12);
        CHECK_NEAR(medians[i], tare_median(drawn, count), 0);
        CHECK_NEAR(mads[i], tare_mad(drawn, count), 1e-15);
    }
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

/* Four launches of 10 k - 2, ..., 10 k + 2: the sum of whole ones is a multiple
 * of 50. */
TEST(launches_are_drawn_whole_or_again_inside)
{
    const size_t first[] = { 0, 5, 10, 15, 20 };
    double values[20];
    struct tare_resampling s = {
        .values = values, .count = 20, .first = first, .launches = 4
    };
    void *scratch = scratch_for(&s);
    struct tare_rng rng = { { 1, 2, 3, 4 } };
    int parts = 0;

    for (int i = 0; i < 20; i++)
        values[i] = 10 * (i / 5) + i % 5 - 2;
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    for (int i = 0; i < RESAMPLES; i++)
        CHECK(fmod(20 * means[i], 50) == 0);
    s.within = 1;
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    for (int i = 0; i < RESAMPLES; i++)
        parts += fmod(20 * means[i], 50) != 0;
    CHECK(parts > RESAMPLES / 2);
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

TEST(resampled_means_scatter_as_they_should)
{
    static double values[300], out[20000];
    struct tare_resampling s = { .values = values, .count = 300 };
    struct tare_resampled mean_only = { .mean = out };
    void *scratch = scratch_for(&s);
    struct tare_rng rng;
    double mean, error;

    fill(values, 300, 0);
    mean = tare_mean(values, 300);
    error = tare_std_dev(values, 300) * sqrt(299.0 / 300 / 300);
    tare_rng_seed(&rng, 1);
    tare_resample_four(&rng, &s, &mean_only, 20000, scratch);
    CHECK_NEAR(tare_mean(out, 20000), mean, 5 * error / sqrt(20000) / 7);
    CHECK_NEAR(tare_std_dev(out, 20000) / error, 1, 0.025);
    free(scratch);
}

TEST(resampled_means_stay_inside_the_data)
{
    double values[9];
    struct tare_resampling s = { .values = values, .count = 9 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng;

    fill(values, 9, 0);
    tare_rng_seed(&rng, 2);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    tare_sort(values, 9);
    for (int i = 0; i < RESAMPLES; i++)
        CHECK(means[i] >= values[0] && means[i] <= values[8]);
    free(scratch);
}

TEST(the_same_seed_gives_the_same_resamples)
{
    double values[50], kept[RESAMPLES];
    struct tare_resampling s = { .values = values, .count = 50 };
    void *scratch = scratch_for(&s);
    struct tare_rng rng;

    fill(values, 50, 0);
    tare_rng_seed(&rng, 4);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    memcpy(kept, means, sizeof kept);
    tare_rng_seed(&rng, 4);
    tare_resample_four(&rng, &s, &all_four, RESAMPLES, scratch);
    CHECK(memcmp(kept, means, sizeof kept) == 0);
    free(scratch);
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

TEST(nothing_and_not_a_number_resample_to_nan)
{
    double values[] = { 1, NAN, 3 };
    struct tare_resampling s = { .values = values };
    void *scratch = malloc(1000);
    struct tare_rng rng = { { 1, 2, 3, 4 } };

    tare_resample_four(&rng, &s, &all_four, 3, scratch);
    CHECK(isnan(means[0]) && isnan(std_devs[0]) && isnan(mads[2]));
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
      RUN(launches_are_drawn_whole_or_again_inside),
      RUN(many_launches_are_drawn_as_well_as_few),
      RUN(resampled_means_scatter_as_they_should),
      RUN(resampled_means_stay_inside_the_data),
      RUN(the_same_seed_gives_the_same_resamples),
      RUN(the_order_of_the_data_does_not_matter_to_single_draws),
      RUN(what_is_not_wanted_is_not_written),
      RUN(nothing_and_not_a_number_resample_to_nan),
      RUN(one_value_resamples_to_itself),
      RUN(the_bits_do_not_depend_on_machine_or_compiler))
