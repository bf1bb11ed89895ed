/* SPDX-License-Identifier: MIT */
#include "stats/series.h"

#include <math.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/signed_rank.h"
#include "stats/walsh.h"

/* So that rounding of the mean does not pass for variation. */
static int varies(const double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i] != values[0])
            return 1;
    }
    return 0;
}

double tare_autocorrelation(const double *values, size_t count, size_t lag)
{
    struct tare_moments moments;
    double sum = 0;

    if (lag >= count || !varies(values, count))
        return NAN;
    moments = tare_moments_of(values, count);
    for (size_t i = lag; i < count; i++)
        sum += (values[i] - moments.mean) * (values[i - lag] - moments.mean);
    return sum / moments.squares;
}

struct tare_von_neumann tare_von_neumann(const double *values, size_t count)
{
    struct tare_von_neumann result = { NAN, 0, 0 };
    double sum = 0;

    if (count < 2) {
        result.needs = 2;
        return result;
    }
    if (!varies(values, count))
        return result;
    for (size_t i = 1; i < count; i++)
        sum += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
    result.ratio = sum / tare_moments_of(values, count).squares;
    result.drifted = result.ratio < 2 - 4.7 / sqrt((double)count);
    return result;
}

size_t tare_halves_scratch(size_t count)
{
    return 2 * count + tare_signed_rank_memory(count);
}

struct tare_halves tare_halves(const double *ratios, size_t count,
                               double threshold, double *scratch)
{
    struct tare_halves halves = { NAN, 1, 0, 0 };
    struct tare_signed_rank_null null;
    double *sorted = scratch, *rest = scratch + count;
    const double p = 1e-3;

    if (count < tare_signed_rank_needs(p / 2))
        halves.needs = tare_signed_rank_needs(p / 2);
    if (count == 0)
        return halves;
    memcpy(sorted, ratios, count * sizeof *sorted);
    tare_sort(sorted, count);
    null = tare_signed_rank_null(count, rest + count);
    halves.change = tare_walsh_interval(sorted, count, 1, rest).estimate;
    halves.p = tare_signed_rank(sorted, count, 0, &null).p_two_sided;
    halves.drifts =
        halves.p < p && fabs(halves.change) > tare_log1p(threshold / 2);
    return halves;
}

/* atanh and its inverse, from our own exponentials. */
static double fisher(double r)
{
    const double most = 1 - 1e-9;

    r = r > most ? most : r < -most ? -most : r;
    return 0.5 * (tare_log1p(r) - tare_log1p(-r));
}

static double unfisher(double z)
{
    double e = tare_expm1(2 * z);

    return e / (e + 2);
}

struct tare_dependence tare_dependence(const double *lag_one, size_t count,
                                       size_t samples)
{
    struct tare_dependence result = { NAN, (double)samples, 0, 0 };
    double sum = 0, r, chance;
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (isnan(lag_one[i]))
            continue;
        sum += fisher(lag_one[i]);
        used++;
    }
    if (used == 0) {
        result.needs = 1;
        return result;
    }
    r = unfisher(sum / (double)used);
    chance = 2.33 / sqrt((double)used * (double)samples);
    result.correlation = r;
    result.dependent = r > chance && r > 0.2;
    result.effective = (double)samples * (1 - r) / (1 + r);
    return result;
}
