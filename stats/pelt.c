/* SPDX-License-Identifier: MIT */
#include "stats/pelt.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/moments.h"

/* The smallest segment.  Of 20 equal normal values, 28 % had a "change" with
 * segments of 3, 13 % with 5. */
enum {
    LEAST = 5
};

size_t tare_pelt_scratch(size_t count)
{
    return 7 * (count + 1);
}

struct pelt {
    double *sum, *squares; /* [k]: over the first k values, less the mean */
    double *cost;          /* [k]: of the best segmentation of the first k */
    double *previous;      /* [k]: where its last segment begins */
    double *candidate;     /* possible beginnings of the last segment */
    double *expiry;        /* [c]: from this end on candidate c is useless */
    double *trial;         /* [c]: cost with the last segment begun there */
    double floor;          /* the least variance that is believed */
};

/*
 * Twice the negative log-likelihood of one segment, less constants: n ln(v) +
 * squares / v, where v is the variance or the floor.  Without the second term
 * (n, above the floor) splitting a flat segment could raise the cost, and
 * pruning would not be exact.
 */
static double segment_cost(const struct pelt *p, size_t from, size_t to)
{
    double n = (double)(to - from);
    double sum = p->sum[to] - p->sum[from];
    double squares = p->squares[to] - p->squares[from] - sum * sum / n;
    double variance = squares / n > p->floor ? squares / n : p->floor;

    return n * tare_log(variance) + squares / variance;
}

/*
 * A run of equal readings of a coarse clock has no variance, and would be worth
 * any number of changes.  A twentieth of the variance between neighbours is
 * the least that is believed.
 */
static double variance_floor(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 1; i < count; i++)
        sum += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
    return 0.05 * sum / (2 * (double)(count - 1));
}

static void prepare(struct pelt *p, const double *values, size_t count,
                    double *scratch)
{
    double mean = tare_mean(values, count);

    p->sum = scratch;
    p->squares = p->sum + count + 1;
    p->cost = p->squares + count + 1;
    p->previous = p->cost + count + 1;
    p->candidate = p->previous + count + 1;
    p->expiry = p->candidate + count + 1;
    p->trial = p->expiry + count + 1;
    p->floor = variance_floor(values, count);
    p->sum[0] = p->squares[0] = 0;
    for (size_t i = 0; i < count; i++) {
        double d = values[i] - mean;

        p->sum[i + 1] = p->sum[i] + d;
        p->squares[i + 1] = p->squares[i] + d * d;
    }
}

/*
 * The best last segment that ends at `end`.  A beginning that costs more than
 * the best even without the penalty can never win again once a segment fits
 * behind `end`; it then leaves the list.  Returns the candidates left.
 */
static size_t best_ending(struct pelt *p, size_t end, size_t candidates,
                          double penalty)
{
    size_t kept = 0;

    p->cost[end] = INFINITY;
    for (size_t c = 0; c < candidates; c++) {
        size_t from = (size_t)p->candidate[c];

        p->trial[c] = -INFINITY; /* too short: not to be judged yet */
        if (from + LEAST > end)
            continue;
        p->trial[c] = p->cost[from] + segment_cost(p, from, end);
        if (p->trial[c] + penalty < p->cost[end]) {
            p->cost[end] = p->trial[c] + penalty;
            p->previous[end] = p->candidate[c];
        }
    }
    for (size_t c = 0; c < candidates; c++) {
        if (p->trial[c] > p->cost[end])
            p->expiry[c] = fmin(p->expiry[c], (double)(end + LEAST));
        if (p->expiry[c] > (double)(end + 1)) {
            p->candidate[kept] = p->candidate[c];
            p->expiry[kept++] = p->expiry[c];
        }
    }
    return kept;
}

/* Follows the beginnings back from the end. */
static size_t collect(const struct pelt *p, size_t count,
                      struct tare_change_point *points)
{
    size_t found = 0, place;

    for (size_t end = (size_t)p->previous[count]; end > 0;
         end = (size_t)p->previous[end])
        found++;
    place = found;
    for (size_t end = (size_t)p->previous[count]; end > 0;
         end = (size_t)p->previous[end])
        points[--place].index = end;
    return found;
}

struct tare_change_points tare_pelt(const double *values, size_t count,
                                    struct tare_change_point *points,
                                    double *scratch)
{
    struct tare_change_points found = tare_change_points_begin(values, count);
    double penalty = 3 * tare_log((double)count);
    size_t candidates = 0;
    struct pelt p;

    found.needs = count < 2 * LEAST ? 2 * LEAST : 0;
    if (found.needs || found.not_finite)
        return found;
    prepare(&p, values, count, scratch);
    if (!(p.floor > 0)) /* all equal */
        return found;
    p.cost[0] = -penalty;
    for (size_t end = 1; end <= count; end++) {
        if (end == 1 || end > LEAST) { /* 0, then LEAST, LEAST + 1, ... */
            p.candidate[candidates] = (double)(end - 1);
            p.expiry[candidates++] = INFINITY;
        }
        candidates = best_ending(&p, end, candidates, penalty);
    }
    found.count = collect(&p, count, points);
    for (size_t k = 0; k < found.count; k++)
        tare_change_points_test(values, count, points, found.count, k);
    return found;
}
