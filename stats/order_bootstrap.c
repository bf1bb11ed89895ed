/* SPDX-License-Identifier: MIT */
#include "stats/order_bootstrap.h"

#include <math.h>

#include "stats/beta.h"
#include "stats/elementary.h"
#include "stats/order.h"

/* Most values for which the two middle ones are taken together: the powers
 * below reach exp(sqrt(20 n)), which must be a double. */
#define MOST_TOGETHER 16384

/* The chance that counts as reached: the tails are good to 1e-14, and one that
 * is exactly a quarter, say, must not miss a quarter by that. */
static double nearly(double probability)
{
    return probability * (1.0 - 1e-12);
}

/* Both tails of "the k-th smallest draw is among the j smallest values". */
static struct tare_tails among(size_t j, size_t count, size_t k)
{
    double x = (double)j / (double)count;
    double y = (double)(count - j) / (double)count;

    return tare_beta_tails(x, y, (double)k, (double)(count - k) + 1.0);
}

void tare_order_bootstrap_chances(double *chance, size_t count, size_t k)
{
    struct tare_tails before = { 0.0, 1.0 };

    for (size_t j = 1; j <= count; j++) {
        struct tare_tails upto = among(j, count, k);

        /* the difference of whichever tails are small */
        chance[j - 1] = upto.lower < 0.5 ? upto.lower - before.lower
                                         : before.upper - upto.upper;
        before = upto;
    }
}

/* The number of smallest values that the k-th draw is among with at least that
 * probability. */
