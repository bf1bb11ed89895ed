/* SPDX-License-Identifier: MIT */
#include "stats/walsh.h"

#include "stats/order.h"
#include "stats/rng.h"
#include "stats/signed_rank.h"
#include "tests/stats/reference.h"

static struct tare_interval interval_of(const double *values, size_t count,
                                        double confidence)
{
    static double memory[14461], sorted[1024], scratch[1024];
    struct tare_signed_rank_null null = tare_signed_rank_null(count, memory);

    memcpy(sorted, values, count * sizeof *sorted);
    tare_sort(sorted, count);
    double p = confidence > 0 ? (1 - confidence) / 2 : 0.5;
    size_t critical = tare_signed_rank_critical(&null, p);
    struct tare_interval interval =
        tare_walsh_interval(sorted, count, critical, scratch);

    if (critical > count * (count + 1) / 2)
        interval.needs = tare_signed_rank_needs(p);
    else if (!isnan(interval.low))
        interval.confidence = 1 - 2 * tare_signed_rank_upper(&null, critical);
    return interval;
}

/* All averages, the long way, ascending. */
static size_t list_averages(const double *values, size_t count, double *all)
{
    size_t total = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = i; j < count; j++)
            all[total++] = (values[i] + values[j]) / 2;
    }
    tare_sort(all, total);
    return total;
}

static void check_against_list(const double *sorted, size_t count)
{
    static double all[2000], scratch[64];
    size_t total = list_averages(sorted, count, all);

    for (size_t i = 0; i < total; i++) {
        size_t above = 0, below = 0;

        CHECK(tare_walsh_select(sorted, count, i, scratch) == all[i]);
        for (size_t k = 0; k < total; k++) {
            above += all[k] > all[i];
            below += all[k] < all[i];
        }
        CHECK_INT(tare_walsh_above(sorted, count, all[i]), above);
        CHECK_INT(tare_walsh_below(sorted, count, all[i]), below);
    }
}

TEST(every_average_is_found_and_counted)
{
    struct tare_rng rng;
    double values[60];

    tare_rng_seed(&rng, 7);
    for (size_t count = 1; count <= 60; count += 1 + count / 8) {
        for (size_t i = 0; i < count; i++)
            values[i] = tare_rng_normal(&rng) * (i % 9 == 0 ? 1e9 : 1);
        tare_sort(values, count);
        check_against_list(values, count);
        for (size_t i = 0; i < count; i++)
            values[i] = (double)tare_rng_below(&rng, 5); /* many ties */
        tare_sort(values, count);
        check_against_list(values, count);
        for (size_t i = 0; i < count; i++)
            values[i] = i < count / 2 ? 1e-300 : 1e300; /* two far humps */
        check_against_list(values, count);
    }
}

static void check_hodges_lehmann(const struct reference *r)
{
    struct tare_interval i = interval_of(r->x, r->count_x, r->arguments[0]);

    CHECK_CLOSE(i.estimate, r->results[0], 1e-15);
    if (r->count_x <= TARE_SIGNED_RANK_EXACT) {
        CHECK(i.low == r->results[1]);
        CHECK(i.high == r->results[2]);
        CHECK_NEAR(i.confidence, r->results[3], 1e-12);
        return;
    }
    CHECK_CLOSE(i.low, r->results[1], 1e-4);
    CHECK_CLOSE(i.high, r->results[2], 1e-4);
    CHECK_NEAR(i.confidence, r->results[3], 1e-4);
}

TEST(intervals_agree_with_r)
{
    reference_each("hodges_lehmann", check_hodges_lehmann);
}

/* R 4, wilcox.test(x - 100, conf.int = TRUE) */
TEST(the_interval_of_the_method_is_reproduced)
{
    struct tare_interval i;
    double x[25];

    for (int k = 1; k <= 25; k++)
        x[k - 1] = 8 * sin(1.7 * k) + 5 * cos(0.9 * pow(k, 1.5)) +
                   (k % 7 == 0 ? 20 : 0);
    i = interval_of(x, 25, 0.95);
    CHECK_NEAR(i.estimate, 3.5760314542, 1e-9);
    CHECK_NEAR(i.low, 0.1779664804, 1e-9);
    CHECK_NEAR(i.high, 6.4452839489, 1e-9);
}

TEST(five_values_are_told_how_many_it_takes)
{
    struct tare_interval i = interval_of((double[]){ 1, 2, 3, 4, 5 }, 5, 0.95);

    CHECK_NEAR(i.estimate, 3, 0);
    CHECK(i.low == -INFINITY);
    CHECK(i.high == INFINITY);
    CHECK_NEAR(i.confidence, 0, 0);
    CHECK_INT(i.needs, 6);
}

