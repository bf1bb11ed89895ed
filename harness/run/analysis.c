/* SPDX-License-Identifier: MIT */
#include "harness/run/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/bootstrap.h"
#include "stats/elementary.h"
#include "stats/fit.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/outliers.h"
#include "stats/resample.h"
#include "stats/saddlepoint.h"
#include "stats/series.h"
#include "stats/shape.h"
#include "store/alloc.h"

/* The change that matters when samples drift inside their launch. */
#define HALVES_THRESHOLD 0.02

/* The samples of a measure in one array, and where each launch begins. */
struct pool {
    double *values, *sorted;
    size_t *first;
    size_t count, launches;
};

static void fill_pool(struct pool *pool, const struct tare_measure *measure)
{
    size_t count = 0;

    for (size_t i = 0; i < measure->count; i++)
        count += measure->launches[i].count;
    pool->launches = measure->count;
    pool->values = tare_alloc(count, sizeof *pool->values);
    pool->sorted = tare_alloc(count, sizeof *pool->sorted);
    pool->first = tare_alloc(measure->count + 1, sizeof *pool->first);
    for (size_t i = 0; i < measure->count; i++) {
        const struct tare_launch *launch = &measure->launches[i];

        pool->first[i] = pool->count;
        for (size_t j = 0; j < launch->count; j++)
            pool->values[pool->count++] = launch->samples[j].value;
    }
    pool->first[measure->count] = pool->count;
    memcpy(pool->sorted, pool->values, count * sizeof *pool->sorted);
    tare_sort(pool->sorted, count);
}

static void release_pool(struct pool *pool)
{
    free(pool->values);
    free(pool->sorted);
    free(pool->first);
}

/* ---- figures ------------------------------------------------------------- */

static double or_unknown(double bound)
{
    return isfinite(bound) ? bound : NAN;
}

static struct tare_figure make_figure(double value,
                                      const struct tare_interval *interval,
                                      double standard_error)
{
    struct tare_figure figure = { value, or_unknown(interval->low),
                                  or_unknown(interval->high),
                                  or_unknown(standard_error) };

    return figure;
}

/* From one statistic of every resample; the array is reordered. */
static struct tare_figure resampled_figure(double *resampled, size_t resamples,
                                           double value, double confidence)
{
    double error = tare_bootstrap_standard_error(resampled, resamples);
    struct tare_interval interval =
        tare_bootstrap_percentile(resampled, resamples, value, confidence);

    return make_figure(value, &interval, error);
}

/* Median, SD and MAD: whole launches are drawn, with all their samples. */
static void resample_figures(struct tare_measure *measure,
                             const struct pool *pool, struct tare_rng *rng,
                             const struct tare_analysis_settings *settings)
{
    struct tare_resampling sampling = { .values = pool->values,
                                        .count = pool->count,
                                        .first = pool->first,
                                        .launches = pool->launches };
    size_t resamples = settings->resamples;
    double *room = tare_alloc(3 * resamples, sizeof *room);
    void *scratch = tare_alloc(tare_resample_scratch(&sampling), 1);
    struct tare_resampled out = { .std_dev = room,
                                  .median = room + resamples,
                                  .mad = room + 2 * resamples };

    tare_resample_four(rng, &sampling, &out, resamples, scratch);
    measure->median = resampled_figure(out.median, resamples,
                                       tare_median(pool->sorted, pool->count),
                                       settings->confidence);
    measure->std_dev = resampled_figure(out.std_dev, resamples,
                                        tare_std_dev(pool->values, pool->count),
                                        settings->confidence);
    measure->mad = resampled_figure(out.mad, resamples,
                                    tare_mad(pool->sorted, pool->count),
                                    settings->confidence);
    free(room);
    free(scratch);
}

/*
 * Drawing whole launches, a mean is the quotient of the launches' sums over
 * their counts, and a slope through the origin of their sums of xy over x^2:
 * both are slopes over launches with x = sqrt(below), y = above / x, for which
 * the saddlepoint answers without drawing.
 */
