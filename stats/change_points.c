/* SPDX-License-Identifier: MIT */
#include "stats/change_points.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/moments.h"

enum {
    LEAST = TARE_CHANGE_SEGMENT
};

/* While splitting, anything as significant as this is tried: a level that
 * comes and goes hides both its ends until the second is found.  The final
 * test is the caller's. */
static const double try_significance = 0.05;

size_t tare_change_points_most(size_t count)
{
    return count / LEAST;
}

size_t tare_change_points_scratch(size_t count)
{
    return 3 * (count + 1);
}

struct tare_change_points tare_change_points_begin(const double *values,
                                                   size_t count)
{
    struct tare_change_points found = { 0 };

    if (count < 2 * LEAST)
        found.needs = 2 * LEAST;
    for (size_t i = 0; i < count; i++)
        found.not_finite |= !isfinite(values[i]);
    return found;
}

/*
 * Student's t-test with one common variance, times the number of places where
 * the split could have been, since the best was chosen.  Welch's test is wrong
 * here: of the many short segments tried, some have next to no variance by
 * chance.  Of 1000 series of 100 equal normal values it kept a point in 30 %
 * (at 0.001), this test in none, and this one finds 99 % of shifts by 4
 * standard deviations in the last 5 values, Welch's 75 %.
 */
static double p_between(const double *left, size_t count_left,
                        const double *right, size_t count_right)
{
    struct tare_moments a = tare_moments_of(left, count_left);
    struct tare_moments b = tare_moments_of(right, count_right);
    double m = (double)count_left, n = (double)count_right;
    double variance = (a.squares + b.squares) / (m + n - 2) * (1 / m + 1 / n);
    double places = m + n - 2 * LEAST + 1, p;

    if (!(variance > 0))
        return a.mean != b.mean ? 0 : 1;
    p = 2 * places *
        tare_student_cdf(-fabs(a.mean - b.mean) / sqrt(variance), m + n - 2);
    return p < 1 ? p : 1;
}

/*
 * The work area of best_split, for a segment of n values.  "Pair sum" is the
 * sum of |x_i - x_j| over pairs.
 */
struct area {
    double *left;    /* [k]: pair sum of the first k values */
    double *right;   /* [k]: pair sum from k up to the present end */
    double *inverse; /* [k]: 1 / k */
};

/* Where to split, and the end of the right-hand part of that comparison. */
struct split {
    size_t at, end;
    double q;
};

/* Extends all pair sums by the value at `end`. */
static void extend(const struct area *a, const double *values, size_t end)
{
    double sum = 0;

    a->right[end] = 0;
    for (size_t k = end; k > 0; k--) {
        sum += fabs(values[k - 1] - values[end]);
        a->right[k - 1] += sum;
    }
    a->left[end + 1] = a->left[end] + sum;
}

/*
 * Maximises over split and end
 *     q = m n / (m + n) (2 between - within left - within right)
 * where m and n are the sizes of both parts and the rest are mean distances.
 * The end varies too, because a level that comes and goes looks the same
 * before and after.  With pair sums B, L and R this is
 *     q = 2 / (m + n) (B - n L / (m - 1) - m R / (n - 1)),
 * and every candidate costs a few operations: O(n^2) in all.
 */
static struct split best_split(const struct area *a, const double *values,
                               size_t count)
{
    struct split best = { 0, 0, 0 };

    a->left[0] = 0;
    for (size_t end = 1; end <= count; end++) {
        extend(a, values, end - 1);
        for (size_t at = LEAST; at + LEAST <= end; at++) {
            double m = (double)at, n = (double)(end - at);
            double between = a->left[end] - a->left[at] - a->right[at];
            double q = between - n * a->left[at] * a->inverse[at - 1] -
                       m * a->right[at] * a->inverse[end - at - 1];

            q *= 2 * a->inverse[end];
            if (q > best.q) {
                best.at = at;
                best.end = end;
                best.q = q;
            }
        }
    }
    return best;
}

/* Splits a segment, and its parts, as long as there is anything to try; index
 * is in ascending order. */
static size_t divide(const struct area *a, const double *values, size_t from,
                     size_t to, struct tare_change_point *points, size_t count)
{
    const double *start = values + from;
    struct split split = best_split(a, start, to - from);

    if (!(split.q > 0))
        return count;
    if (!(p_between(start, split.at, start + split.at, split.end - split.at) <
          try_significance))
        return count;
    count = divide(a, values, from, from + split.at, points, count);
    points[count++].index = from + split.at;
    return divide(a, values, from + split.at, to, points, count);
}

void tare_change_points_test(const double *values, size_t total,
                             struct tare_change_point *points, size_t count,
                             size_t k)
{
    size_t from = k > 0 ? points[k - 1].index : 0;
    size_t to = k + 1 < count ? points[k + 1].index : total;
    size_t at = points[k].index;

    points[k].before = tare_mean(values + from, at - from);
    points[k].after = tare_mean(values + at, to - at);
    points[k].p = p_between(values + from, at - from, values + at, to - at);
}

/* The point that deserves it least to stay; count when all deserve it. */
static size_t weakest(const struct tare_change_point *points, size_t count,
                      double significance, double least_shift)
{
    size_t worst = count;
    double p = -1;

    for (size_t k = 0; k < count; k++) {
        int stays = points[k].p < significance &&
                    fabs(points[k].after - points[k].before) >= least_shift;

        if (!stays && points[k].p > p) {
            p = points[k].p;
            worst = k;
        }
    }
    return worst;
}

static size_t prune(const double *values, size_t total,
                    struct tare_change_point *points, size_t count,
                    double significance, double least_shift)
{
    size_t worst;

    for (size_t k = 0; k < count; k++)
        tare_change_points_test(values, total, points, count, k);
    while ((worst = weakest(points, count, significance, least_shift)) <
           count) {
        count--;
        for (size_t k = worst; k < count; k++)
            points[k] = points[k + 1];
        if (worst > 0)
            tare_change_points_test(values, total, points, count, worst - 1);
        if (worst < count)
            tare_change_points_test(values, total, points, count, worst);
    }
    return count;
}

struct tare_change_points tare_change_points(const double *values, size_t count,
                                             double significance,
                                             double least_shift,
                                             struct tare_change_point *points,
                                             double *scratch)
{
    struct tare_change_points found = tare_change_points_begin(values, count);
    struct area a;

    if (found.needs || found.not_finite)
        return found;
    a.left = scratch;
    a.right = a.left + count + 1;
    a.inverse = a.right + count + 1;
    for (size_t k = 1; k <= count; k++)
        a.inverse[k] = 1 / (double)k;
    found.count = divide(&a, values, 0, count, points, 0);
    found.count =
        prune(values, count, points, found.count, significance, least_shift);
    return found;
}
