/* SPDX-License-Identifier: MIT */
#include "stats/rank_sum.h"

#include <math.h>

#include "stats/distributions.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int is_small(size_t count_x, size_t count_y)
{
    return count_x < TARE_RANK_SUM_EXACT && count_y < TARE_RANK_SUM_EXACT;
}

/* One row of half the distribution of W for every size up to the smaller. */
size_t tare_rank_sum_scratch(size_t count_x, size_t count_y)
{
    if (!is_small(count_x, count_y))
        return 0;
    return (smaller(count_x, count_y) + 1) * (count_x * count_y / 2 + 1);
}

/*
 * ways[k][w]: how many choices of k among the ranks 0, 1, ... seen so far give
 * W = w, the sum of the ranks less the smallest possible one.  Taking rank r as
 * the k-th adds r - (k - 1).  All terms are positive, so the tail keeps its
 * accuracy, and C(98, 49) = 3e28 is no danger.
 */
static void fill_ways(double *ways, size_t chosen, size_t total, size_t width)
{
    for (size_t i = 0; i < (chosen + 1) * width; i++)
        ways[i] = 0;
    ways[0] = 1;
    for (size_t r = 0; r < total; r++) {
        for (size_t k = smaller(r + 1, chosen); k > 0; k--) {
            double *to = ways + k * width;
            const double *from = to - width;
            size_t step = r + 1 - k;

            for (size_t w = step; w < width; w++)
                to[w] += from[w - step];
        }
    }
}

/* P(W <= w) for w up to half of the largest W, which is symmetric. */
static double lower_tail(const double *ways, size_t width, size_t w, double all)
{
    double sum = 0;

    for (size_t i = 0; i <= w && i < width; i++)
        sum += ways[i];
    return sum / all;
}

static double choose(size_t total, size_t chosen)
{
    double ways = 1;

    for (size_t i = 1; i <= chosen; i++)
        ways = ways * (double)(total - chosen + i) / (double)i;
    return ways;
}

/* P(W >= w) without ties. */
static double exact_upper(const double *ways, size_t count_x, size_t count_y,
                          size_t w)
{
    size_t top = count_x * count_y, width = top / 2 + 1;
    double all = choose(count_x + count_y, smaller(count_x, count_y));

    if (w == 0)
        return 1;
    if (top - w < width)
        return lower_tail(ways, width, top - w, all);
    return 1 - lower_tail(ways, width, w - 1, all);
}

static void judge_exactly(struct tare_rank_sum *test, size_t count_x,
                          size_t count_y, double *scratch)
{
    size_t chosen = smaller(count_x, count_y);
    size_t top = count_x * count_y, w = (size_t)test->w;

    fill_ways(scratch, chosen, count_x + count_y, top / 2 + 1);
    scratch += chosen * (top / 2 + 1);
    test->p_greater = exact_upper(scratch, count_x, count_y, w);
    test->p_less = exact_upper(scratch, count_x, count_y, top - w);
    test->exact = 1;
}

/* ties is the sum of t^3 - t over groups of t equal values. */
static void judge_normally(struct tare_rank_sum *test, size_t count_x,
                           size_t count_y, double ties)
{
    double x = (double)count_x, y = (double)count_y, n = x + y;
    double variance = x * y / 12 * (n + 1 - ties / (n * (n - 1)));
    double excess = test->w - x * y / 2;

    if (!(variance > 0))
        return;
    test->p_greater = tare_normal_upper((excess - 0.5) / sqrt(variance));
    test->p_less = tare_normal_upper((-excess - 0.5) / sqrt(variance));
}

/* How many of the values are equal to the first. */
static size_t run_length(const double *sorted, size_t count, double value)
{
    size_t length = 0;

    while (length < count && sorted[length] == value)
        length++;
    return length;
}

/* Walks both sides together, one distinct value at a time; returns the sum of
 * t^3 - t over ties. */
static double count_pairs(struct tare_rank_sum *test, const double *x,
                          size_t count_x, const double *y, size_t count_y)
{
    size_t i = 0, j = 0;
    double ties = 0;

    while (i < count_x || j < count_y) {
        double value =
            j == count_y || (i < count_x && x[i] <= y[j]) ? x[i] : y[j];
        size_t of_x = run_length(x + i, count_x - i, value);
        size_t of_y = run_length(y + j, count_y - j, value);
        double tied = (double)(of_x + of_y);

        test->w += (double)of_x * ((double)j + 0.5 * (double)of_y);
        ties += tied * tied * tied - tied;
        i += of_x;
        j += of_y;
    }
    return ties;
}

struct tare_rank_sum tare_rank_sum(const double *sorted_x, size_t count_x,
                                   const double *sorted_y, size_t count_y,
                                   double *scratch)
{
    struct tare_rank_sum test = { 0, 1, 1, 1, 0, 0 };
    double ties;

    if (count_x == 0 || count_y == 0) {
        test.needs = 1;
        return test;
    }
    if (isnan(sorted_x[count_x - 1]) || isnan(sorted_y[count_y - 1]))
        return test;
    ties = count_pairs(&test, sorted_x, count_x, sorted_y, count_y);
    if (is_small(count_x, count_y) && ties == 0)
        judge_exactly(&test, count_x, count_y, scratch);
    else
        judge_normally(&test, count_x, count_y, ties);
    test.p_two_sided = 2 * fmin(test.p_greater, test.p_less);
    if (test.p_two_sided > 1)
        test.p_two_sided = 1;
    return test;
}