static struct tare_figure quotient_figure(const double *above,
                                          const double *below, size_t count,
                                          double confidence)
{
    double *room = tare_alloc(3 * count, sizeof *room);
    double *x = room, *y = room + count, *scratch = room + 2 * count;
    double above_sum = 0, below_sum = 0, squares = 0, value;
    struct tare_interval interval;

    for (size_t i = 0; i < count; i++) {
        x[i] = sqrt(below[i]);
        y[i] = above[i] / x[i];
        above_sum += above[i];
        below_sum += below[i];
    }
    value = above_sum / below_sum;
    for (size_t i = 0; i < count; i++)
        squares +=
            (above[i] - value * below[i]) * (above[i] - value * below[i]);
    interval = tare_saddlepoint_slope(x, y, count, confidence, scratch);
    free(room);
    return make_figure(
        value, &interval,
        count > 1
            ? sqrt(squares * (double)count / ((double)count - 1)) / below_sum
            : NAN);
}

static void mean_figure(struct tare_measure *measure, double confidence)
{
    size_t launches = measure->count;
    double *sums = tare_alloc(2 * launches, sizeof *sums);
    double *counts = sums + launches;

    for (size_t i = 0; i < launches; i++) {
        counts[i] = (double)measure->launches[i].count;
        for (size_t j = 0; j < measure->launches[i].count; j++)
            sums[i] += measure->launches[i].samples[j].value;
    }
    measure->mean = quotient_figure(sums, counts, launches, confidence);
    free(sums);
}

/* R^2 of the slope over all samples. */
static double slope_fit(const struct tare_measure *measure, size_t count)
{
    double *x = tare_alloc(2 * count, sizeof *x), *y = x + count;
    size_t at = 0;
    double r_squared;

    for (size_t i = 0; i < measure->count; i++)
        for (size_t j = 0; j < measure->launches[i].count; j++) {
            const struct tare_sample *sample = &measure->launches[i].samples[j];

            x[at] = (double)sample->iterations;
            y[at] = x[at] * sample->value;
            at++;
        }
    r_squared = tare_fit_origin(x, y, count).r_squared;
    free(x);
    return r_squared;
}

/* Time of a sample against its iterations; only where these vary. */
static void slope_figure(struct tare_measure *measure, const struct pool *pool,
                         double confidence)
{
    size_t launches = measure->count;
    double *above = tare_alloc(2 * launches, sizeof *above);
    double *below = above + launches;

    for (size_t i = 0; i < launches; i++)
        for (size_t j = 0; j < measure->launches[i].count; j++) {
            const struct tare_sample *sample = &measure->launches[i].samples[j];
            double x = (double)sample->iterations;

            above[i] += x * x * sample->value; /* x y, with y = x * value */
            below[i] += x * x;
        }
    measure->slope = quotient_figure(above, below, launches, confidence);
    measure->r_squared = slope_fit(measure, pool->count);
    free(above);
}

/* ---- outliers ------------------------------------------------------------ */

/* Of those that are not set aside. */
static double *launch_values(const struct tare_measure *measure, size_t *count)
{
    double *values = tare_alloc(measure->count, sizeof *values);

    *count = 0;
    for (size_t i = 0; i < measure->count; i++)
        if (!measure->launches[i].aside)
            values[(*count)++] = measure->launches[i].value;
    return values;
}

static void label_outliers(struct tare_measure *measure)
{
    static const char *const names[TARE_OUTLIER_KINDS] = {
        "low severe", "low mild", NULL, "high mild", "high severe"
    };
    size_t count, counts[TARE_OUTLIER_KINDS] = { 0 };
    double *sorted = launch_values(measure, &count);
    struct tare_fences fences;

    tare_sort(sorted, count);
    fences = tare_fences_of(sorted, count);
    tare_fences_count(&fences, sorted, count, counts);
    for (size_t i = 0; i < measure->count; i++)
        measure->launches[i].outlier =
            measure->launches[i].aside
                ? NULL
                : names[tare_fences_label(&fences, measure->launches[i].value)];
    measure->outliers =
        (struct tare_outliers){ counts[TARE_LOW_SEVERE],
                                counts[TARE_LOW_MILD],
                                counts[TARE_HIGH_MILD],
                                counts[TARE_HIGH_SEVERE],
                                { fences.low_severe, fences.low_mild,
                                  fences.high_mild, fences.high_severe } };
    free(sorted);
}

/* ---- shape --------------------------------------------------------------- */

/* ln of the median of the second half over that of the first; NaN when the
 * launch is too short, or a median has no logarithm. */
