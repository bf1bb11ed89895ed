/* SPDX-License-Identifier: MIT */
/*
 * OTLP/JSON: what a collector of OpenTelemetry takes as the body of a request,
 * and one of its receivers as a line of a file, hence all in one line.  64-bit
 * integers are strings there.  Metrics without a data point are not there.
 */
#include "report/export/export_formats.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/export/bins.h"
#include "report/export/gauges.h"
#include "report/export/json_writer.h"
#include "report/export/run_times.h"

enum {
    DELTA = 1 /* AggregationTemporality: of this run and of no other */
};

struct writer {
    struct tare_json_writer json;
    const struct tare_export_input *input;
    struct tare_run_times times;
};

/* ---- parts --------------------------------------------------------------- */

/* Nothing where the value is not known. */
static void put_attribute(void *context, const char *key, const char *value)
{
    struct writer *writer = context;
    struct tare_json_writer *json = &writer->json;

    if (value == NULL)
        return;
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "key", key);
    tare_json_open(json, "value", '{');
    tare_json_put_text(json, "stringValue", value);
    tare_json_close(json, '}');
    tare_json_close(json, '}');
}

static void put_integer(struct tare_json_writer *json, const char *name,
                        uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    tare_json_put_text(json, name, text);
}

static void put_time(struct writer *writer, const char *name, uint64_t time_ns)
{
    if (time_ns > 0)
        put_integer(&writer->json, name, time_ns);
}

/* A metric up to its data points, unless it is there already. */
static void begin_metric(struct writer *writer, int *is_there, const char *name,
                         const char *unit, const char *help, const char *kind)
{
    struct tare_json_writer *json = &writer->json;

    if (*is_there)
        return;
    *is_there = 1;
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "name", name);
    tare_json_put_text(json, "description", help);
    if (unit[0] != '\0')
        tare_json_put_text(json, "unit", unit);
    tare_json_open(json, kind, '{');
    if (strcmp(kind, "histogram") == 0)
        tare_json_put_count(json, "aggregationTemporality", DELTA);
    tare_json_open(json, "dataPoints", '[');
}

static void end_metric(struct writer *writer, int is_there)
{
    if (!is_there)
        return;
    tare_json_close(&writer->json, ']');
    tare_json_close(&writer->json, '}');
    tare_json_close(&writer->json, '}');
}

/* ---- gauges -------------------------------------------------------------- */

static void put_point(struct writer *writer, const struct tare_gauge *gauge,
                      const struct tare_export_row *row, int stat, double value)
{
    struct tare_json_writer *json = &writer->json;

    tare_json_open(json, NULL, '{');
    tare_json_open(json, "attributes", '[');
    tare_gauge_labels(gauge, row, stat, put_attribute, writer);
    tare_json_close(json, ']');
    put_time(writer, "timeUnixNano", writer->times.end_ns);
    tare_json_put_number(json, "asDouble", value);
    tare_json_close(json, '}');
}

static void put_gauge(struct writer *writer, const struct tare_gauge *gauge)
{
    const struct tare_export_input *input = writer->input;
    int is_there = 0;

    for (size_t i = 0; i < input->count; i++)
        for (int stat = 0; tare_gauge_has_stat(gauge, stat); stat++) {
            double value = gauge->value(&input->rows[i], stat);

            if (!isfinite(value))
                continue;
            begin_metric(writer, &is_there, gauge->dotted_name,
                         gauge->dotted_unit, gauge->help, "gauge");
            put_point(writer, gauge, &input->rows[i], stat, value);
        }
    end_metric(writer, is_there);
}

/* ---- histograms ---------------------------------------------------------- */

static int follows_a_gap(const struct tare_bins *bins, size_t i)
{
    return i == 0 || bins->items[i].low > bins->items[i - 1].high;
}

/* One bucket more than bounds: the first and the last are open. */
static void put_buckets(struct tare_json_writer *json,
                        const struct tare_bins *bins)
{
    tare_json_open(json, "explicitBounds", '[');
    for (size_t i = 0; i < bins->count; i++) {
        if (follows_a_gap(bins, i))
            tare_json_put_number(json, NULL, bins->items[i].low);
        tare_json_put_number(json, NULL, bins->items[i].high);
    }
    tare_json_close(json, ']');
    tare_json_open(json, "bucketCounts", '[');
    for (size_t i = 0; i < bins->count; i++) {
        if (follows_a_gap(bins, i))
            put_integer(json, NULL, 0);
        put_integer(json, NULL, bins->items[i].count);
    }
    put_integer(json, NULL, 0);
    tare_json_close(json, ']');
}

