/* SPDX-License-Identifier: MIT */
#include "harness/judge/estimates.h"

#include <stdlib.h>

#include "stats/elementary.h"
#include "store/alloc.h"

int tare_measure_logs(const struct tare_measure *measure, double *values)
{
    int is_log = 1;

    for (size_t i = 0; i < measure->count; i++)
        is_log &= measure->launches[i].value > 0;
    for (size_t i = 0; i < measure->count; i++)
        values[i] = is_log ? tare_log(measure->launches[i].value)
                           : measure->launches[i].value;
    return is_log;
}

struct tare_estimate tare_measure_estimate(const struct tare_measure *measure,
                                           double confidence, int *is_log)
{
    size_t count = measure->count;
    double *values = tare_alloc(count, sizeof *values);
    double *scratch = tare_alloc(tare_estimate_scratch(count), sizeof *scratch);
    struct tare_estimate estimate;

    *is_log = tare_measure_logs(measure, values);
    estimate = *is_log
                   ? tare_estimate_launches(values, count, confidence, scratch)
                   : tare_estimate_linear(values, count, confidence, scratch);
    free(values);
    free(scratch);
    return estimate;
}
