/* SPDX-License-Identifier: MIT */
/*
 * Text that both OpenMetrics and the older Prometheus parser read: families
 * in one piece, TYPE, UNIT and HELP before them, base units, "# EOF" at the
 * end, no timestamps.  Everything is a gauge, because the older parser knows
 * no info.
 */
#include "report/export/export_formats.h"

#include <math.h>

#include "report/export/gauges.h"
#include "report/export/run_times.h"
#include "store/number.h"

static void put_label(FILE *stream, const char *separator, const char *name,
                      const char *value)
{
    fprintf(stream, "%s%s=\"", separator, name);
    tare_export_put(stream, value, "\\\"", "\\%c");
    putc('"', stream);
}

static void put_head(FILE *stream, const char *name, const char *unit,
                     const char *help)
{
    fprintf(stream, "# TYPE %s gauge\n", name);
    if (unit != NULL)
        fprintf(stream, "# UNIT %s %s\n", name, unit);
    fprintf(stream, "# HELP %s %s\n", name, help);
}

struct labels {
    FILE *stream;
    const char *separator;
};

static void add_label(void *context, const char *name, const char *value)
{
    struct labels *labels = context;

    put_label(labels->stream, labels->separator, name, value);
    labels->separator = ",";
}

static void put_sample(FILE *stream, const struct tare_gauge *family,
                       const struct tare_export_row *row, int stat,
                       double value)
{
    struct labels labels = { stream, "{" };
    char text[TARE_NUMBER_SIZE];

    fputs(family->name, stream);
    tare_gauge_labels(family, row, stat, add_label, &labels);
    tare_number_format(text, value);
    fprintf(stream, "} %s\n", text);
}

/* A family without a sample is not there. */
static void put_family(FILE *stream, const struct tare_gauge *family,
                       const struct tare_export_input *input)
{
    int has_head = 0;

    for (size_t i = 0; i < input->count; i++)
        for (int stat = 0; tare_gauge_has_stat(family, stat); stat++) {
            double value = family->value(&input->rows[i], stat);

            if (!isfinite(value))
                continue;
            if (!has_head)
                put_head(stream, family->name, family->unit, family->help);
            has_head = 1;
            put_sample(stream, family, &input->rows[i], stat, value);
        }
}

static void put_fact(FILE *stream, const char *separator, const char *label,
                     const char *text)
{
    put_label(stream, separator, label, text != NULL ? text : "");
}

static void put_run(FILE *stream, const struct tare_run *run)
{
    put_head(stream, "tare_run_info", NULL, "The run, by its labels.");
    fputs("tare_run_info", stream);
    put_fact(stream, "{", "version", tare_export_fact(&run->settings, "tare"));
    put_fact(stream, ",", "host", tare_export_fact(&run->machine, "host"));
    put_fact(stream, ",", "cpu", tare_export_fact(&run->machine, "cpu"));
    put_fact(stream, ",", "kernel", tare_export_fact(&run->machine, "kernel"));
    put_fact(stream, ",", "started", run->started);
    fputs("} 1\n", stream);
}

/* For those who want to know how old the numbers are. */
static void put_end(FILE *stream, const struct tare_run *run)
{
    double end_s = (double)tare_run_times(run).end_ns / 1e9;
    char text[TARE_NUMBER_SIZE];

    if (end_s <= 0)
        return;
    put_head(stream, "tare_ended_timestamp_seconds", "seconds",
             "When the run ended, in seconds since 1970.");
    tare_number_format(text, end_s);
    fprintf(stream, "tare_ended_timestamp_seconds %s\n", text);
}

void tare_export_openmetrics(const struct tare_export_input *input,
                             FILE *stream)
{
    put_run(stream, input->run);
    put_end(stream, input->run);
    for (size_t i = 0; i < tare_gauge_count; i++)
        put_family(stream, &tare_gauges[i], input);
    fputs("# EOF\n", stream);
}
