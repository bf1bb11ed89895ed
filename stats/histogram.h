/* SPDX-License-Identifier: MIT */
/*
 * Counts of values in bins of equal width, for charts.
 *
 * The width is that of Freedman and Diaconis (1981), 2 IQR count^(-1/3), which
 * a few outliers cannot stretch; they do stretch the range, so the number of
 * bins is bounded by the caller.
 */
#ifndef TARE_STATS_HISTOGRAM_H
#define TARE_STATS_HISTOGRAM_H

#include <stddef.h>

struct tare_histogram {
    double low;      /* left edge of the first bin */
    double width;    /* of a bin; 0 when all values are equal */
    size_t bins;     /* 0 when there is nothing to count */
    size_t left_out; /* values that are not finite */
};

/*
 * Counts into `counts`, which has room for `most` bins.  Each bin holds its
 * left edge but not its right one; the last holds both.  A single bin of width
 * 0 takes values that are all equal.
 */
struct tare_histogram tare_histogram(const double *sorted, size_t count,
                                     size_t *counts, size_t most);

#endif
