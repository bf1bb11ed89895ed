/* SPDX-License-Identifier: MIT */
#include "stats/walsh.h"

#include <math.h>

#include "stats/order.h"

enum {
    HALVINGS = 30 /* before those that coincide are looked for */
};

/*
 * Both counts shrink a window over the sorted values by one end per step.  If
 * its lowest and its highest value average above theta, then the highest does
 * so with every value in the window, itself included: count them and drop it.
 * Otherwise the lowest reaches theta with none of them: drop that.
 *
 * d_i + d_j is compared with 2 theta because doubling is exact.
 */
size_t tare_walsh_above(const double *sorted, size_t count, double theta)
{
    double twice = 2 * theta;
    size_t above = 0, first = 0;

    for (size_t left = count; left > 0; left--) {
        size_t over = sorted[first] + sorted[first + left - 1] > twice;

        above += left & (0 - over);
        first += 1 - over;
    }
    return above;
}

size_t tare_walsh_below(const double *sorted, size_t count, double theta)
{
    double twice = 2 * theta;
    size_t below = 0, first = 0;

    for (size_t left = count; left > 0; left--) {
        size_t under = sorted[first] + sorted[first + left - 1] < twice;

        below += left & (0 - under);
        first += under;
    }
    return below;
}

static size_t averages(size_t count)
{
    return count * (count + 1) / 2;
}

static size_t at_most(const double *sorted, size_t count, double theta)
{
    return averages(count) - tare_walsh_above(sorted, count, theta);
}

/* Averages above low and not above high, into found: at most count of them. */
static size_t gather(const double *sorted, size_t count, double low,
                     double high, double *found)
{
    size_t from = count, to = count, n = 0;

    for (size_t i = 0; i < count && to > i; i++) {
        while (from > i && sorted[i] + sorted[from - 1] > 2 * low)
            from--;
        while (to > i && sorted[i] + sorted[to - 1] > 2 * high)
            to--;
        for (size_t j = from > i ? from : i; j < to; j++)
            found[n++] = (sorted[i] + sorted[j]) / 2;
    }
    return n;
}

/* The first of the values at or below which there are more than `index`
 * averages.  Among the values, so that outliers cost nothing. */
static size_t first_beyond(const double *sorted, size_t count, size_t index)
{
    size_t low = 0, high = count - 1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (at_most(sorted, count, sorted[middle]) > index)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The smallest average above theta; infinite when there is none. */
static double next_above(const double *sorted, size_t count, double theta)
{
    double next = INFINITY;
    size_t from = count;

    for (size_t i = 0; i < count; i++) {
        size_t j;

        while (from > i && sorted[i] + sorted[from - 1] > 2 * theta)
            from--;
        j = from > i ? from : i;
        if (j < count && (sorted[i] + sorted[j]) / 2 < next)
            next = (sorted[i] + sorted[j]) / 2;
    }
    return next;
}

/*
 * Bisection, first between the values and then between two of them, until no
 * more averages are left than scratch can hold.  Where more coincide than that,
 * they become the lowest of those left; towards zero no halving would ever get
 * rid of the others.
 */
double tare_walsh_select(const double *sorted, size_t count, size_t index,
                         double *scratch)
{
    size_t place = first_beyond(sorted, count, index);
    double high = sorted[place], low;
    size_t before, within;

    if (place == 0)
        return high;
    low = sorted[place - 1];
    before = at_most(sorted, count, low);
    within = at_most(sorted, count, high) - before;
    for (int halved = 0; within > count; halved++) {
        double middle = low / 2 + high / 2;
        size_t below = at_most(sorted, count, middle) - before;

        if (!(middle > low && middle < high))
            return high;
        if (halved >= HALVINGS) {
            double lowest = next_above(sorted, count, low);

            if (at_most(sorted, count, lowest) > index)
                return lowest;
        }
        if (before + below > index) {
            high = middle;
            within = below;
        } else {
            low = middle;
            before += below;
            within -= below;
        }
    }
    gather(sorted, count, low, high, scratch);
    return tare_select(scratch, within, index - before);
}

static double median_average(const double *sorted, size_t count,
                             double *scratch)
{
    size_t total = averages(count);
    double middle = tare_walsh_select(sorted, count, (total - 1) / 2, scratch);

    if (total % 2 || at_most(sorted, count, middle) > total / 2)
        return middle;
    return (middle + next_above(sorted, count, middle)) / 2;
}

struct tare_interval tare_walsh_interval(const double *sorted, size_t count,
                                         size_t critical, double *scratch)
{
    struct tare_interval interval = { NAN, -INFINITY, INFINITY, 0, 0 };
    size_t total = averages(count);

    if (count == 0)
        return interval;
    if (isnan(sorted[count - 1]))
        return (struct tare_interval){ NAN, NAN, NAN, 0, 0 };
    interval.estimate = median_average(sorted, count, scratch);
    if (critical > total)
        return interval;
    interval.low = tare_walsh_select(sorted, count, total - critical, scratch);
    interval.high = tare_walsh_select(sorted, count, critical - 1, scratch);
    return interval;
}
