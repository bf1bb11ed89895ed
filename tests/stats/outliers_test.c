/* SPDX-License-Identifier: MIT */
#include "stats/outliers.h"

#include "tests/stats/vectors.h"

TEST(values_are_labelled_by_the_fences)
{
    /* quartiles 2 and 6 of 0 .. 8, so fences at -10, -4, 12 and 18 */
    const double sorted[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
    struct tare_fences fences = tare_fences_of(sorted, 9);

    CHECK(tare_fences_label(&fences, -10.5) == TARE_LOW_SEVERE);
    CHECK(tare_fences_label(&fences, -10) == TARE_LOW_MILD);
    CHECK(tare_fences_label(&fences, -4) == TARE_NO_OUTLIER);
    CHECK(tare_fences_label(&fences, 12) == TARE_NO_OUTLIER);
    CHECK(tare_fences_label(&fences, 12.5) == TARE_HIGH_MILD);
    CHECK(tare_fences_label(&fences, 18.5) == TARE_HIGH_SEVERE);
    CHECK(tare_fences_label(&fences, INFINITY) == TARE_HIGH_SEVERE);
}

TEST(every_value_is_counted_once)
{
    const double sorted[] = { -90, 0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 90, 91 };
    struct tare_fences fences = tare_fences_of(sorted, 13);
    size_t counts[TARE_OUTLIER_KINDS];

    tare_fences_count(&fences, sorted, 13, counts);
    CHECK_INT(counts[TARE_LOW_SEVERE], 1);
    CHECK_INT(counts[TARE_LOW_MILD], 0);
    CHECK_INT(counts[TARE_NO_OUTLIER], 10);
    CHECK_INT(counts[TARE_HIGH_MILD], 0);
    CHECK_INT(counts[TARE_HIGH_SEVERE], 2);
}

TEST(nothing_and_not_a_number_label_nothing)
{
    struct tare_fences fences = tare_fences_of(NULL, 0);
    const double sorted[] = { 1, 2, NAN };
    size_t counts[TARE_OUTLIER_KINDS];

    CHECK(isnan(fences.low_mild));
    CHECK(tare_fences_label(&fences, 1e300) == TARE_NO_OUTLIER);
    fences = tare_fences_of(sorted, 3);
    tare_fences_count(&fences, sorted, 3, counts);
    CHECK_INT(counts[TARE_NO_OUTLIER], 3);
    CHECK_INT(tare_far_values(sorted, 3), 0);
    CHECK_INT(tare_far_values(NULL, 0), 0);
}

TEST(equal_values_are_no_outliers_and_any_other_is)
{
    const double sorted[] = { 4, 4, 4, 4, 4, 4.001 };
    struct tare_fences fences = tare_fences_of(sorted, 6);

    CHECK(tare_fences_label(&fences, 4) == TARE_NO_OUTLIER);
    CHECK(tare_fences_label(&fences, 4.001) == TARE_HIGH_SEVERE);
    CHECK_INT(tare_far_values(sorted, 6), 1);
    CHECK_INT(tare_far_values(sorted, 5), 0);
}

static void fences(const struct vector *v)
{
    struct tare_fences f = tare_fences_of(v->sorted, v->count);
    size_t counts[TARE_OUTLIER_KINDS];

    tare_fences_count(&f, v->values, v->count, counts);
    CHECK_NEAR((double)counts[(int)v->a], v->want, 0);
}

static void far(const struct vector *v)
{
    CHECK_NEAR((double)tare_far_values(v->sorted, v->count), v->want, 0);
}

TEST(counts_agree_with_r)
{
    vectors_each("numbers", "fences", fences);
    vectors_each("numbers", "far", far);
}

TESTS(RUN(values_are_labelled_by_the_fences), RUN(every_value_is_counted_once),
      RUN(nothing_and_not_a_number_label_nothing),
      RUN(equal_values_are_no_outliers_and_any_other_is),
      RUN(counts_agree_with_r))
