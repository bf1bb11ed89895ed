/* SPDX-License-Identifier: MIT */
#include "stats/complexity.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/elementary.h"
#include "stats/fit.h"

enum {
    LEAST_SIZES = 4,
    GRID = 48,
    REFINEMENTS = 48
};

/* Largest relative deviation at which an order is believed, and the smallest
 * that is told from none: exact counts fit without any. */
static const double believable = 0.10;
static const double exact = 1e-6;

/* What is fitted: logarithms of sizes and times. */
struct points {
    const double *log_sizes, *log_times;
    size_t count;
};

/* One curve through the points: fixed / coefficient, and how well it does. */
struct curve {
    double ratio;       /* a / b */
    double coefficient; /* b */
    double squares;     /* of the residuals of the logarithms */
};

static double grow(enum tare_growth growth, double log_size)
{
    double n = tare_exp(log_size);

    switch (growth) {
    case TARE_GROWTH_LOG:
        return tare_log1p(n);
    case TARE_GROWTH_LINEAR:
        return n;
    case TARE_GROWTH_LINEARITHMIC:
        return n * tare_log1p(n);
    case TARE_GROWTH_QUADRATIC:
        return n * n;
    case TARE_GROWTH_CUBIC:
        return n * n * n;
    default:
        return 1;
    }
}

/* The best b for time = b (ratio + f(n)): its logarithm is the mean of what is
 * left, so only the ratio needs a search. */
static struct curve fit_ratio(const struct points *p, enum tare_growth growth,
                              double ratio)
{
    struct curve curve = { ratio, 0, 0 };
    double mean = 0, squares = 0;

    for (size_t i = 0; i < p->count; i++) {
        double left =
            p->log_times[i] - tare_log(ratio + grow(growth, p->log_sizes[i]));
        double step = left - mean; /* as in Welford's running variance */

        mean += step / (double)(i + 1);
        squares += step * (left - mean);
    }
    curve.coefficient = tare_exp(mean);
    curve.squares = squares;
    return curve;
}

static struct curve better(struct curve a, struct curve b)
{
    return b.squares < a.squares ? b : a;
}

/*
 * The best fixed cost, between a thousandth of the smallest f(n) and twenty
 * times the largest: below it makes no difference, above it is the constant.
 * A grid in the logarithm, then golden sections around its best point.
 */
static struct curve fit_fixed(const struct points *p, enum tare_growth growth)
{
    const double golden = 0.6180339887498949;
    double least = INFINITY, most = 0, low, high, step;
    struct curve best = { 0, 0, INFINITY };

    for (size_t i = 0; i < p->count; i++) {
        least = fmin(least, grow(growth, p->log_sizes[i]));
        most = fmax(most, grow(growth, p->log_sizes[i]));
    }
    low = tare_log(least) - 7;
    step = (tare_log(most) + 3 - low) / GRID;
    for (int i = 0; i <= GRID; i++)
        best = better(best, fit_ratio(p, growth, tare_exp(low + i * step)));
    low = tare_log(best.ratio) - step;
    high = low + 2 * step;
    for (int i = 0; i < REFINEMENTS; i++) {
        double a = high - golden * (high - low);
        double b = low + golden * (high - low);
        struct curve left = fit_ratio(p, growth, tare_exp(a));
        struct curve right = fit_ratio(p, growth, tare_exp(b));

        if (left.squares <= right.squares)
            high = b;
        else
            low = a;
        best = better(best, better(left, right));
    }
    return best;
}

/* Sugiura's AICc; `free` counts the variance too.  Four points and a fixed cost
 * leave it nothing to divide by: then as if there was one more, so that a fixed
 * cost has to be 5.8 times closer to the points. */
static double criterion(const struct curve *curve, size_t count, int free)
{
    double n = (double)count, k = free;
    double variance = fmax(curve->squares / n, exact * exact);

    return n * tare_log(variance) + 2 * k +
           2 * k * (k + 1) / fmax(n - k - 1, 1);
}

