/* SPDX-License-Identifier: MIT */
#include "stats/moments.h"

#include <math.h>

#include "stats/order.h"

void tare_moments_add(struct tare_moments *moments, double value)
{
    double n = (double)++moments->count, delta, step;

    if (moments->count == 1)
        moments->origin = value;
    delta = (value - moments->origin) - moments->offset;
    step = delta / n;
    moments->offset += step;
    moments->mean = moments->origin + moments->offset;
    moments->squares += delta * step * (n - 1.0);
}

struct tare_moments tare_moments_of(const double *values, size_t count)
{
    struct tare_moments moments = { 0 };

    for (size_t i = 0; i < count; i++)
        tare_moments_add(&moments, values[i]);
    return moments;
}

double tare_moments_variance(const struct tare_moments *moments)
{
    if (moments->count < 2)
        return NAN;
    return moments->squares / (double)(moments->count - 1);
}

double tare_moments_std_dev(const struct tare_moments *moments)
{
    return sqrt(tare_moments_variance(moments));
}

double tare_mean(const double *values, size_t count)
{
    return count == 0 ? NAN : tare_moments_of(values, count).mean;
}

double tare_variance(const double *values, size_t count)
{
    struct tare_moments moments = tare_moments_of(values, count);

    return tare_moments_variance(&moments);
}

double tare_std_dev(const double *values, size_t count)
{
    return sqrt(tare_variance(values, count));
}

size_t tare_trimmed_count(size_t count, double trim)
{
    size_t most = count == 0 ? 0 : (count - 1) / 2;
    double trimmed = floor(trim * (double)count);

    if (!(trimmed > 0.0))
        return 0;
    return trimmed < (double)most ? (size_t)trimmed : most;
}

/* The sum is around the middle value, which is exact where values agree. */
double tare_trimmed_mean(const double *sorted, size_t count, double trim)
{
    size_t cut = tare_trimmed_count(count, trim);
    double middle, sum = 0.0;

    if (count == 0 || trim >= 0.5 || isnan(sorted[count - 1]))
        return tare_median(sorted, count);
    middle = sorted[count / 2];
    if (isinf(sorted[cut]) || isinf(sorted[count - 1 - cut]))
        return sorted[cut] + sorted[count - 1 - cut];
    for (size_t i = cut; i < count - cut; i++)
        sum += sorted[i] - middle;
    return middle + sum / (double)(count - 2 * cut);
}

static struct tare_moments winsorised(const double *sorted, size_t count,
                                      double trim)
{
    size_t cut = tare_trimmed_count(count, trim);
    struct tare_moments moments = { 0 };

    for (size_t i = 0; i < count; i++) {
        size_t kept = i < cut ? cut : i + cut < count ? i : count - 1 - cut;

        tare_moments_add(&moments, sorted[kept]);
    }
    if (count > 0 && isnan(sorted[count - 1]))
        moments.mean = moments.squares = NAN;
    return moments;
}

double tare_winsorised_std_dev(const double *sorted, size_t count, double trim)
{
    struct tare_moments moments = winsorised(sorted, count, trim);

    return tare_moments_std_dev(&moments);
}
