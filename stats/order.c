/* SPDX-License-Identifier: MIT */
#include "stats/order.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "stats/beta.h"

/* Below this many values insertion wins; any number from 8 to 32 does. */
#define SMALL 16

static void swap(double *a, double *b)
{
    double kept = *a;

    *a = *b;
    *b = kept;
}

static void sort_few(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double moving = values[i];
        size_t hole = i;

        for (; hole > 0 && values[hole - 1] > moving; hole--)
            values[hole] = values[hole - 1];
        values[hole] = moving;
    }
}

static void sift_down(double *heap, size_t count, size_t root)
{
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && heap[child] < heap[child + 1])
            child++;
        if (heap[root] >= heap[child])
            return;
        swap(&heap[root], &heap[child]);
        root = child;
    }
}

static void sort_heap(double *values, size_t count)
{
    for (size_t root = count / 2; root-- > 0;)
        sift_down(values, count, root);
    for (size_t end = count; end-- > 1;) {
        swap(&values[0], &values[end]);
        sift_down(values, end, 0);
    }
}

/*
 * Hoare's partition around the middle one of three.  Afterwards nothing in
 * [0, cut) is above anything in [cut, count), and 0 < cut < count.  The other
 * two of the three stand at the ends, where they stop the scans.
 */
static size_t split(double *values, size_t count)
{
    size_t low = 0, high = count - 1, middle = count / 2;
    double pivot;

    if (values[middle] < values[low])
        swap(&values[middle], &values[low]);
    if (values[high] < values[middle])
        swap(&values[high], &values[middle]);
    if (values[middle] < values[low])
        swap(&values[middle], &values[low]);
    pivot = values[middle];
    for (;;) {
        do
            low++;
        while (values[low] < pivot);
        do
            high--;
        while (values[high] > pivot);
        if (low >= high)
            return low;
        swap(&values[low], &values[high]);
    }
}

/* Twice the logarithm: good pivots never need more, bad data soon does. */
static unsigned depth_limit(size_t count)
{
    unsigned limit = 0;

    for (; count > 1; count /= 2)
        limit += 2;
    return limit;
}

/* Recurses into the smaller part only, so at most 64 levels deep. */
static void sort_parts(double *values, size_t count, unsigned depth)
{
    while (count > SMALL) {
        size_t cut;

        if (depth-- == 0) {
            sort_heap(values, count);
            return;
        }
        cut = split(values, count);
        if (cut < count - cut) {
            sort_parts(values, cut, depth);
            values += cut;
            count -= cut;
        } else {
            sort_parts(values + cut, count - cut, depth);
            count = cut;
        }
    }
    sort_few(values, count);
}

/* Moves NaNs behind the numbers and tells how many numbers there are. */
static size_t numbers_first(double *values, size_t count)
{
    size_t numbers = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            swap(&values[numbers++], &values[i]);
    return numbers;
}

void tare_sort(double *values, size_t count)
{
    size_t numbers = numbers_first(values, count);

    sort_parts(values, numbers, depth_limit(numbers));
}

double tare_select(double *values, size_t count, size_t index)
{
    size_t numbers = numbers_first(values, count);
    unsigned depth = depth_limit(numbers);

    if (index >= numbers)
        return NAN;
    while (numbers > SMALL) {
        size_t cut;

        if (depth-- == 0) {
            sort_heap(values, numbers);
            return values[index];
        }
        cut = split(values, numbers);
        if (index < cut) {
            numbers = cut;
        } else {
            values += cut;
            index -= cut;
            numbers -= cut;
        }
    }
    sort_few(values, numbers);
    return values[index];
}

/* Empty, or not all numbers. */
static int has_no_order(const double *sorted, size_t count)
{
    if (count == 0 || isnan(sorted[count - 1]))
        return 1;
    assert(sorted[0] <= sorted[count - 1]);
    return 0;
}

/* Halfway, also where the sum is too large for a double. */
static double midway(double a, double b)
{
    double sum = a + b;

    return isinf(sum) ? 0.5 * a + 0.5 * b : 0.5 * sum;
}