static double half_ratio(const struct tare_launch *launch, double *room)
{
    size_t half = launch->count / 2, rest = launch->count - half;
    double first, second;

    if (half == 0)
        return NAN;
    for (size_t i = 0; i < launch->count; i++)
        room[i] = launch->samples[i].value;
    tare_sort(room, half);
    tare_sort(room + half, rest);
    first = tare_median(room, half);
    second = tare_median(room + half, rest);
    return first > 0 && second > 0 ? tare_log(second / first) : NAN;
}

static double lag_one(const struct tare_launch *launch, double *room)
{
    for (size_t i = 0; i < launch->count; i++)
        room[i] = launch->samples[i].value;
    return tare_autocorrelation(room, launch->count, 1);
}

/* Inside the launches: do their halves differ, are neighbours alike? */
static void look_inside(struct tare_measure *measure, const struct pool *pool)
{
    double *ratios = tare_alloc(measure->count, sizeof *ratios);
    double *lags = tare_alloc(measure->count, sizeof *lags);
    double *room = tare_alloc(pool->count, sizeof *room), *scratch;
    size_t count = 0;
    struct tare_halves halves;
    struct tare_dependence dependence;

    for (size_t i = 0; i < measure->count; i++) {
        double ratio = half_ratio(&measure->launches[i], room);

        if (isfinite(ratio))
            ratios[count++] = ratio;
        lags[i] = lag_one(&measure->launches[i], room);
    }
    scratch = tare_alloc(tare_halves_scratch(count), sizeof *scratch);
    halves = tare_halves(ratios, count, HALVES_THRESHOLD, scratch);
    dependence =
        tare_dependence(lags, measure->count, pool->count / measure->count);
    measure->shape.drifts_inside = halves.drifts;
    measure->shape.halves = or_unknown(halves.change);
    measure->shape.is_dependent = dependence.dependent;
    measure->shape.correlation = or_unknown(dependence.correlation);
    free(ratios);
    free(lags);
    free(room);
    free(scratch);
}

/* The launches among each other, as logarithms where they have any. */
static void look_at_launches(struct tare_measure *measure)
{
    size_t count;
    double *values = launch_values(measure, &count);
    int is_log = 1;
    struct tare_von_neumann movement;
    struct tare_shape shape;

    for (size_t i = 0; i < count; i++)
        is_log &= values[i] > 0;
    for (size_t i = 0; is_log && i < count; i++)
        values[i] = tare_log(values[i]);
    movement = tare_von_neumann(values, count);
    tare_sort(values, count);
    shape = tare_shape(values, count);
    measure->shape.has_drifted = movement.drifted;
    measure->shape.von_neumann = or_unknown(movement.ratio);
    measure->shape.is_bimodal = shape.bimodal;
    measure->shape.low_mode =
        is_log ? tare_exp(shape.low_mode) : shape.low_mode;
    measure->shape.high_mode =
        is_log ? tare_exp(shape.high_mode) : shape.high_mode;
    measure->shape.low_share = shape.low_share;
    free(values);
}

/* ---- a case -------------------------------------------------------------- */

static void analyse_measure(struct tare_measure *measure, int is_linear,
                            const char *id,
                            const struct tare_analysis_settings *settings)
{
    struct pool pool = { 0 };
    struct tare_rng rng;

    fill_pool(&pool, measure);
    tare_rng_stream(&rng, settings->seed, id, 2);
    mean_figure(measure, settings->confidence);
    resample_figures(measure, &pool, &rng, settings);
    measure->slope.value = NAN;
    if (is_linear)
        slope_figure(measure, &pool, settings->confidence);
    label_outliers(measure);
    look_inside(measure, &pool);
    look_at_launches(measure);
    measure->is_analysed = 1;
    release_pool(&pool);
}

void tare_analyse_case(struct tare_case *c,
                       const struct tare_analysis_settings *settings)
{
    for (size_t i = 0; c->status == TARE_STATUS_OK && i < c->measure_count; i++)
        if (c->measures[i].count > 0 &&
            c->measures[i].kind != TARE_KIND_EXACT) /* which has no shape */
            analyse_measure(&c->measures[i],
                            c->is_linear && tare_is_time(c->measures[i].name),
                            c->identity.id, settings);
}

void tare_analyse_rest(struct tare_run *run,
                       const struct tare_analysis_settings *settings)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (tare_case_is_measured(&run->cases[i]) &&
            !run->cases[i].measures[0].is_analysed)
            tare_analyse_case(&run->cases[i], settings);
    if (run->growth_count == 0)
        tare_analyse_growth(run, settings->confidence);
}
