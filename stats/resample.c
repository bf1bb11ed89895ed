/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include "stats/lanes.h"

/* Indices drawn at a time: a kilobyte on the stack, a multiple of the step so
 * that cutting a resample into such pieces does not change the draws. */
#define CHUNK 256

/* Sums go into four lanes by position, so that the additions overlap; they
 * have names because an array would be kept in memory. */
static void add_drawn(double sum[4], const double *values,
                      const uint32_t *indices, size_t count)
{
    double a = sum[0], b = sum[1], c = sum[2], d = sum[3];
    size_t whole = count - count % 4;

    for (size_t i = 0; i < whole; i += 4) {
        a += values[indices[i]];
        b += values[indices[i + 1]];
        c += values[indices[i + 2]];
        d += values[indices[i + 3]];
    }
    sum[0] = a, sum[1] = b, sum[2] = c, sum[3] = d;
    for (size_t i = whole; i < count; i++)
        sum[i - whole] += values[indices[i]];
}

static double total(const double sum[4])
{
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double drawn_sum(struct tare_lanes *lanes, const double *values,
                        size_t count)
{
    double sum[4] = { 0 };
    uint32_t indices[CHUNK];

    for (size_t done = 0; done < count; done += CHUNK) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;

        tare_lanes_draw(lanes, (uint32_t)count, indices, part);
        add_drawn(sum, values, indices, part);
    }
    return total(sum);
}

static double drawn_quotient(struct tare_lanes *lanes, const double *above,
                             const double *below, size_t count)
{
    double sum_above[4] = { 0 }, sum_below[4] = { 0 };
    uint32_t indices[CHUNK];

    for (size_t done = 0; done < count; done += CHUNK) {
        size_t part = count - done < CHUNK ? count - done : CHUNK;

        tare_lanes_draw(lanes, (uint32_t)count, indices, part);
        add_drawn(sum_above, above, indices, part);
        add_drawn(sum_below, below, indices, part);
    }
    return total(sum_above) / total(sum_below);
}

void tare_resample_mean(struct tare_rng *rng, const double *values,
                        size_t count, double *means, size_t resamples)
{
    struct tare_lanes lanes;

    tare_lanes_seed(&lanes, rng);
    for (size_t i = 0; i < resamples; i++)
        means[i] = drawn_sum(&lanes, values, count) / (double)count;
}

void tare_resample_quotient(struct tare_rng *rng, const double *above,
                            const double *below, size_t count,
                            double *quotients, size_t resamples)
{
    struct tare_lanes lanes;

    tare_lanes_seed(&lanes, rng);
    for (size_t i = 0; i < resamples; i++)
        quotients[i] = drawn_quotient(&lanes, above, below, count);
}

void tare_resample_slope(struct tare_rng *rng, const double *x, const double *y,
                         size_t count, double *slopes, size_t resamples,
                         double *scratch)
{
    double *products = scratch, *squares = scratch + count;

    for (size_t i = 0; i < count; i++) {
        products[i] = x[i] * y[i];
        squares[i] = x[i] * x[i];
    }
    tare_resample_quotient(rng, products, squares, count, slopes, resamples);
}

void tare_resample_ratio(struct tare_rng *rng, const double *a, size_t a_count,
                         const double *b, size_t b_count, double *ratios,
                         size_t resamples)
{
    struct tare_lanes lanes;

    tare_lanes_seed(&lanes, rng);
    for (size_t i = 0; i < resamples; i++) {
        double mean_a = drawn_sum(&lanes, a, a_count) / (double)a_count;
        double mean_b = drawn_sum(&lanes, b, b_count) / (double)b_count;

        ratios[i] = mean_a / mean_b;
    }
}
