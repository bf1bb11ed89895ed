/* SPDX-License-Identifier: MIT */
#include "stats/estimate.h"

#include <math.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "stats/student.h"

#define TRIM        0.1
#define BATCHES     6
#define DEGREES_MAX 1e6 /* as good as normal */

/* Standard error of the mean of batches of consecutive values. */
static double batch_error(const double *values, size_t count)
{
    double batch[BATCHES];

    for (size_t i = 0; i < BATCHES; i++) {
        size_t from = i * count / BATCHES, to = (i + 1) * count / BATCHES;

        batch[i] = tare_mean(values + from, to - from);
    }
    return tare_std_dev(batch, BATCHES) / sqrt(BATCHES);
}

/* The part of the launches that is kept: the winsorised values are as many as
 * the launches but speak for these only (Tukey & McLaughlin 1963). */
static double kept_share(const struct tare_estimate *e)
{
    return 1.0 - 2.0 * (double)e->trimmed / (double)e->count;
}

static void add_launch_error(struct tare_estimate *e, const double *sorted)
{
    double n = (double)e->count;

    e->launch_error = tare_winsorised_std_dev(sorted, e->count, TRIM) /
                      (kept_share(e) * sqrt(n));
    e->standard_error = e->launch_error;
    e->degrees = n - 2.0 * (double)e->trimmed - 1.0;
}

/* Takes the batches' error instead where that is larger. */
static void add_session_error(struct tare_estimate *e, const double *winsorised)
{
    if (e->count < TARE_BATCHED_LAUNCHES)
        return;
    e->session_error = batch_error(winsorised, e->count) / kept_share(e);
    if (e->session_error > e->launch_error) {
        e->standard_error = e->session_error;
        e->degrees = BATCHES - 1;
    }
}

static void set_interval(struct tare_estimate *e, double value)
{
    double margin =
        e->standard_error *
        tare_student_quantile(0.5 + 0.5 * e->confidence, e->degrees);

    e->low = value - margin;
    e->high = value + margin;
}

size_t tare_estimate_scratch(size_t count)
{
    return count;
}

struct tare_estimate tare_estimate_linear(const double *values, size_t count,
                                          double confidence, double *scratch)
{
    struct tare_estimate e = { .value = NAN, .low = NAN, .high = NAN };
    double lowest, highest;

    e.confidence = confidence > 0.0 && confidence < 1.0 ? confidence : 0.95;
    e.count = count;
    e.trimmed = tare_trimmed_count(count, TRIM);
    e.needs = count < 2 ? 2 : 0;
    if (count == 0)
        return e;
    memcpy(scratch, values, count * sizeof *values);
    tare_sort(scratch, count);
    lowest = scratch[e.trimmed];
    highest = scratch[count - 1 - e.trimmed];
    e.not_finite = isnan(scratch[count - 1]) || isinf(lowest) || isinf(highest);
    if (e.not_finite)
        return e;
    e.value = tare_trimmed_mean(scratch, count, TRIM);
    if (count < 2)
        return e;
    add_launch_error(&e, scratch);
    /* back in time order, those beyond the cuts pulled in to them */
    for (size_t i = 0; i < count; i++)
        scratch[i] = fmin(fmax(values[i], lowest), highest);
    add_session_error(&e, scratch);
    set_interval(&e, e.value);
    return e;
}

struct tare_estimate tare_estimate_launches(const double *log_values,
                                            size_t count, double confidence,
                                            double *scratch)
{
    struct tare_estimate e =
        tare_estimate_linear(log_values, count, confidence, scratch);

    e.value = tare_exp(e.value);
    e.low = tare_exp(e.low);
    e.high = tare_exp(e.high);
    return e;
}

/* The degrees of freedom are those of the sum (Satterthwaite 1946), to which an
 * error that is known adds nothing uncertain. */
void tare_estimate_widen(struct tare_estimate *e, double error)
{
    double square = e->standard_error * e->standard_error, sum;

    if (!(error > 0) || isnan(e->low))
        return;
    sum = square + error * error;
    e->degrees *= fmin(sum * sum / (square * square), DEGREES_MAX);
    e->standard_error = sqrt(sum);
    set_interval(e, tare_log(e->value));
    e->low = tare_exp(e->low);
    e->high = tare_exp(e->high);
}

/* On the log scale the upper side is the longer one, and is the margin m of
 * ln value as exp(m) - 1. */
double tare_estimate_half_width(const struct tare_estimate *estimate)
{
    double side =
        fmax(estimate->high - estimate->value, estimate->value - estimate->low);

    if (isnan(side))
        return INFINITY;
    return side == 0.0 ? 0.0 : side / fabs(estimate->value);
}