double tare_quantile(const double *sorted, size_t count, double p)
{
    double rank, part;
    size_t below;

    if (has_no_order(sorted, count) || isnan(p))
        return NAN;
    rank = (double)(count - 1) * (p < 0.0 ? 0.0 : p > 1.0 ? 1.0 : p);
    below = (size_t)rank;
    part = rank - (double)below;
    if (part == 0.0 || sorted[below] == sorted[below + 1])
        return sorted[below];
    return (1.0 - part) * sorted[below] + part * sorted[below + 1];
}

double tare_median(const double *sorted, size_t count)
{
    if (has_no_order(sorted, count))
        return NAN;
    if (count % 2 != 0 || sorted[count / 2 - 1] == sorted[count / 2])
        return sorted[count / 2];
    return midway(sorted[count / 2 - 1], sorted[count / 2]);
}

double tare_iqr(const double *sorted, size_t count)
{
    return tare_quantile(sorted, count, 0.75) -
           tare_quantile(sorted, count, 0.25);
}

/*
 * Distances grow to both sides of the median, so the smallest ones are found
 * by walking outwards and taking the nearer of the two next values: a merge
 * of two sorted lists that stops in the middle.
 */
double tare_mad(const double *sorted, size_t count)
{
    double median = tare_median(sorted, count);
    double before = 0.0, distance = 0.0;
    size_t right = count / 2, left = right;

    if (isnan(median))
        return NAN;
    for (size_t taken = 0; taken <= count / 2; taken++) {
        before = distance;
        if (left == 0)
            distance = sorted[right++] - median;
        else if (right == count ||
                 median - sorted[left - 1] < sorted[right] - median)
            distance = median - sorted[--left];
        else
            distance = sorted[right++] - median;
    }
    return count % 2 != 0 || before == distance ? distance
                                                : midway(before, distance);
}

void tare_harrell_davis_weights(double *weights, size_t count, double p)
{
    double n = (double)count, a = (n + 1.0) * p, b = (n + 1.0) * (1.0 - p);
    double below = 0.0;

    for (size_t i = 0; i < count; i++) {
        double upto = tare_beta_cdf((double)(i + 1) / n, a, b);

        weights[i] = upto - below;
        below = upto;
    }
}

double tare_harrell_davis(const double *sorted, size_t count, double p)
{
    double n = (double)count, a = (n + 1.0) * p, b = (n + 1.0) * (1.0 - p);
    double below = 0.0, sum = 0.0;

    if (has_no_order(sorted, count) || isnan(p))
        return NAN;
    if (p <= 0.0 || p >= 1.0)
        return sorted[p <= 0.0 ? 0 : count - 1];
    for (size_t i = 0; i < count; i++) {
        double upto = tare_beta_cdf((double)(i + 1) / n, a, b);

        /* no weight, no part: 0 times infinity would be NaN */
        if (upto > below)
            sum += (upto - below) * sorted[i];
        below = upto;
    }
    return sum;
}

/* Share of the window [from, from + width] that lies below t. */
static double share_below(double t, double from, double width)
{
    double share = (t - from) / width;

    return share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
}

double tare_weighted_quantile(const double *sorted, const double *weights,
                              size_t count, double p)
{
    double total = 0.0, squares = 0.0, n, from, upto = 0.0, below, sum = 0.0;

    if (has_no_order(sorted, count) || isnan(p))
        return NAN;
    for (size_t i = 0; i < count; i++) {
        if (!(weights[i] >= 0.0))
            return NAN;
        total += weights[i];
        squares += weights[i] * weights[i];
    }
    n = total * total / squares;
    if (!(n >= 1.0 && n < INFINITY))
        return NAN;
    from = (n - 1.0) * (p < 0.0 ? 0.0 : p > 1.0 ? 1.0 : p) / n;
    below = share_below(0.0, from, 1.0 / n);
    for (size_t i = 0; i < count; i++) {
        double share;

        upto += weights[i] / total;
        share = i + 1 < count ? share_below(upto, from, 1.0 / n) : 1.0;
        if (share > below)
            sum += (share - below) * sorted[i];
        below = share;
    }
    return sum;
}