TEST(six_values_are_enough_and_reach_what_they_say)
{
    struct tare_interval i =
        interval_of((double[]){ 1, 2, 3, 4, 5, 6 }, 6, 0.95);

    CHECK_NEAR(i.low, 1, 0);
    CHECK_NEAR(i.high, 6, 0);
    CHECK_NEAR(i.confidence, 1 - 2.0 / 64, 1e-15);
    CHECK_INT(i.needs, 0);
}

TEST(no_values_and_no_numbers_have_no_estimate)
{
    struct tare_interval none = interval_of((double[]){ 0 }, 0, 0.95);
    struct tare_interval nan =
        interval_of((double[]){ 1, 2, NAN, 4, 5, 6, 7 }, 7, 0.95);

    CHECK(isnan(none.estimate));
    CHECK_INT(none.needs, 6);
    CHECK(isnan(nan.estimate));
    CHECK(isnan(nan.low));
}

TEST(equal_values_have_a_width_of_nothing)
{
    double values[300];
    struct tare_interval i;

    for (size_t k = 0; k < 300; k++)
        values[k] = 0.1;
    i = interval_of(values, 300, 0.95);
    CHECK(i.estimate == 0.1);
    CHECK(i.low == 0.1);
    CHECK(i.high == 0.1);
}

/* Launches that take exactly as long on both sides, but for a few. */
TEST(where_most_coincide_the_answer_is_that_value)
{
    enum {
        COUNT = 345
    };
    static double values[COUNT], room[COUNT];
    static const double at[] = { 0, 1, -3e-300 };

    for (unsigned k = 0; k < sizeof at / sizeof *at; k++) {
        struct tare_interval interval;

        for (unsigned i = 0; i < COUNT; i++)
            values[i] = i < 20 ? at[k] - 1 - i : i > 330 ? at[k] + i : at[k];
        tare_sort(values, COUNT);
        interval = tare_walsh_interval(values, COUNT, 33000, room);
        CHECK_NEAR(interval.estimate, at[k], 0);
        CHECK_NEAR(interval.low, at[k], 0);
        CHECK_NEAR(interval.high, at[k], 0);
    }
}

TEST(shifting_scaling_and_mirroring_carry_over)
{
    double values[41], moved[41], mirrored[41];
    struct tare_interval a, b, c;

    for (size_t k = 0; k < 41; k++) {
        values[k] = cos((double)(k * k));
        moved[k] = 4 * values[k] + 8;
        mirrored[40 - k] = -values[k];
    }
    a = interval_of(values, 41, 0.9);
    b = interval_of(moved, 41, 0.9);
    c = interval_of(mirrored, 41, 0.9);
    CHECK_NEAR(b.estimate, 4 * a.estimate + 8, 1e-14);
    CHECK_NEAR(b.low, 4 * a.low + 8, 1e-14);
    CHECK(c.estimate == -a.estimate);
    CHECK(c.low == -a.high);
    CHECK(c.high == -a.low);
}

TEST(infinite_values_move_only_the_far_bound)
{
    struct tare_interval i = interval_of(
        (double[]){ 1, 2, 3, 4, 5, 6, 7, INFINITY, INFINITY }, 9, 0.9);

    CHECK(isfinite(i.estimate));
    CHECK(isfinite(i.low));
    CHECK(i.high == INFINITY);
}

TEST(impossible_confidences_are_answered)
{
    struct tare_interval sure =
        interval_of((double[]){ 1, 2, 3, 4, 5, 6 }, 6, 1);
    struct tare_interval none =
        interval_of((double[]){ 1, 2, 3, 4, 5, 6 }, 6, 0);

    CHECK(sure.low == -INFINITY);
    CHECK_INT(sure.needs, 0); /* no number of values is enough */
    CHECK(none.low <= none.estimate);
    CHECK(none.high >= none.estimate);
}

TESTS(RUN(where_most_coincide_the_answer_is_that_value),
      RUN(every_average_is_found_and_counted), RUN(intervals_agree_with_r),
      RUN(the_interval_of_the_method_is_reproduced),
      RUN(five_values_are_told_how_many_it_takes),
      RUN(six_values_are_enough_and_reach_what_they_say),
      RUN(no_values_and_no_numbers_have_no_estimate),
      RUN(equal_values_have_a_width_of_nothing),
      RUN(shifting_scaling_and_mirroring_carry_over),
      RUN(infinite_values_move_only_the_far_bound),
      RUN(impossible_confidences_are_answered))
