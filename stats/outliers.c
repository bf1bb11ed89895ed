/* SPDX-License-Identifier: MIT */
#include "stats/outliers.h"

#include <math.h>

#include "stats/order.h"

/* 1 / qnorm(3/4): the MAD of normal values times this is their SD. */
#define MAD_TO_STD_DEV 1.4826022185056018
#define FAR_STD_DEVS   5.0

struct tare_fences tare_fences_of(const double *sorted, size_t count)
{
    double q1 = tare_quantile(sorted, count, 0.25);
    double q3 = tare_quantile(sorted, count, 0.75);
    double iqr = q3 - q1;

    return (struct tare_fences){
        .low_severe = q1 - 3.0 * iqr,
        .low_mild = q1 - 1.5 * iqr,
        .high_mild = q3 + 1.5 * iqr,
        .high_severe = q3 + 3.0 * iqr,
    };
}

enum tare_outlier tare_fences_label(const struct tare_fences *fences,
                                    double value)
{
    if (value < fences->low_severe)
        return TARE_LOW_SEVERE;
    if (value < fences->low_mild)
        return TARE_LOW_MILD;
    if (value > fences->high_severe)
        return TARE_HIGH_SEVERE;
    if (value > fences->high_mild)
        return TARE_HIGH_MILD;
    return TARE_NO_OUTLIER;
}

void tare_fences_count(const struct tare_fences *fences, const double *values,
                       size_t count, size_t counts[TARE_OUTLIER_KINDS])
{
    for (int kind = 0; kind < TARE_OUTLIER_KINDS; kind++)
        counts[kind] = 0;
    for (size_t i = 0; i < count; i++)
        counts[tare_fences_label(fences, values[i])]++;
}

size_t tare_far_values(const double *sorted, size_t count)
{
    double median = tare_median(sorted, count);
    double reach = FAR_STD_DEVS * MAD_TO_STD_DEV * tare_mad(sorted, count);
    size_t far = 0;

    for (size_t i = 0; i < count; i++)
        far += fabs(sorted[i] - median) > reach;
    return far;
}
