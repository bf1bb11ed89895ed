/* SPDX-License-Identifier: MIT */
/*
 * The custom formats of github-action-benchmark: an array of entries, all of
 * them better when smaller, or all when bigger.  It turns null into 0, so
 * what is not known has no entry, and writes names between back-quotes in a
 * table without escaping them, so these and bars are replaced.
 */
#include "report/export/export_formats.h"

#include <math.h>
#include <stdio.h>

#include "report/export/json_writer.h"
#include "report/terminal/changes.h"
#include "report/terminal/rate.h"

/* The name of the series: the id, and the measure unless it is time. */
static void put_name(struct tare_json_writer *json, const char *id,
                     const char *measure)
{
    struct tare_buf shown = { 0 }, name = { 0 };

    tare_series_format(&shown, id, measure);
    for (const char *at = tare_buf_text(&shown); *at != '\0'; at++)
        if (*at == '|')
            tare_buf_puts(&name, "¦");
        else
            tare_buf_add(&name, *at == '`' ? "'" : at, 1);
    tare_json_put_text(json, "name", tare_buf_text(&name));
    tare_buf_release(&shown);
    tare_buf_release(&name);
}

/* "± 0.13", half of the interval; nothing without one. */
static void put_range(struct tare_json_writer *json, double low, double high)
{
    char text[48];

    if (!isfinite(low) || !isfinite(high))
        return;
    snprintf(text, sizeof text, "± %.3g", high / 2 - low / 2);
    tare_json_put_text(json, "range", text);
}

static void put_extra(struct tare_json_writer *json,
                      const struct tare_export_row *row)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, "launches: %zu", row->measure->count);
    if (row->verdict != NULL) {
        tare_buf_printf(&text, "\nverdict: %s", tare_export_word(row));
        if (isfinite(row->verdict->change.value)) {
            tare_buf_puts(&text, ", ");
            tare_export_change(&text, row->verdict);
        }
    }
    tare_json_put_text(json, "extra", text.data);
    tare_buf_release(&text);
}

static void put_row(struct tare_json_writer *json,
                    const struct tare_export_row *row)
{
    const struct tare_band *estimate = tare_export_estimate(row);
    int is_time = tare_export_is_time(row);

    tare_json_open(json, NULL, '{');
    put_name(json, row->id, row->measure->name);
    tare_json_put_number(json, "value", estimate->value);
    tare_json_put_text(json, "unit", is_time ? "ns/iter" : row->measure->unit);
    put_range(json, estimate->low, estimate->high);
    put_extra(json, row);
    tare_json_close(json, '}');
}

static void put_rate(struct tare_json_writer *json,
                     const struct tare_export_row *row)
{
    const struct tare_band *time = tare_export_estimate(row);
    double rate = tare_case_rate(row->c);

    if (rate <= 0)
        return;
    tare_json_open(json, NULL, '{');
    put_name(json, row->id, "throughput");
    tare_json_put_number(json, "value", rate);
    tare_json_put_text(json, "unit", tare_case_rate_unit(row->c));
    put_range(json, rate * time->value / time->high,
              rate * time->value / time->low);
    put_extra(json, row);
    tare_json_close(json, '}');
}

static void put_all(const struct tare_export_input *input,
                    enum tare_better_way better, FILE *stream)
{
    struct tare_json_writer json = { .stream = stream };

    tare_json_open(&json, NULL, '[');
    for (size_t i = 0; i < input->count; i++) {
        const struct tare_export_row *row = &input->rows[i];

        if (tare_export_estimate(row) == NULL)
            continue;
        if (row->measure->better == better)
            put_row(&json, row);
        if (better == TARE_BETTER_HIGHER && tare_export_is_time(row))
            put_rate(&json, row);
    }
    tare_json_close(&json, ']');
}

void tare_export_smaller_is_better(const struct tare_export_input *input,
                                   FILE *stream)
{
    put_all(input, TARE_BETTER_LOWER, stream);
}

void tare_export_bigger_is_better(const struct tare_export_input *input,
                                  FILE *stream)
{
    put_all(input, TARE_BETTER_HIGHER, stream);
}
