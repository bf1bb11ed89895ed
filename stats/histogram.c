/* SPDX-License-Identifier: MIT */
#include "stats/histogram.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/order.h"

/* How many bins: by Freedman and Diaconis, by Sturges (log2 count + 1) where
 * the quartiles coincide. */
static size_t pick_bins(const double *sorted, size_t count, size_t most)
{
    double range = sorted[count - 1] - sorted[0];
    double width =
        2 * tare_iqr(sorted, count) * tare_exp(-tare_log((double)count) / 3);
    size_t sturges = 1;
    double bins;

    for (size_t left = count; left > 1; left = (left + 1) / 2)
        sturges++;
    bins = width > 0 ? ceil(range / width) : (double)sturges;
    if (!(bins < (double)most))
        return most;
    return bins > 1 ? (size_t)bins : 1;
}

struct tare_histogram tare_histogram(const double *sorted, size_t count,
                                     size_t *counts, size_t most)
{
    struct tare_histogram histogram = { 0 };
    size_t all = count;

    while (count > 0 && !(sorted[count - 1] < INFINITY)) /* or NaN */
        count--;
    for (; count > 0 && isinf(sorted[0]); count--)
        sorted++;
    histogram.left_out = all - count;
    if (count == 0 || most == 0)
        return histogram;
    histogram.low = sorted[0];
    histogram.bins = 1;
    counts[0] = count;
    if (sorted[0] == sorted[count - 1])
        return histogram;
    histogram.bins = pick_bins(sorted, count, most);
    histogram.width = sorted[count - 1] / (double)histogram.bins -
                      sorted[0] / (double)histogram.bins;
    for (size_t i = 0; i < histogram.bins; i++)
        counts[i] = 0;
    for (size_t i = 0; i < count; i++) {
        double place = (sorted[i] - sorted[0]) / histogram.width;
        size_t last = histogram.bins - 1;

        counts[place < (double)last ? (size_t)place : last]++;
    }
    return histogram;
}
