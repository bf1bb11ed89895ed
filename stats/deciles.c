/* SPDX-License-Identifier: MIT */
#include "stats/deciles.h"

#include <math.h>

#include "stats/index_sort.h"
#include "stats/order.h"

/* Weight of order statistics that is not worth visiting. */
static const double negligible = 1e-13;

/* One side, laid out for many resamples. */
struct side {
    size_t count, launches;
    const size_t *sizes;
    double *sorted;  /* all values */
    double *launch;  /* [k]: which launch sorted[k] came from */
    double *reached; /* [k]: resampled values up to and with sorted[k] */
    double *drawn;   /* [launch]: how much each of its values counts */
    double *weight;  /* [decile][i]: summed weights of the first i of count */
};

static size_t side_size(const struct tare_samples *samples)
{
    return 3 * samples->count + samples->launches +
           TARE_DECILES * (samples->count + 1);
}

size_t tare_deciles_scratch(const struct tare_samples *old_side,
                            const struct tare_samples *new_side,
                            size_t resamples)
{
    return side_size(old_side) + side_size(new_side) + TARE_DECILES * resamples;
}

static double *weights_of(const struct side *s, size_t decile)
{
    return s->weight + decile * (s->count + 1);
}

static void fill_weights(const struct side *s)
{
    for (size_t d = 0; d < TARE_DECILES; d++) {
        double *sums = weights_of(s, d);

        sums[0] = 0;
        tare_harrell_davis_weights(sums + 1, s->count, (double)(d + 1) / 10);
        for (size_t i = 1; i <= s->count; i++)
            sums[i] += sums[i - 1];
    }
}

/* Returns whether all values are numbers. */
static int prepare(struct side *s, const struct tare_samples *samples,
                   double *scratch, size_t *order)
{
    size_t next = 0;

    s->count = samples->count;
    s->launches = samples->launches;
    s->sizes = samples->sizes;
    s->sorted = scratch;
    s->launch = s->sorted + s->count;
    s->reached = s->launch + s->count;
    s->drawn = s->reached + s->count;
    s->weight = s->drawn + s->launches;
    if (tare_index_sort(order, samples->values, s->count) < s->count)
        return 0;
    /* reached serves as the list of launches in the original order */
    for (size_t l = 0; l < s->launches; l++) {
        for (size_t i = 0; i < s->sizes[l]; i++)
            s->reached[next++] = (double)l;
    }
    for (size_t k = 0; k < s->count; k++) {
        s->sorted[k] = samples->values[order[k]];
        s->launch[k] = s->reached[order[k]];
    }
    fill_weights(s);
    return 1;
}

/* Each launch has the same share of count, whatever its size. */
static double share(const struct side *s, size_t launch)
{
    return (double)s->count / ((double)s->launches * (double)s->sizes[launch]);
}

static void take_all(struct side *s)
{
    for (size_t l = 0; l < s->launches; l++)
        s->drawn[l] = share(s, l);
}

static void draw_launches(struct side *s, struct tare_rng *rng)
{
    for (size_t l = 0; l < s->launches; l++)
        s->drawn[l] = 0;
    for (size_t i = 0; i < s->launches; i++)
        s->drawn[tare_rng_below(rng, (uint32_t)s->launches)]++;
    for (size_t l = 0; l < s->launches; l++)
        s->drawn[l] *= share(s, l);
}

static void count_up(struct side *s)
{
    double sum = 0;

    for (size_t k = 0; k < s->count; k++) {
        sum += s->drawn[(size_t)s->launch[k]];
        s->reached[k] = sum;
    }
}

/* The summed weights at a number of values that need not be whole. */
static double weight_at(const double *sums, size_t count, double reached)
{
    size_t whole;

    if (reached >= (double)count)
        return sums[count];
    whole = (size_t)reached;
    return sums[whole] +
           (reached - (double)whole) * (sums[whole + 1] - sums[whole]);
}

/* The first of the values at which more than `passed` were reached. */
static size_t first_reaching(const struct side *s, double passed)
{
    size_t low = 0, high = s->count - 1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->reached[middle] > passed)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* How many values at the low end carry a negligible weight. */
static size_t light_end(const double *sums, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sums[middle + 1] > negligible)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static double decile(const struct side *s, size_t d)
{
    const double *sums = weights_of(s, d);
    size_t k = first_reaching(s, (double)light_end(sums, s->count));
    double sum = 0, before = 0;

    for (; k < s->count && before < 1 - negligible; k++) {
        double now = weight_at(sums, s->count, s->reached[k]);

        if (now > before) /* 0 times an infinite value is no number */
            sum += s->sorted[k] * (now - before);
        before = now;
    }
    return sum;
}

static struct tare_interval interval_of(double estimate, double *differences,
                                        size_t resamples, double confidence)
{
    struct tare_interval interval = { estimate, 0, 0, confidence, 0 };

    tare_sort(differences, resamples);
    interval.low = tare_quantile(differences, resamples, (1 - confidence) / 2);
    interval.high = tare_quantile(differences, resamples, (1 + confidence) / 2);
    return interval;
}

static void resample(struct side *old_side, struct side *new_side,
                     size_t resamples, struct tare_rng *rng,
                     double *differences)
{
    for (size_t r = 0; r < resamples; r++) {
        draw_launches(old_side, rng);
        draw_launches(new_side, rng);
        count_up(old_side);
        count_up(new_side);
        for (size_t d = 0; d < TARE_DECILES; d++)
            differences[d * resamples + r] =
                decile(new_side, d) - decile(old_side, d);
    }
}

/* Without intervals: values where there are any, nothing that bounds them. */
static void estimate(struct tare_deciles *result, struct side *old_side,
                     struct side *new_side)
{
    take_all(old_side);
    take_all(new_side);
    count_up(old_side);
    count_up(new_side);
    for (size_t d = 0; d < TARE_DECILES; d++) {
        struct tare_interval unbounded = { 0, -INFINITY, INFINITY, 0, 0 };

        result->old_side[d] = decile(old_side, d);
        result->new_side[d] = decile(new_side, d);
        unbounded.estimate = result->new_side[d] - result->old_side[d];
        result->difference[d] = unbounded;
    }
}

static struct tare_deciles no_deciles(size_t needs)
{
    struct tare_deciles result = { 0 };

    for (size_t d = 0; d < TARE_DECILES; d++) {
        result.old_side[d] = result.new_side[d] = NAN;
        result.difference[d] = (struct tare_interval){ NAN, NAN, NAN, 0, 0 };
    }
    result.needs = needs;
    return result;
}

struct tare_deciles tare_deciles(const struct tare_samples *old_side,
                                 const struct tare_samples *new_side,
                                 size_t resamples, double confidence,
                                 struct tare_rng *rng, double *scratch,
                                 size_t *order)
{
    double *differences = scratch + side_size(old_side) + side_size(new_side);
    struct tare_deciles result = { 0 };
    struct side a, b;

    if (old_side->count == 0 || new_side->count == 0)
        return no_deciles(2);
    if (!prepare(&a, old_side, scratch, order) ||
        !prepare(&b, new_side, scratch + side_size(old_side), order))
        return no_deciles(0);
    estimate(&result, &a, &b);
    if (a.launches < 2 || b.launches < 2 || resamples == 0) {
        result.needs = 2;
        return result;
    }
    resample(&a, &b, resamples, rng, differences);
    for (size_t d = 0; d < TARE_DECILES; d++)
        result.difference[d] =
            interval_of(result.difference[d].estimate,
                        differences + d * resamples, resamples, confidence);
    return result;
}