/* Fits one order with and without fixed cost, keeps the better of both in
 * *fit and their criteria in aicc[2]. */
static void fit_growth(const struct points *p, enum tare_growth growth,
                       struct tare_growth_fit *fit, double *aicc)
{
    struct curve best = fit_ratio(p, growth, 0), fixed;
    int free = 2;

    aicc[0] = criterion(&best, p->count, 2);
    aicc[1] = INFINITY;
    if (growth != TARE_GROWTH_CONSTANT) {
        fixed = fit_fixed(p, growth);
        aicc[1] = criterion(&fixed, p->count, 3);
        if (aicc[1] < aicc[0]) {
            best = fixed;
            free = 3;
        }
    }
    fit->coefficient = best.coefficient;
    fit->fixed = best.ratio * best.coefficient;
    fit->residual = sqrt(best.squares / (double)(p->count + 1 - (size_t)free));
}

/* Akaike weights; an order has those of both its forms. */
static void weigh(struct tare_growth_fit *fit, double aicc[][2])
{
    double least = INFINITY, sum = 0;

    for (size_t g = 0; g < TARE_GROWTHS; g++)
        least = fmin(least, fmin(aicc[g][0], aicc[g][1]));
    for (size_t g = 0; g < TARE_GROWTHS; g++) {
        fit[g].weight = tare_exp((least - aicc[g][0]) / 2) +
                        tare_exp((least - aicc[g][1]) / 2);
        sum += fit[g].weight;
    }
    for (size_t g = 0; g < TARE_GROWTHS; g++)
        fit[g].weight /= sum;
}

static struct tare_interval fit_exponent(const struct points *p,
                                         double confidence)
{
    struct tare_line line =
        tare_fit_least_squares(p->log_sizes, p->log_times, p->count);
    struct tare_interval exponent = { line.slope, -INFINITY, INFINITY, 0, 0 };
    double half;

    if (line.needs > 0 || p->count < 3) {
        exponent.needs = 3;
        return exponent;
    }
    half = line.slope_error *
           tare_student_quantile(0.5 + confidence / 2, (double)(p->count - 2));
    exponent.low = line.slope - half;
    exponent.high = line.slope + half;
    exponent.confidence = confidence;
    return exponent;
}

/* Up to LEAST_SIZES, how many sizes are different. */
static size_t distinct(const double *sizes, size_t count)
{
    double seen[LEAST_SIZES];
    size_t found = 0;

    for (size_t i = 0; i < count && found < LEAST_SIZES; i++) {
        size_t k = 0;

        while (k < found && seen[k] != sizes[i])
            k++;
        if (k == found)
            seen[found++] = sizes[i];
    }
    return found;
}

struct tare_complexity tare_complexity(const double *sizes, const double *times,
                                       size_t count, double confidence,
                                       double *scratch)
{
    struct tare_complexity result = { 0 };
    struct points p = { scratch, scratch + count, count };
    double aicc[TARE_GROWTHS][2];

    for (size_t i = 0; i < count; i++) {
        result.not_positive |= !(sizes[i] > 0 && sizes[i] < INFINITY);
        result.not_positive |= !(times[i] > 0 && times[i] < INFINITY);
        scratch[i] = tare_log(sizes[i]);
        scratch[count + i] = tare_log(times[i]);
    }
    result.exponent.estimate = NAN;
    if (result.not_positive)
        return result;
    result.exponent = fit_exponent(&p, confidence);
    if (distinct(sizes, count) < LEAST_SIZES) {
        result.needs = LEAST_SIZES;
        return result;
    }
    for (size_t g = 0; g < TARE_GROWTHS; g++)
        fit_growth(&p, (enum tare_growth)g, &result.fit[g], aicc[g]);
    weigh(result.fit, aicc);
    for (size_t g = 1; g < TARE_GROWTHS; g++) {
        if (result.fit[g].weight > result.fit[result.best].weight)
            result.best = (enum tare_growth)g;
    }
    result.fits = result.fit[result.best].residual <= believable;
    return result;
}
