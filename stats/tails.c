/* SPDX-License-Identifier: MIT */
#include "stats/tails.h"

#include <math.h>

#include "stats/normal.h"
#include "stats/order.h"
#include "stats/student.h"

enum {
    BEYOND = 10
};

size_t tare_tails_scratch(const struct tare_tail_question *question)
{
    return question->count * (question->resamples + 2);
}

double tare_tail_needs(double p)
{
    return p < 1 ? BEYOND / (1 - p) : 1;
}

/* ---- one set of launches ------------------------------------------------- */

static void pool_all(struct tare_log_histogram *pool,
                     const struct tare_histograms *side)
{
    *pool = (struct tare_log_histogram){ 0 };
    for (size_t i = 0; i < side->count; i++)
        tare_log_histogram_merge(pool, &side->launches[i]);
}

static void pool_drawn(struct tare_log_histogram *pool,
                       const struct tare_histograms *side, struct tare_rng *rng)
{
    *pool = (struct tare_log_histogram){ 0 };
    for (size_t i = 0; i < side->count; i++) {
        uint32_t drawn = tare_rng_below(rng, (uint32_t)side->count);

        tare_log_histogram_merge(pool, &side->launches[drawn]);
    }
}

/* ---- intervals ----------------------------------------------------------- */

/* What is left out at each end, for a confidence among so many launches. */
static double left_out(double confidence, size_t launches)
{
    double n = (double)launches;
    double t = tare_student_quantile((1 - confidence) / 2, n - 1);

    return tare_normal_cdf(t * sqrt(n / (n - 1)));
}

static struct tare_interval unbounded(double estimate)
{
    return (struct tare_interval){ estimate, -INFINITY, INFINITY, 0, 2 };
}

static struct tare_interval bounded(double estimate, double *values,
                                    const struct tare_tail_question *question,
                                    size_t launches)
{
    double out = left_out(question->confidence, launches);
    struct tare_interval interval = { estimate, 0, 0, question->confidence, 0 };

    tare_sort(values, question->resamples);
    interval.low = tare_quantile(values, question->resamples, out);
    interval.high = tare_quantile(values, question->resamples, 1 - out);
    return interval;
}

/* From the estimates and, quantile by quantile, what the resamples gave. */
static void conclude(const struct tare_tail_question *question,
                     const double *estimates, double *values, size_t launches,
                     struct tare_interval *out)
{
    for (size_t i = 0; i < question->count; i++)
        out[i] = launches < 2 || question->resamples == 0
                     ? unbounded(estimates[i])
                     : bounded(estimates[i], values + i * question->resamples,
                               question, launches);
}

/* Values are known to their buckets, but for the maximum. */
static void widen(const struct tare_tail_question *question,
                  struct tare_interval *out)
{
    for (size_t i = 0; i < question->count; i++) {
        if (out[i].needs > 0 || !(question->p[i] < 1))
            continue;
        out[i].low = tare_log_edge(tare_log_bucket(out[i].low));
        out[i].high = tare_log_edge(tare_log_bucket(out[i].high) + 1);
    }
}

/* And so both of which a change is made. */
static void widen_changes(const struct tare_tail_question *question,
                          struct tare_interval *out)
{
    const double part = 1.0 / TARE_LOG_PARTS;

    for (size_t i = 0; i < question->count; i++) {
        if (out[i].needs > 0 || !(question->p[i] < 1))
            continue;
        out[i].low = (1 + out[i].low) * (1 - part) * (1 - part) - 1;
        out[i].high = (1 + out[i].high) * (1 + part) * (1 + part) - 1;
    }
}

/* ---- one side ------------------------------------------------------------ */

void tare_tails_quantiles(const struct tare_histograms *side,
                          const struct tare_tail_question *question,
                          struct tare_rng *rng, struct tare_interval *out,
                          struct tare_log_histogram *scratch, double *numbers)
{
    double *estimates = numbers, *drawn = estimates + question->count;
    double *values = drawn + question->count;

    pool_all(scratch, side);
    tare_log_histogram_quantiles(scratch, question->p, question->count,
                                 estimates);
    for (size_t r = 0; side->count > 1 && r < question->resamples; r++) {
        pool_drawn(scratch, side, rng);
        tare_log_histogram_quantiles(scratch, question->p, question->count,
                                     drawn);
        for (size_t i = 0; i < question->count; i++)
            values[i * question->resamples + r] = drawn[i];
    }
    conclude(question, estimates, values, side->count, out);
    widen(question, out);
}

/* ---- two sides ----------------------------------------------------------- */

static double ratio(double old, double new)
{
    return old > 0 ? new / old - 1 : NAN;
}

void tare_tails_shifts(const struct tare_histograms *old_side,
                       const struct tare_histograms *new_side,
                       const struct tare_tail_question *question,
                       struct tare_rng *rng, struct tare_interval *out,
                       struct tare_log_histogram *scratch, double *numbers)
{
    double *old = numbers, *new = old + question->count;
    double *values = new + question->count;
    size_t launches =
        old_side->count < new_side->count ? old_side->count : new_side->count;

    for (size_t r = 0; launches > 1 && r < question->resamples; r++) {
        pool_drawn(scratch, old_side, rng);
        tare_log_histogram_quantiles(scratch, question->p, question->count,
                                     old);
        pool_drawn(scratch, new_side, rng);
        tare_log_histogram_quantiles(scratch, question->p, question->count,
                                     new);
        for (size_t i = 0; i < question->count; i++)
            values[i * question->resamples + r] = ratio(old[i], new[i]);
    }
    pool_all(scratch, old_side);
    tare_log_histogram_quantiles(scratch, question->p, question->count, old);
    pool_all(scratch, new_side);
    tare_log_histogram_quantiles(scratch, question->p, question->count, new);
    for (size_t i = 0; i < question->count; i++)
        old[i] = ratio(old[i], new[i]);
    conclude(question, old, values, launches, out);
    widen_changes(question, out);
}
