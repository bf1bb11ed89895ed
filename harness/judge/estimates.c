/* SPDX-License-Identifier: MIT */
#include "harness/judge/estimates.h"

#include <math.h>
#include <stdlib.h>

#include "stats/elementary.h"
#include "store/alloc.h"

size_t tare_measure_logs(const struct tare_measure *measure, double *values,
                         int *is_log)
{
    size_t count = 0;

    *is_log = 1;
    for (size_t i = 0; i < measure->count; i++)
        if (!measure->launches[i].aside) {
            *is_log &= measure->launches[i].value > 0;
            values[count++] = measure->launches[i].value;
        }
    for (size_t i = 0; *is_log && i < count; i++)
        values[i] = tare_log(values[i]);
    return count;
}

struct tare_estimate tare_measure_estimate(const struct tare_measure *measure,
                                           double confidence, int *is_log)
{
    double *values = tare_alloc(measure->count, sizeof *values);
    size_t count = tare_measure_logs(measure, values, is_log);
    double *scratch = tare_alloc(tare_estimate_scratch(count), sizeof *scratch);
    struct tare_estimate estimate =
        *is_log ? tare_estimate_launches(values, count, confidence, scratch)
                : tare_estimate_linear(values, count, confidence, scratch);

    if (*is_log)
        tare_estimate_widen(&estimate, measure->pace_error);
    free(values);
    free(scratch);
    return estimate;
}

struct tare_band tare_measure_met(const struct tare_measure *measure,
                                  double confidence)
{
    size_t count = measure->count;
    double *values = tare_alloc(count, sizeof *values), *scratch;
    int is_known = count > 0;
    struct tare_band met = { NAN, NAN, NAN, 0 };

    for (size_t i = 0; i < count; i++) {
        is_known &= measure->launches[i].quiet >= 0;
        is_known &= measure->launches[i].met > 0;
        values[i] = is_known ? tare_log(measure->launches[i].met) : 0;
    }
    if (is_known) {
        struct tare_estimate e;

        scratch = tare_alloc(tare_estimate_scratch(count), sizeof *scratch);
        e = tare_estimate_launches(values, count, confidence, scratch);
        met = (struct tare_band){ e.value, e.low, e.high, confidence };
        free(scratch);
    }
    free(values);
    return met;
}
