/* SPDX-License-Identifier: MIT */
#include "stats/moments.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/order.h"

void tare_moments_add(struct tare_moments *moments, double value)
{
    double n = (double)++moments->count, delta, step, square;

    if (moments->count == 1)
        moments->origin = value;
    delta = (value - moments->origin) - moments->offset;
    step = delta / n;
    square = delta * step * (n - 1.0);
    moments->offset += step;
    moments->mean = moments->origin + moments->offset;
    moments->cubes += square * step * (n - 2.0) - 3.0 * step * moments->squares;
    moments->squares += square;
}

void tare_moments_merge(struct tare_moments *moments,
                        const struct tare_moments *other)
{
    double a = (double)moments->count, b = (double)other->count, n = a + b;
    double delta =
        (other->origin - moments->origin) + (other->offset - moments->offset);

    if (other->count == 0)
        return;
    if (moments->count == 0) {
        *moments = *other;
        return;
    }
    moments->count += other->count;
    moments->offset += delta * b / n;
    moments->mean = moments->origin + moments->offset;
    moments->cubes +=
        other->cubes + delta * delta * delta * a * b * (a - b) / (n * n) +
        3.0 * delta * (a * other->squares - b * moments->squares) / n;
    moments->squares += other->squares + delta * delta * a * b / n;
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

double tare_moments_skewness(const struct tare_moments *moments)
{
    double n = (double)moments->count, spread = sqrt(moments->squares / n);

    if (moments->count == 0)
        return NAN;
    if (spread == 0.0)
        return 0.0;
    /* one division at a time: the cube of the spread may not be a double */
    return moments->cubes / n / spread / spread / spread;
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

/* In units of the longest distance, so that no cube leaves the doubles. */
double tare_skewness(const double *values, size_t count)
{
    struct tare_moments scaled = { 0 };
    double longest = 0.0;

    for (size_t i = 0; i < count; i++)
        longest = fmax(longest, fabs(values[i] - values[0]));
    for (size_t i = 0; i < count; i++)
        tare_moments_add(&scaled, longest > 0.0
                                      ? (values[i] - values[0]) / longest
                                      : values[i] - values[0]);
    return tare_moments_skewness(&scaled);
}

double tare_geometric_mean(const double *values, size_t count)
{
    struct tare_moments logs = { 0 };
    int has_zero = 0;

    for (size_t i = 0; i < count; i++) {
        if (values[i] == 0.0)
            has_zero = 1;
        else
            tare_moments_add(&logs, tare_log(values[i]));
    }
    if (count == 0 || isnan(logs.mean))
        return NAN;
    return has_zero ? 0.0 : tare_exp(logs.mean);
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

double tare_winsorised_mean(const double *sorted, size_t count, double trim)
{
    return count == 0 ? NAN : winsorised(sorted, count, trim).mean;
}

double tare_winsorised_std_dev(const double *sorted, size_t count, double trim)
{
    struct tare_moments moments = winsorised(sorted, count, trim);

    return tare_moments_std_dev(&moments);
}
