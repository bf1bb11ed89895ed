/* SPDX-License-Identifier: MIT */
#include "stats/fit.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/order.h"

/* Sums of squares and products about the means. */
struct sums {
    double mean_x, mean_y;
    double xx, xy, yy;
};

/* Two passes: the one-pass formula loses everything when the spread is small
 * against the mean, which is how timings are. */
static struct sums centred_sums(const double *x, const double *y, size_t count)
{
    struct sums s = { 0 };

    for (size_t i = 0; i < count; i++) {
        s.mean_x += x[i];
        s.mean_y += y[i];
    }
    s.mean_x /= (double)count;
    s.mean_y /= (double)count;
    for (size_t i = 0; i < count; i++) {
        double dx = x[i] - s.mean_x;
        double dy = y[i] - s.mean_y;

        s.xx += dx * dx;
        s.xy += dx * dy;
        s.yy += dy * dy;
    }
    return s;
}

static struct tare_line no_line(size_t needs)
{
    struct tare_line line = { NAN, NAN, NAN, NAN, needs };

    return line;
}

static int all_finite(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]))
            return 0;
    }
    return 1;
}

static int all_equal(const double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i] != values[0])
            return 0;
    }
    return 1;
}

/* Fills in r_squared and, from the freedom that the fit leaves, slope_error.
 * xx is the sum of squares of x that the slope was fitted with. */
static void judge_line(struct tare_line *line, const double *x, const double *y,
                       size_t count, size_t freedom, double xx)
{
    double yy = all_equal(y, count) ? 0 : centred_sums(x, y, count).yy;
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        double r = y[i] - line->intercept - line->slope * x[i];

        sum += r * r;
    }
    line->slope_error = freedom > 0 ? sqrt(sum / (double)freedom / xx) : NAN;
    line->r_squared = yy > 0 ? 1 - sum / yy : NAN;
}

struct tare_line tare_fit_least_squares(const double *x, const double *y,
                                        size_t count)
{
    struct tare_line line = { 0 };
    struct sums s;

    if (!all_finite(x, count) || !all_finite(y, count))
        return no_line(0);
    if (count < 2 || all_equal(x, count))
        return no_line(2);
    s = centred_sums(x, y, count);
    line.slope = s.xy / s.xx;
    line.intercept = s.mean_y - line.slope * s.mean_x;
    judge_line(&line, x, y, count, count - 2, s.xx);
    return line;
}

struct tare_line tare_fit_origin(const double *x, const double *y, size_t count)
{
    struct tare_line line = { 0 };
    double xx = 0, xy = 0;

    if (!all_finite(x, count) || !all_finite(y, count))
        return no_line(0);
    for (size_t i = 0; i < count; i++) {
        xx += x[i] * x[i];
        xy += x[i] * y[i];
    }
    if (xx <= 0) /* no point, or all on the y axis */
        return no_line(1);
    line.slope = xy / xx;
    judge_line(&line, x, y, count, count - 1, xx);
    return line;
}

size_t tare_fit_theil_sen_scratch(size_t count)
{
    size_t pairs = count < 2 ? 0 : count * (count - 1) / 2;

    return pairs > count ? pairs : count;
}

struct tare_line tare_fit_theil_sen(const double *x, const double *y,
                                    size_t count, double *scratch)
{
    struct tare_line line = { 0 };
    size_t pairs = 0;

    if (!all_finite(x, count) || !all_finite(y, count))
        return no_line(0);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (x[i] != x[j])
                scratch[pairs++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
    }
    if (pairs == 0)
        return no_line(2);
    tare_sort(scratch, pairs);
    line.slope = tare_median(scratch, pairs);
    for (size_t i = 0; i < count; i++)
        scratch[i] = y[i] - line.slope * x[i];
    tare_sort(scratch, count);
    line.intercept = tare_median(scratch, count);
    judge_line(&line, x, y, count, 0, 0);
    return line;
}

double tare_fit_exponent(const double *x, const double *y, size_t count)
{
    double mean = 0, xx = 0, xy = 0;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i]) || x[i] <= 0 || y[i] <= 0)
            return NAN;
        mean += tare_log(x[i]);
    }
    if (count < 2 || all_equal(x, count))
        return NAN;
    mean /= (double)count;
    /* y need not be centred: the deviations of x sum to zero.  Centring on
     * y[0] keeps the products small all the same. */
    for (size_t i = 0; i < count; i++) {
        double dx = tare_log(x[i]) - mean;

        xx += dx * dx;
        xy += dx * (tare_log(y[i]) - tare_log(y[0]));
    }
    return xy / xx;
}
