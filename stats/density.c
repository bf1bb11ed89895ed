/* SPDX-License-Identifier: MIT */
#include "stats/density.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/moments.h"
#include "stats/order.h"

/* sqrt(2 pi) */
#define ROOT_TWO_PI 2.5066282746310002

/* Bandwidths beyond the data that the curve covers, and beyond which a kernel
 * (there below 1/2980 of its height) is taken for 0. */
static const double margin = 3;
static const double reach = 4;

/* Width of the bump for values that are all equal: a thousandth. */
static const double single_width = 1e-3;

double tare_density_bandwidth(const double *sorted, size_t count)
{
    double spread, quartiles;

    if (count == 0)
        return NAN;
    if (sorted[0] == sorted[count - 1])
        return 0;
    spread = tare_std_dev(sorted, count);
    quartiles = tare_iqr(sorted, count) / 1.349;
    if (quartiles > 0 && quartiles < spread)
        spread = quartiles;
    return 0.9 * spread * tare_exp(-0.2 * tare_log((double)count));
}

/* Copies what the scale can show, on that scale; still ascending. */
static size_t usable(double *values, const double *sorted, size_t count,
                     enum tare_density_scale scale)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(sorted[i]))
            continue;
        if (scale == TARE_DENSITY_LINEAR)
            values[used++] = sorted[i];
        else if (sorted[i] > 0)
            values[used++] = tare_log(sorted[i]);
    }
    return used;
}

/* The kernels within reach of `place`, starting at the first of them. */
static double kernels(const double *values, size_t count, double place,
                      double bandwidth)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        double u = (values[i] - place) / bandwidth;

        if (u > reach)
            break;
        sum += tare_exp(-0.5 * u * u);
    }
    return sum;
}

static void draw(const double *values, size_t count, double bandwidth,
                 double *x, double *y, size_t points)
{
    double low = values[0] - margin * bandwidth;
    double high = values[count - 1] + margin * bandwidth;
    double unit = (double)count * bandwidth * ROOT_TWO_PI;
    double steps = points > 1 ? (double)(points - 1) : 1;
    size_t first = 0;

    for (size_t k = 0; k < points; k++) {
        double part = (double)k / steps;

        x[k] = low * (1 - part) + high * part;
        while (first < count && values[first] < x[k] - reach * bandwidth)
            first++;
        y[k] = kernels(values + first, count - first, x[k], bandwidth) / unit;
    }
}

struct tare_density tare_density(const double *sorted, size_t count,
                                 enum tare_density_scale scale, double *x,
                                 double *y, size_t points, double *scratch)
{
    struct tare_density density = { 0 };

    density.used = usable(scratch, sorted, count, scale);
    density.left_out = count - density.used;
    density.bandwidth = tare_density_bandwidth(scratch, density.used);
    for (size_t k = 0; density.used == 0 && k < points; k++)
        x[k] = y[k] = NAN;
    if (density.used == 0)
        return density;
    if (!(density.bandwidth > 0)) {
        double size = scale == TARE_DENSITY_LOG ? 1 : fabs(scratch[0]);

        density.single = 1;
        density.bandwidth = size > 0 ? single_width * size : single_width;
    }
    draw(scratch, density.used, density.bandwidth, x, y, points);
    for (size_t k = 0; scale == TARE_DENSITY_LOG && k < points; k++) {
        x[k] = tare_exp(x[k]); /* dx = x d ln x */
        y[k] /= x[k];
    }
    return density;
}