static size_t reach(size_t count, size_t k, double probability)
{
    size_t low = 1, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (among(middle, count, k).lower >= nearly(probability))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* What there is to say without computing; needs, and NaN bounds, are told. */
static struct tare_interval blank(const double *sorted, size_t count,
                                  double confidence)
{
    struct tare_interval interval = { NAN, -INFINITY, INFINITY, 0.0, 0 };

    if (count < 2)
        interval.needs = 2;
    else
        interval.confidence = confidence;
    if ((count > 0 && isnan(sorted[count - 1])) ||
        !(confidence > 0.0 && confidence < 1.0))
        interval.low = interval.high = NAN;
    return interval;
}

struct tare_interval tare_order_bootstrap(const double *sorted, size_t count,
                                          size_t k, double confidence)
{
    struct tare_interval interval = blank(sorted, count, confidence);

    if (k < 1 || k > count) {
        interval.low = interval.high = count > 0 ? NAN : interval.high;
        return interval;
    }
    interval.estimate = sorted[k - 1];
    if (interval.needs > 0 || isnan(interval.low))
        return interval;
    interval.low = sorted[reach(count, k, 0.5 - 0.5 * confidence) - 1];
    interval.high = sorted[reach(count, k, 0.5 + 0.5 * confidence) - 1];
    return interval;
}

/* ---- the median of an even number of values ------------------------------ */

/*
 * With n = 2k, the two middle draws fall on the values i < j (counted from 1)
 * with probability
 *
 *     C(n,k) [(i/n)^k - ((i-1)/n)^k] [((n-j+1)/n)^k - ((n-j)/n)^k].
 *
 * Let J_i be the number of values that are, together with value i, at most c
 * halfway, and I the number at most c themselves.  The sum over j > J_i
 * telescopes, and what is left of P(the lower one is among the I smallest) is
 *
 *     P(median <= c) = P(Bin(n, I/n) >= k)
 *                      - C(n,k) sum_{i <= I} [(i/n)^k - ((i-1)/n)^k]
 *                                            ((n-J_i)/n)^k.
 *
 * The powers are kept as (2i/n)^k, and C(n,k) as C(n,k)/4^k.  A term is below
 * (4 i (n-i) / n^2)^k < exp(-k (1 - 2i/n)^2), so only i within sqrt(40/k) n/2
 * of the middle count; the others are below exp(-40) together with their
 * partners.
 */
struct middle {
    const double *sorted;
    size_t count, first, last; /* the i that count, from 1 */
    double *power;             /* power[i] = (2i/n)^k, 0 below first - 1 */
    double scale;              /* C(n,k) / 4^k */
};

static struct middle middle_of(const double *sorted, size_t count,
                               double *scratch)
{
    double n = (double)count, k = 0.5 * n, reach_by = sqrt(40.0 * k);
    struct middle m = { sorted, count, 1, count, scratch, 0.0 };

    if (reach_by < k) {
        m.first = (size_t)(k - reach_by);
        m.last = (size_t)(k + reach_by) + 1;
    }
    m.scale = tare_binomial_weight(k, k, 0.5, 0.5);
    for (size_t i = 0; i <= m.last; i++)
        m.power[i] = i + 1 < m.first || i == 0
                         ? 0.0
                         : tare_exp(k * tare_log(2.0 * (double)i / n));
    return m;
}

static size_t at_most(const double *sorted, size_t count, double value)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same expression as in tare_median, so that both round alike. */
static double midway(double a, double b)
{
    double sum = a + b;

    return isinf(sum) ? 0.5 * a + 0.5 * b : 0.5 * sum;
}

static double middle_cdf(const struct middle *m, double c)
{
    size_t own = at_most(m->sorted, m->count, c), partners;
    size_t last = own < m->last ? own : m->last;
    double sum = 0.0;

    if (own < m->first)
        return among(own, m->count, m->count / 2).lower;
    if (isinf(c))
        return c > 0.0;
    partners = at_most(m->sorted, m->count, 2.0 * c - m->sorted[m->first - 1]);
    /* one more where rounding may have hidden it; the loop takes it back */
    partners += partners < m->count;
    for (size_t i = m->first; i <= last; i++) {
        const double x = m->sorted[i - 1];

        while (partners > i && midway(x, m->sorted[partners - 1]) > c)
            partners--;
        if (m->count - partners <= m->last)
            sum +=
                (m->power[i] - m->power[i - 1]) * m->power[m->count - partners];
    }
    return among(own, m->count, m->count / 2).lower - m->scale * sum;
}

/* The smallest point halfway between two values that is above c. */
static double next_halfway(const struct middle *m, double c)
{
    size_t j = m->count;
    double nearest = INFINITY;

    for (size_t i = 1; i <= j; i++) {
        const double x = m->sorted[i - 1];

        while (j > i && midway(x, m->sorted[j - 2]) > c)
            j--;
        if (midway(x, m->sorted[j - 1]) > c)
            nearest = fmin(nearest, midway(x, m->sorted[j - 1]));
    }
    return nearest;
}

/*
 * The smallest value the median reaches with that probability.  First the two
 * neighbouring values between which it lies, then halving, and after every few
 * halvings a look whether the next possible median is already it.
 */
static double middle_quantile(const struct middle *m, double probability)
{
    size_t first = 0, last = m->count - 1;
    double low, high;

    while (first < last) {
        size_t between = first + (last - first) / 2;

        if (middle_cdf(m, m->sorted[between]) >= nearly(probability))
            last = between;
        else
            first = between + 1;
    }
    if (first == 0)
        return m->sorted[0];
    low = m->sorted[first - 1];
    high = m->sorted[first];
    while (low < high) {
        for (int i = 0; i < 6; i++) {
            double between = midway(low, high);

            if (middle_cdf(m, between) >= nearly(probability))
                high = between;
            else
                low = between;
        }
        low = next_halfway(m, low);
        if (low >= high || middle_cdf(m, low) >= nearly(probability))
            return low;
    }
    return low;
}

size_t tare_median_bootstrap_scratch(size_t count)
{
    return count < MOST_TOGETHER ? count + 2 : MOST_TOGETHER + 2;
}

struct tare_interval tare_median_bootstrap(const double *sorted, size_t count,
                                           double confidence, double *scratch)
{
    struct tare_interval interval = blank(sorted, count, confidence), upper;
    struct middle m;

    if (count == 0)
        return interval;
    if (count % 2 != 0 || count > MOST_TOGETHER) {
        interval =
            tare_order_bootstrap(sorted, count, (count + 1) / 2, confidence);
        upper = tare_order_bootstrap(sorted, count, count / 2 + 1, confidence);
        interval.high = upper.high;
    }
    interval.estimate = tare_median(sorted, count);
    if (count % 2 != 0 || count > MOST_TOGETHER || isnan(interval.low))
        return interval;
    m = middle_of(sorted, count, scratch);
    interval.low = middle_quantile(&m, 0.5 - 0.5 * confidence);
    interval.high = middle_quantile(&m, 0.5 + 0.5 * confidence);
    return interval;
}

double tare_median_bootstrap_cdf(const double *sorted, size_t count,
                                 double value, double *scratch)
{
    struct middle m;

    if (count == 0 || isnan(value) || isnan(sorted[count - 1]))
        return NAN;
    if (count % 2 != 0 || count > MOST_TOGETHER)
        return among(at_most(sorted, count, value), count, (count + 1) / 2)
            .lower;
    m = middle_of(sorted, count, scratch);
    return middle_cdf(&m, value);
}
