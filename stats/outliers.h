/* SPDX-License-Identifier: MIT */
/*
 * Outliers are labelled, counted and shown; no value is ever removed.
 *
 * Tukey's fences (1977), with q1 and q3 the quartiles of type 7:
 *
 *     low severe | low mild |           none            | high mild | severe
 *            q1 - 3 IQR  q1 - 1.5 IQR  [q1 | q3]  q3 + 1.5 IQR  q3 + 3 IQR
 *
 * A value on a fence is on its inner side.
 */
#ifndef TARE_STATS_OUTLIERS_H
#define TARE_STATS_OUTLIERS_H

#include <stddef.h>

enum tare_outlier {
    TARE_LOW_SEVERE,
    TARE_LOW_MILD,
    TARE_NO_OUTLIER,
    TARE_HIGH_MILD,
    TARE_HIGH_SEVERE,
    TARE_OUTLIER_KINDS
};

struct tare_fences {
    double low_severe, low_mild, high_mild, high_severe;
};

/* NaN fences, which label nothing, when there are no values or a NaN. */
struct tare_fences tare_fences_of(const double *sorted, size_t count);

enum tare_outlier tare_fences_label(const struct tare_fences *fences,
                                    double value);

/* How many values get each label: counts[TARE_LOW_SEVERE], ... */
void tare_fences_count(const struct tare_fences *fences, const double *values,
                       size_t count, size_t counts[TARE_OUTLIER_KINDS]);

/*
 * How many values are farther from the median than 5 x 1.4826 x MAD, that is
 * 5 standard deviations if the bulk were normal: the launches that met
 * something.  When more than half the values agree, all others are far.
 */
size_t tare_far_values(const double *sorted, size_t count);

#endif
