/* SPDX-License-Identifier: MIT */
#include "stats/share.h"

#include <math.h>

#include "stats/student.h"

/* Looks below which the launches say too little of how they scatter. */
#define FEW 10.0

static double sum(const double *values, size_t count)
{
    double total = 0;

    for (size_t i = 0; i < count; i++)
        total += values[i];
    return total;
}

/* Of the ratio, squared. */
static double variance_between(const double *found, const double *all,
                               size_t launches, double share, double looks)
{
    double squares = 0, m = (double)launches;

    for (size_t i = 0; i < launches; i++)
        squares += (found[i] - share * all[i]) * (found[i] - share * all[i]);
    return launches > 1 ? m / (m - 1) * squares / (looks * looks) : INFINITY;
}

/* Wilson's interval (1927), for so many independent looks. */
static void set_wilson(struct tare_share *share, double looks, double z)
{
    double middle = (share->value + z * z / (2 * looks)) / (1 + z * z / looks);
    double half = z / (1 + z * z / looks) *
                  sqrt(share->value * (1 - share->value) / looks +
                       z * z / (4 * looks * looks));

    share->low = fmax(middle - half, 0);
    share->high = fmin(middle + half, 1);
}

struct tare_share tare_share_of(const double *found, const double *all,
                                size_t launches, double confidence)
{
    double looks = sum(all, launches), hits = sum(found, launches);
    struct tare_share share = { NAN, NAN, NAN, NAN, NAN };
    double variance, independent, quantile;

    if (!(looks > 0))
        return share;
    share.value = hits / looks;
    variance = variance_between(found, all, launches, share.value, looks);
    independent = share.value * (1 - share.value) / looks;
    share.standard_error = sqrt(variance);
    share.design_effect = independent > 0 ? variance / independent : 1;
    quantile = tare_student_quantile(0.5 + 0.5 * confidence,
                                     launches > 1 ? (double)launches - 1 : 1);
    if (hits < FEW || looks - hits < FEW || launches < 2) {
        double effect =
            isfinite(share.design_effect) ? fmax(share.design_effect, 1) : 1;

        set_wilson(&share, looks / effect, quantile);
        return share;
    }
    share.low = fmax(share.value - quantile * share.standard_error, 0);
    share.high = fmin(share.value + quantile * share.standard_error, 1);
    return share;
}
