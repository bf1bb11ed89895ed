/* SPDX-License-Identifier: MIT */
#include "report/export/bins.h"

#include <math.h>
#include <stdlib.h>

#include "stats/log_histogram.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "store/alloc.h"

#define NS_PER_S 1e9

/* ---- of launches --------------------------------------------------------- */

/* The bin of a value, which is above 0. */
static struct tare_bin bin_of(double value)
{
    int exponent;
    double part = ceil(2 * TARE_LOG_PARTS * frexp(value, &exponent));

    if (part <= TARE_LOG_PARTS) { /* it ends the doubling before */
        part *= 2;
        exponent--;
    }
    return (
        struct tare_bin){ ldexp((part - 1) / (2 * TARE_LOG_PARTS), exponent),
                          ldexp(part / (2 * TARE_LOG_PARTS), exponent), 1 };
}

static void add_value(struct tare_bins *bins, double value)
{
    struct tare_bin bin = bin_of(value);
    struct tare_bin *last =
        bins->count > 0 ? &bins->items[bins->count - 1] : NULL;

    if (last != NULL && last->high >= bin.high)
        last->count++;
    else
        bins->items[bins->count++] = bin;
}

/* Sorts the values. */
static void bin_values(struct tare_bins *bins, double *values, size_t count)
{
    tare_sort(values, count);
    bins->items = tare_alloc(count, sizeof *bins->items);
    for (size_t i = 0; i < count; i++)
        add_value(bins, values[i]);
    bins->sum = tare_mean(values, count) * (double)count;
    bins->min = values[0];
    bins->max = values[count - 1];
}

void tare_bins_of_launches(struct tare_bins *bins, const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");
    double *values = NULL;
    size_t count = 0;

    *bins = (struct tare_bins){ 0 };
    if (time == NULL || time->count == 0)
        return;
    values = tare_alloc(time->count, sizeof *values);
    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside && time->launches[i].value > 0)
            values[count++] = time->launches[i].value / NS_PER_S;
    if (count > 0)
        bin_values(bins, values, count);
    free(values);
}

/* ---- of iterations ------------------------------------------------------- */

void tare_bins_of_latency(struct tare_bins *bins, const struct tare_case *c)
{
    struct tare_log_histogram *all;
    struct tare_log_bin *found;

    *bins = (struct tare_bins){ 0 };
    if (c->latency.count == 0)
        return;
    all = tare_alloc(1, sizeof *all);
    for (size_t i = 0; i < c->latency.count; i++)
        tare_log_histogram_merge(all, &c->latency.launches[i]);
    bins->count = tare_log_histogram_bins(all, NULL);
    bins->items = tare_alloc(bins->count, sizeof *bins->items);
    found = tare_alloc(bins->count, sizeof *found);
    tare_log_histogram_bins(all, found);
    for (size_t i = 0; i < bins->count; i++)
        bins->items[i] =
            (struct tare_bin){ tare_log_edge(found[i].bucket) / NS_PER_S,
                               tare_log_edge(found[i].bucket + 1) / NS_PER_S,
                               found[i].count };
    bins->sum = bins->min = NAN;
    bins->max = all->max / NS_PER_S;
    free(found);
    free(all);
}

void tare_bins_release(struct tare_bins *bins)
{
    free(bins->items);
    *bins = (struct tare_bins){ 0 };
}
