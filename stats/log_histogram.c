/* SPDX-License-Identifier: MIT */
#include "stats/log_histogram.h"

#include <math.h>

/* ---- buckets ------------------------------------------------------------- */

/* frexp() gives a half to one, so that its exponent is one more than ours. */
size_t tare_log_bucket(double value)
{
    int exponent;
    double part;

    if (!(value >= 1))
        return 0;
    if (value >= ldexp(1, TARE_LOG_OCTAVES))
        return TARE_LOG_BUCKETS - 1;
    part = 2 * frexp(value, &exponent) - 1;
    return 1 + (size_t)(exponent - 1) * TARE_LOG_PARTS +
           (size_t)(part * TARE_LOG_PARTS);
}

double tare_log_edge(size_t bucket)
{
    size_t octave = (bucket - 1) / TARE_LOG_PARTS;
    double part = (double)((bucket - 1) % TARE_LOG_PARTS);

    return bucket == 0 ? 0 : ldexp(1 + part / TARE_LOG_PARTS, (int)octave);
}

/* ---- counting ------------------------------------------------------------ */

void tare_log_histogram_add(struct tare_log_histogram *histogram, double value)
{
    histogram->counts[tare_log_bucket(value)]++;
    histogram->count++;
    if (value > histogram->max)
        histogram->max = value;
}

void tare_log_histogram_join(struct tare_log_histogram *histogram,
                             const struct tare_log_histogram *other)
{
    for (size_t i = 0; i < TARE_LOG_BUCKETS; i++)
        histogram->counts[i] += other->counts[i];
    histogram->count += other->count;
    if (other->max > histogram->max)
        histogram->max = other->max;
}

void tare_log_histogram_merge(struct tare_log_histogram *histogram,
                              const struct tare_log_bins *other)
{
    for (size_t i = 0; i < other->count; i++) {
        histogram->counts[other->items[i].bucket] += other->items[i].count;
        histogram->count += other->items[i].count;
    }
    if (other->max > histogram->max)
        histogram->max = other->max;
}

size_t tare_log_histogram_bins(const struct tare_log_histogram *histogram,
                               struct tare_log_bin *bins)
{
    size_t count = 0;

    for (uint32_t i = 0; i < TARE_LOG_BUCKETS; i++) {
        if (histogram->counts[i] == 0)
            continue;
        if (bins != NULL)
            bins[count] = (struct tare_log_bin){ i, histogram->counts[i] };
        count++;
    }
    return count;
}

/* ---- quantiles ----------------------------------------------------------- */

/* Where a walk from the smallest values upwards is. */
struct walk {
    const struct tare_log_histogram *histogram;
    size_t bucket;
    uint64_t before; /* values in the buckets below it */
};

/* The value of that rank, from 0 on; ranks ascend from call to call. */
static double value_at(struct walk *walk, uint64_t rank)
{
    const struct tare_log_histogram *histogram = walk->histogram;
    double low, width, part;

    if (rank + 1 >= histogram->count)
        return histogram->max;
    while (rank - walk->before >= histogram->counts[walk->bucket])
        walk->before += histogram->counts[walk->bucket++];
    low = tare_log_edge(walk->bucket);
    width = tare_log_edge(walk->bucket + 1) - low;
    part = ((double)(rank - walk->before) + 0.5) /
           (double)histogram->counts[walk->bucket];
    return fmin(low + width * part, histogram->max);
}

static double quantile_at(struct walk *walk, double p)
{
    double rank = p * (double)(walk->histogram->count - 1);
    uint64_t below = (uint64_t)rank;
    double part = rank - (double)below;
    struct walk ahead;
    double low = value_at(walk, below);

    if (!(part > 0))
        return low;
    ahead = *walk; /* the next quantile may lie below the next value */
    return low + part * (value_at(&ahead, below + 1) - low);
}

void tare_log_histogram_quantiles(const struct tare_log_histogram *histogram,
                                  const double *p, size_t count, double *out)
{
    struct walk walk = { .histogram = histogram };

    for (size_t i = 0; i < count; i++)
        out[i] = histogram->count > 0
                     ? quantile_at(&walk, fmin(fmax(p[i], 0), 1))
                     : NAN;
}

double tare_log_histogram_quantile(const struct tare_log_histogram *histogram,
                                   double p)
{
    double value;

    tare_log_histogram_quantiles(histogram, &p, 1, &value);
    return value;
}
