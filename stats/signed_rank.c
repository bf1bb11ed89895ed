/* SPDX-License-Identifier: MIT */
#include "stats/signed_rank.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/walsh.h"

static size_t largest(size_t count)
{
    return count * (count + 1) / 2;
}

size_t tare_signed_rank_memory(size_t count)
{
    return count <= TARE_SIGNED_RANK_EXACT ? largest(count) / 2 + 1 : 0;
}

/*
 * Each rank i is in W or not, with probability 1/2: p <- (p + p shifted by i)
 * / 2.  All terms are positive, so the tails keep their relative accuracy, and
 * 2^-240 is far from underflow.  W is symmetric, so half of it is enough.
 */
static void fill_lower(double *lower, size_t count)
{
    size_t half = largest(count) / 2;
    double sum = 0;

    for (size_t w = 1; w <= half; w++)
        lower[w] = 0;
    lower[0] = 1;
    for (size_t i = 1; i <= count; i++) {
        size_t top = largest(i) < half ? largest(i) : half;

        for (size_t w = top; w >= i; w--)
            lower[w] = 0.5 * lower[w] + 0.5 * lower[w - i];
        for (size_t w = 0; w < i && w <= half; w++)
            lower[w] *= 0.5;
    }
    for (size_t w = 0; w <= half; w++) {
        sum += lower[w];
        lower[w] = sum;
    }
}

struct tare_signed_rank_null tare_signed_rank_null(size_t count, double *memory)
{
    struct tare_signed_rank_null null = { count, NULL };

    if (count <= TARE_SIGNED_RANK_EXACT) {
        fill_lower(memory, count);
        null.lower = memory;
    }
    return null;
}

/* Mean and variance of W, and the excess of its fourth moment. */
struct moments {
    double mean, deviation, excess;
};

/* W is a sum of i * coin_i: variance sum i^2 / 4, fourth cumulant
 * -sum i^4 / 8. */
static struct moments moments_of(size_t count)
{
    double n = (double)count;
    double variance = n * (n + 1) * (2 * n + 1) / 24;
    double fourth =
        n * (n + 1) * (2 * n + 1) * (3 * n * n + 3 * n - 1) / 30 / 8;
    struct moments m;

    m.mean = n * (n + 1) / 4;
    m.deviation = sqrt(variance);
    m.excess = -fourth / (variance * variance);
    return m;
}

/*
 * The inverse of z + excess (z^3 - 3z) / 24 by Newton's rule.  The cubic rises
 * for |z| < 1.49 sqrt(count), and W cannot get beyond 0.87 sqrt(count).
 */
static double undo_expansion(double x, double excess)
{
    double z = x;

    for (int step = 0; step < 20; step++) {
        double error = z + excess * (z * z * z - 3 * z) / 24 - x;
        double slope = 1 + excess * (z * z - 1) / 8;

        z -= error / slope;
        if (fabs(error) < 1e-13)
            break;
    }
    return z;
}

double tare_signed_rank_upper(const struct tare_signed_rank_null *null,
                              size_t w)
{
    size_t top = largest(null->count);
    struct moments m;

    if (w == 0)
        return 1;
    if (w > top)
        return 0;
    if (null->lower && top - w <= top / 2)
        return null->lower[top - w];
    if (null->lower)
        return 1 - null->lower[w - 1];
    m = moments_of(null->count);
    return tare_normal_upper(
        undo_expansion(((double)w - 0.5 - m.mean) / m.deviation, m.excess));
}

static size_t exact_critical(const struct tare_signed_rank_null *null, double p)
{
    size_t low = 0, high = largest(null->count) + 1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (tare_signed_rank_upper(null, middle) <= p)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

size_t tare_signed_rank_critical(const struct tare_signed_rank_null *null,
                                 double p)
{
    size_t beyond = largest(null->count) + 1;
    struct moments m;
    double z, w;

    if (!(p > 0))
        return beyond;
    if (p >= 1)
        return 0;
    if (null->lower)
        return exact_critical(null, p);
    m = moments_of(null->count);
    z = -tare_normal_quantile(p);
    z += m.excess * (z * z * z - 3 * z) / 24;
    w = ceil(m.mean + z * m.deviation + 0.5);
    return w > 0 && w < (double)beyond ? (size_t)w : beyond;
}

size_t tare_signed_rank_needs(double p)
{
    size_t count = 0;

    if (!(p > 0))
        return 0;
    for (double rarest = 1; rarest > p; rarest /= 2)
        count++;
    return count > 0 ? count : 1;
}

struct tare_signed_rank
tare_signed_rank(const double *sorted, size_t count, double shift,
                 const struct tare_signed_rank_null *null)
{
    struct tare_signed_rank test = { 0, 0, 1, 1, 1 };

    test.above = tare_walsh_above(sorted, count, shift);
    test.below = tare_walsh_below(sorted, count, shift);
    test.p_greater = tare_signed_rank_upper(null, test.above);
    test.p_less = tare_signed_rank_upper(null, test.below);
    test.p_two_sided = 2 * fmin(test.p_greater, test.p_less);
    if (test.p_two_sided > 1)
        test.p_two_sided = 1;
    return test;
}
