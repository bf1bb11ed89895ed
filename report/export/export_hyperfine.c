/* SPDX-License-Identifier: MIT */
/*
 * As hyperfine exports: an entry for each case, seconds for one iteration, a
 * "run" for each launch.  CPU time is not known apart for user and system, so
 * all of it is user's.
 */
#include "report/export/export_formats.h"

#include <stdlib.h>
#include <string.h>

#include "report/export/bencher_name.h"
#include "report/export/json_writer.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "store/alloc.h"
#include "store/number.h"

#define NS_PER_S 1e9

static double cpu_s(const struct tare_measure *measure)
{
    double cpu_ns = 0, iterations = 0;

    for (size_t i = 0; i < measure->count; i++)
        for (size_t j = 0; j < measure->launches[i].count; j++) {
            const struct tare_sample *sample = &measure->launches[i].samples[j];

            cpu_ns += sample->cpu_ns;
            iterations += (double)sample->iterations;
        }
    return iterations > 0 ? cpu_ns / iterations / NS_PER_S : 0;
}

/* Sorts the launch values.  Of one launch there is no deviation. */
static void put_times(struct tare_json_writer *json, double *values,
                      size_t count)
{
    tare_sort(values, count);
    tare_json_put_number(json, "mean", tare_mean(values, count));
    tare_json_put_number(json, "stddev", tare_std_dev(values, count));
    tare_json_put_number(json, "median", tare_median(values, count));
}

static void put_parameters(struct tare_json_writer *json,
                           const struct tare_identity *identity)
{
    if (identity->arg_count == 0)
        return;
    tare_json_open(json, "parameters", '{');
    for (size_t i = 0; i < identity->arg_count; i++) {
        const struct tare_arg_value *arg = &identity->args[i];
        char number[TARE_NUMBER_SIZE];

        if (arg->text == NULL)
            tare_number_format(number, arg->number);
        tare_json_put_text(json, arg->name,
                           arg->text != NULL ? arg->text : number);
    }
    tare_json_close(json, '}');
}

static void put_case(struct tare_json_writer *json,
                     const struct tare_export_row *row)
{
    const struct tare_measure *time = row->measure;
    double *values = tare_alloc(2 * time->count, sizeof *values);
    double *sorted = values + time->count;
    size_t count = 0;
    struct tare_buf name = { 0 };

    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside)
            values[count++] = time->launches[i].value / NS_PER_S;
    memcpy(sorted, values, count * sizeof *sorted);
    tare_bencher_name(&name, row->id, TARE_BENCHER_NAME_MAX);
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "command", name.data);
    put_times(json, sorted, count);
    tare_json_put_number(json, "user", cpu_s(time));
    tare_json_put_count(json, "system", 0);
    tare_json_put_number(json, "min", sorted[0]);
    tare_json_put_number(json, "max", sorted[count - 1]);
    tare_json_open(json, "times", '[');
    for (size_t i = 0; i < count; i++)
        tare_json_put_number(json, NULL, values[i]);
    tare_json_close(json, ']');
    tare_json_open(json, "exit_codes", '[');
    for (size_t i = 0; i < count; i++)
        tare_json_put_count(json, NULL, 0);
    tare_json_close(json, ']');
    put_parameters(json, &row->c->identity);
    tare_json_close(json, '}');
    tare_buf_release(&name);
    free(values);
}

void tare_export_hyperfine(const struct tare_export_input *input, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream };

    tare_json_open(&json, NULL, '{');
    tare_json_open(&json, "results", '[');
    for (size_t i = 0; i < input->count; i++) {
        const struct tare_export_row *row = &input->rows[i];

        if (tare_export_has_time(row))
            put_case(&json, row);
    }
    tare_json_close(&json, ']');
    tare_json_close(&json, '}');
}