static void put_distribution(struct writer *writer, const char *id,
                             const struct tare_bins *bins)
{
    struct tare_json_writer *json = &writer->json;
    uint64_t count = 0;

    for (size_t i = 0; i < bins->count; i++)
        count += bins->items[i].count;
    tare_json_open(json, NULL, '{');
    tare_json_open(json, "attributes", '[');
    put_attribute(writer, "benchmark", id);
    tare_json_close(json, ']');
    put_time(writer, "startTimeUnixNano", writer->times.start_ns);
    put_time(writer, "timeUnixNano", writer->times.end_ns);
    put_integer(json, "count", count);
    tare_json_put_number(json, "sum", bins->sum);
    tare_json_put_number(json, "min", bins->min);
    tare_json_put_number(json, "max", bins->max);
    put_buckets(json, bins);
    tare_json_close(json, '}');
}

static void
put_histogram(struct writer *writer, const char *name, const char *help,
              void (*find)(struct tare_bins *bins, const struct tare_case *c))
{
    const struct tare_export_input *input = writer->input;
    int is_there = 0;

    for (size_t i = 0; i < input->count; i++) {
        struct tare_bins bins = { 0 };

        if (input->rows[i].is_first && input->rows[i].c != NULL)
            find(&bins, input->rows[i].c);
        if (bins.count > 0) {
            begin_metric(writer, &is_there, name, "s", help, "histogram");
            put_distribution(writer, input->rows[i].id, &bins);
        }
        tare_bins_release(&bins);
    }
    end_metric(writer, is_there);
}

/* ---- the request --------------------------------------------------------- */

/* As OpenTelemetry calls them, and the kernel. */
static const char *architecture(const char *name)
{
    static const char *const pairs[][2] = { { "x86_64", "amd64" },
                                            { "aarch64", "arm64" },
                                            { "i686", "x86" } };

    for (size_t i = 0; name != NULL && i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(name, pairs[i][0]) == 0)
            return pairs[i][1];
    return name;
}

static void put_resource(struct writer *writer, const char *version)
{
    const struct tare_facts *machine = &writer->input->run->machine;

    tare_json_open(&writer->json, "resource", '{');
    tare_json_open(&writer->json, "attributes", '[');
    put_attribute(writer, "service.name", "tare");
    put_attribute(writer, "service.version", version);
    put_attribute(writer, "host.name", tare_export_fact(machine, "host"));
    put_attribute(writer, "host.arch",
                  architecture(tare_export_fact(machine, "architecture")));
    put_attribute(writer, "host.cpu.model.name",
                  tare_export_fact(machine, "cpu"));
    put_attribute(writer, "os.type", "linux");
    put_attribute(writer, "os.version", tare_export_fact(machine, "kernel"));
    tare_json_close(&writer->json, ']');
    tare_json_close(&writer->json, '}');
}

static void put_scope(struct writer *writer, const char *version)
{
    struct tare_json_writer *json = &writer->json;

    tare_json_open(json, NULL, '{');
    tare_json_open(json, "scope", '{');
    tare_json_put_text(json, "name", "tare");
    tare_json_put_text(json, "version", version);
    tare_json_close(json, '}');
    tare_json_open(json, "metrics", '[');
    for (size_t i = 0; i < tare_gauge_count; i++)
        put_gauge(writer, &tare_gauges[i]);
    put_histogram(writer, "tare.time.launches",
                  "Time of one iteration, of each launch.",
                  tare_bins_of_launches);
    put_histogram(writer, "tare.latency", "Iterations that were timed alone.",
                  tare_bins_of_latency);
    tare_json_close(json, ']');
    tare_json_close(json, '}');
}

void tare_export_otlp(const struct tare_export_input *input, FILE *stream)
{
    struct writer writer = { .json = { .stream = stream, .flat_depth = 1 },
                             .input = input,
                             .times = tare_run_times(input->run) };
    struct tare_json_writer *json = &writer.json;
    const char *version = tare_export_fact(&input->run->settings, "tare");

    tare_json_open(json, NULL, '{');
    tare_json_open(json, "resourceMetrics", '[');
    tare_json_open(json, NULL, '{');
    put_resource(&writer, version);
    tare_json_open(json, "scopeMetrics", '[');
    put_scope(&writer, version);
    tare_json_close(json, ']');
    tare_json_close(json, '}');
    tare_json_close(json, ']');
    tare_json_close(json, '}');
}
