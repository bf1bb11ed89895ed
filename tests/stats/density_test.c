/* SPDX-License-Identifier: MIT */
#include "stats/density.h"

#include "stats/order.h"
#include "tests/stats/reference.h"

enum {
    POINTS = 65
};

static double x[POINTS], y[POINTS], scratch[1024];

static struct tare_density draw(const double *values, size_t count,
                                enum tare_density_scale scale)
{
    static double sorted[1024];

    memcpy(sorted, values, count * sizeof *sorted);
    tare_sort(sorted, count);
    return tare_density(sorted, count, scale, x, y, POINTS, scratch);
}

static double area(void)
{
    double sum = 0;

    for (size_t k = 1; k < POINTS; k++)
        sum += (x[k] - x[k - 1]) * (y[k] + y[k - 1]) / 2;
    return sum;
}

static void check_density(const struct reference *r)
{
    static const size_t at[] = { 0, 13, 32, 64 };
    struct tare_density d = draw(r->x, r->count_x, TARE_DENSITY_LINEAR);

    /* a spread of 1 on 1e9 leaves nine digits */
    double tolerance = strcmp(r->set, "hundred_offset") ? 2e-9 : 1e-5;

    CHECK_CLOSE(d.bandwidth, r->arguments[0], tolerance);
    for (size_t k = 0; k < 4; k++)
        CHECK_CLOSE(y[at[k]], r->results[k], tolerance);
}

TEST(curves_agree_with_sums_of_kernels_in_r)
{
    reference_each("density", check_density);
}

static void check_area(const struct reference *r)
{
    draw(r->x, r->count_x, TARE_DENSITY_LINEAR);
    if (strstr(r->set, "spikes") || strstr(r->set, "cauchy"))
        return; /* 65 points cannot resolve these */
    CHECK_NEAR(area(), 1, 0.01);
    if (r->x[0] > 0 && r->count_x > 9 && !strstr(r->set, "exponential") &&
        draw(r->x, r->count_x, TARE_DENSITY_LOG).left_out == 0)
        CHECK_NEAR(area(), 1, 0.02);
}

TEST(the_area_is_one_on_either_scale)
{
    reference_each("density", check_area);
}

TEST(the_curve_of_one_value_is_a_narrow_bump_that_says_so)
{
    double values[] = { 250, 250, 250 };
    struct tare_density d = draw(values, 3, TARE_DENSITY_LINEAR);

    CHECK(d.single);
    CHECK_NEAR(d.bandwidth, 0.25, 1e-15);
    CHECK_NEAR(area(), 1, 0.01);
    d = draw(values, 1, TARE_DENSITY_LOG);
    CHECK(d.single);
    CHECK_NEAR(x[POINTS / 2], 250, 1e-9);
    d = draw((double[]){ 0, 0 }, 2, TARE_DENSITY_LINEAR);
    CHECK(d.single);
    CHECK(d.bandwidth > 0);
}

TEST(values_that_cannot_be_shown_are_counted)
{
    double values[] = { -1, 0, 1, 2, INFINITY, -INFINITY, NAN };
    struct tare_density d = draw(values, 7, TARE_DENSITY_LINEAR);

    CHECK_INT(d.used, 4);
    CHECK_INT(d.left_out, 3);
    d = draw(values, 7, TARE_DENSITY_LOG);
    CHECK_INT(d.used, 2);
    CHECK_INT(d.left_out, 5);
}

TEST(without_values_there_is_no_curve)
{
    struct tare_density d = draw((double[]){ NAN }, 1, TARE_DENSITY_LINEAR);

    CHECK_INT(d.used, 0);
    CHECK(isnan(d.bandwidth));
    CHECK(isnan(x[0]));
    CHECK(isnan(y[POINTS - 1]));
    CHECK(isnan(tare_density_bandwidth(NULL, 0)));
}

/* Quartiles that coincide would make the bandwidth 0. */
TEST(a_single_outlier_does_not_make_a_needle)
{
    double values[] = { 5, 5, 5, 5, 5, 5, 5, 5, 5, 9 };
    struct tare_density d = draw(values, 10, TARE_DENSITY_LINEAR);

    CHECK(!d.single);
    CHECK(d.bandwidth > 0.5);
}

TEST(scaling_the_values_scales_the_curve)
{
    double a[POINTS], values[] = { 1, 2, 2.5, 4, 7 }, more[5];

    draw(values, 5, TARE_DENSITY_LOG);
    memcpy(a, y, sizeof a);
    for (size_t i = 0; i < 5; i++)
        more[i] = 1024 * values[i];
    draw(more, 5, TARE_DENSITY_LOG);
    for (size_t k = 0; k < POINTS; k++)
        CHECK_CLOSE(1024 * y[k], a[k], 1e-11);
}

TESTS(RUN(curves_agree_with_sums_of_kernels_in_r),
      RUN(the_area_is_one_on_either_scale),
      RUN(the_curve_of_one_value_is_a_narrow_bump_that_says_so),
      RUN(values_that_cannot_be_shown_are_counted),
      RUN(without_values_there_is_no_curve),
      RUN(a_single_outlier_does_not_make_a_needle),
      RUN(scaling_the_values_scales_the_curve))
