/* SPDX-License-Identifier: MIT */
/* Bencher Metric Format: case → measure → value with bounds.  Time is its
 * latency in nanoseconds, work per second its throughput. */
#include "report/export/export_formats.h"

#include <string.h>

#include "report/export/bencher_name.h"
#include "report/export/json_writer.h"
#include "report/terminal/rate.h"

static void put_metric(struct tare_json_writer *json, const char *name,
                       double value, double low, double high)
{
    tare_json_open(json, name, '{');
    tare_json_put_number(json, "value", value);
    tare_json_put_number(json, "lower_value", low);
    tare_json_put_number(json, "upper_value", high);
    tare_json_close(json, '}');
}

/* A reported measure must not take the name of one of ours, or be there
 * twice. */
static void add_measure_name(struct tare_buf *name, const char *measure)
{
    static const char reported[] = "reported-";
    int is_ours = strcmp(measure, "latency") == 0 ||
                  strcmp(measure, "throughput") == 0 ||
                  strncmp(measure, reported, sizeof reported - 1) == 0;

    if (is_ours)
        tare_buf_puts(name, reported);
    tare_bencher_name(name, measure, TARE_BENCHER_MEASURE_MAX);
}

static void put_rate(struct tare_json_writer *json, const struct tare_case *c)
{
    const struct tare_band *time = &c->measures[0].estimate;
    double rate = tare_case_rate(c);

    if (rate > 0)
        put_metric(json, "throughput", rate, rate * time->value / time->high,
                   rate * time->value / time->low);
}

static void put_row(struct tare_json_writer *json,
                    const struct tare_export_row *row)
{
    const struct tare_band *estimate = tare_export_estimate(row);
    struct tare_buf name = { 0 };

    if (estimate == NULL)
        return;
    if (tare_export_is_time(row)) {
        put_metric(json, "latency", estimate->value, estimate->low,
                   estimate->high);
        put_rate(json, row->c);
        return;
    }
    add_measure_name(&name, row->measure->name);
    put_metric(json, name.data, estimate->value, estimate->low, estimate->high);
    tare_buf_release(&name);
}

static int has_estimate(const struct tare_export_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tare_export_estimate(&rows[i]) != NULL)
            return 1;
    return 0;
}

void tare_export_bmf(const struct tare_export_input *input, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream };
    size_t end;

    tare_json_open(&json, NULL, '{');
    for (size_t i = 0; i < input->count; i = end) {
        struct tare_buf name = { 0 };

        end = tare_export_case_end(input, i);
        if (!has_estimate(&input->rows[i], end - i))
            continue;
        tare_bencher_name(&name, input->rows[i].id, TARE_BENCHER_NAME_MAX);
        tare_json_open(&json, name.data, '{');
        for (size_t j = i; j < end; j++)
            put_row(&json, &input->rows[j]);
        tare_json_close(&json, '}');
        tare_buf_release(&name);
    }
    tare_json_close(&json, '}');
}
