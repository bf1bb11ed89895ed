/* SPDX-License-Identifier: MIT */
/*
 * Google Benchmark's JSON, schema 1, in two flavours.  gbench: a repetition
 * for each launch and the usual aggregates of them, for compare.py, which
 * tests repetitions against each other and wants real and CPU time in every
 * entry.  gbench-aggregates: one entry for each case under its plain name,
 * for dashboards, which take every entry for a benchmark of its own.  Cases
 * without a time are left out: a 0 would be taken for one.
 */
#include "report/export/export_formats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/bencher_name.h"
#include "report/export/json_writer.h"
#include "stats/moments.h"
#include "stats/order.h"
#include "store/alloc.h"
#include "store/words.h"

/* A case on its way into entries. */
struct entry {
    struct tare_json_writer *json;
    const struct tare_export_row *rows; /* of the case; time is the first */
    size_t count;
    char *name; /* owned */
    size_t family;
};

/* ---- context ------------------------------------------------------------- */

static double number_of(const struct tare_facts *facts, const char *name)
{
    const struct tare_fact *fact = tare_facts_find(facts, name);

    return fact != NULL ? fact->number : NAN;
}

static void put_cache(struct tare_json_writer *json, const char *type,
                      unsigned level, double size)
{
    if (!(size > 0))
        return;
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "type", type);
    tare_json_put_count(json, "level", level);
    tare_json_put_number(json, "size", size);
    tare_json_close(json, '}');
}

static void put_context(struct tare_json_writer *json,
                        const struct tare_run *run)
{
    const struct tare_facts *machine = &run->machine;

    tare_json_open(json, "context", '{');
    tare_json_put_text(json, "date", run->started);
    tare_json_put_text(json, "host_name", tare_export_fact(machine, "host"));
    tare_json_put_text(
        json, "executable",
        run->binary_count > 0 ? run->binaries[run->binary_count - 1].path : "");
    tare_json_put_number(json, "num_cpus", number_of(machine, "cpus"));
    tare_json_open(json, "caches", '[');
    put_cache(json, "Data", 1, number_of(machine, "cache_l1d_bytes"));
    put_cache(json, "Unified", 2, number_of(machine, "cache_l2_bytes"));
    put_cache(json, "Unified", 3, number_of(machine, "cache_l3_bytes"));
    tare_json_close(json, ']');
    tare_json_put_text(json, "library_build_type", "release");
    tare_json_put_count(json, "json_schema_version", 1);
    tare_json_put_text(json, "harness", "tare");
    tare_json_put_text(json, "harness_version",
                       tare_export_fact(&run->settings, "tare"));
    tare_json_put_text(json, "cpu", tare_export_fact(machine, "cpu"));
    tare_json_close(json, '}');
}

/* ---- launches ------------------------------------------------------------ */

static const struct tare_measure *time_of(const struct entry *entry)
{
    return entry->rows[0].measure;
}

/* For one iteration; real time where it was not measured. */
static double cpu_of(const struct tare_launch *launch)
{
    uint64_t iterations = tare_export_iterations(launch);
    double cpu_ns = 0;

    for (size_t i = 0; i < launch->count; i++)
        cpu_ns += launch->samples[i].cpu_ns;
    return cpu_ns > 0 && iterations > 0 ? cpu_ns / (double)iterations
                                        : launch->value;
}

/* One number of each launch that counts, so many.  Returned. */
static double *collect(const struct tare_measure *time,
                       double (*value)(const struct tare_launch *launch),
                       size_t *count)
{
    double *values = tare_alloc(time->count, sizeof *values);

    *count = 0;
    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside)
            values[(*count)++] = value(&time->launches[i]);
    return values;
}

static double real_of(const struct tare_launch *launch)
{
    return launch->value;
}

/* ---- entries ------------------------------------------------------------- */

/* What all entries of a case begin with; the name gets the suffix. */
static void open_entry(const struct entry *entry, const char *run_type,
                       const char *suffix)
{
    struct tare_json_writer *json = entry->json;
    struct tare_buf name = { 0 };

    tare_buf_puts(&name, entry->name);
    tare_buf_puts(&name, suffix);
    tare_json_open(json, NULL, '{');
    tare_json_put_text(json, "name", name.data);
    tare_json_put_count(json, "family_index", entry->family);
    tare_json_put_count(json, "per_family_instance_index", 0);
    tare_json_put_text(json, "run_name", entry->name);
    tare_json_put_text(json, "run_type", run_type);
    tare_json_put_count(json, "repetitions", time_of(entry)->count);
    tare_json_put_count(json, "threads", entry->rows[0].c->identity.threads);
    tare_buf_release(&name);
}

static void put_times(struct tare_json_writer *json, double real, double cpu)
{
    tare_json_put_number(json, "real_time", real);
    tare_json_put_number(json, "cpu_time", cpu);
    tare_json_put_text(json, "time_unit", "ns");
}

/* Work per second, at that time for one iteration. */
static void put_rates(const struct entry *entry, double real)
{
    const struct tare_case *c = entry->rows[0].c;
    double per_second = c->identity.threads * 1e9 / real;

    if (!(real > 0))
        return;
    if (c->work.bytes > 0)
        tare_json_put_number(entry->json, "bytes_per_second",
                             c->work.bytes * per_second);
    if (c->work.items > 0)
        tare_json_put_number(entry->json, "items_per_second",
                             c->work.items * per_second);
}

/* A counter is a member beside the others and must not be one of them. */
static void put_counter(struct tare_json_writer *json, const char *name,
                        double value)
{
    static const char taken[] =
        "name family_index per_family_instance_index run_name run_type "
        "repetitions threads repetition_index iterations real_time cpu_time "
        "time_unit aggregate_name aggregate_unit bytes_per_second "
        "items_per_second label error_occurred error_message";
    struct tare_buf text = { 0 };

    if (tare_is_among(name, taken))
        tare_buf_puts(&text, "reported_");
    tare_buf_puts(&text, name);
    tare_json_put_number(json, text.data, value);
    tare_buf_release(&text);
}

static void put_repetition(const struct entry *entry, size_t index)
{
    const struct tare_launch *launch = &time_of(entry)->launches[index];
    struct tare_json_writer *json = entry->json;

    open_entry(entry, "iteration", "");
    tare_json_put_count(json, "repetition_index", index);
    tare_json_put_count(json, "iterations", tare_export_iterations(launch));
    put_times(json, launch->value, cpu_of(launch));
    put_rates(entry, launch->value);
    for (size_t i = 1; i < entry->count; i++) {
        const struct tare_measure *measure = entry->rows[i].measure;

        if (measure != NULL && index < measure->count)
            put_counter(json, measure->name, measure->launches[index].value);
    }
    tare_json_close(json, '}');
}

static void put_aggregate(const struct entry *entry, const char *name,
                          const char *unit, double real, double cpu)
{
    char suffix[16] = "_";

    strcat(suffix, name);
    open_entry(entry, "aggregate", suffix);
    tare_json_put_text(entry->json, "aggregate_name", name);
    tare_json_put_text(entry->json, "aggregate_unit", unit);
    tare_json_put_count(entry->json, "iterations", time_of(entry)->count);
    put_times(entry->json, real, cpu);
    tare_json_close(entry->json, '}');
}

static void put_aggregates(const struct entry *entry)
{
    size_t count;
    double *real = collect(time_of(entry), real_of, &count);
    double *cpu = collect(time_of(entry), cpu_of, &count);
    double real_mean = tare_mean(real, count), cpu_mean = tare_mean(cpu, count);
    double real_sd = tare_std_dev(real, count),
           cpu_sd = tare_std_dev(cpu, count);

    tare_sort(real, count);
    tare_sort(cpu, count);
    put_aggregate(entry, "mean", "time", real_mean, cpu_mean);
    put_aggregate(entry, "median", "time", tare_median(real, count),
                  tare_median(cpu, count));
    put_aggregate(entry, "stddev", "time", real_sd, cpu_sd);
    put_aggregate(entry, "cv", "percentage",
                  real_mean > 0 ? real_sd / real_mean : 0,
                  cpu_mean > 0 ? cpu_sd / cpu_mean : 0);
    free(real);
    free(cpu);
}

static void put_repetitions(const struct entry *entry)
{
    size_t count = time_of(entry)->count;

    for (size_t i = 0; i < count; i++)
        if (!time_of(entry)->launches[i].aside)
            put_repetition(entry, i);
    if (count > 1)
        put_aggregates(entry);
}

/* The estimate, which is a median of launches, as one entry. */
static void put_estimate(const struct entry *entry)
{
    const struct tare_measure *time = time_of(entry);
    struct tare_json_writer *json = entry->json;
    size_t count;
    double *cpu = collect(time, cpu_of, &count);
    uint64_t iterations = 0;

    tare_sort(cpu, count);
    for (size_t i = 0; i < time->count; i++)
        iterations += tare_export_iterations(&time->launches[i]);
    open_entry(entry, "aggregate", "");
    tare_json_put_text(json, "aggregate_name", "median");
    tare_json_put_text(json, "aggregate_unit", "time");
    tare_json_put_count(json, "iterations", iterations);
    put_times(json, time->estimate.value, tare_median(cpu, count));
    put_rates(entry, time->estimate.value);
    for (size_t i = 1; i < entry->count; i++) {
        const struct tare_band *estimate =
            tare_export_estimate(&entry->rows[i]);

        if (estimate != NULL)
            put_counter(json, entry->rows[i].measure->name, estimate->value);
    }
    tare_json_close(json, '}');
    free(cpu);
}

/* ---- the document -------------------------------------------------------- */

static void put_document(const struct tare_export_input *input, FILE *stream,
                         void (*put)(const struct entry *entry))
{
    struct tare_json_writer json = { .stream = stream };
    size_t family = 0, end;

    tare_json_open(&json, NULL, '{');
    put_context(&json, input->run);
    tare_json_open(&json, "benchmarks", '[');
    for (size_t i = 0; i < input->count; i = end) {
        struct tare_buf name = { 0 };

        end = tare_export_case_end(input, i);
        if (!tare_export_has_time(&input->rows[i]))
            continue;
        tare_bencher_name(&name, input->rows[i].id, TARE_BENCHER_NAME_MAX);
        put(&(struct entry){ &json, &input->rows[i], end - i, name.data,
                             family++ });
        tare_buf_release(&name);
    }
    tare_json_close(&json, ']');
    tare_json_close(&json, '}');
}

void tare_export_gbench(const struct tare_export_input *input, FILE *stream)
{
    put_document(input, stream, put_repetitions);
}

void tare_export_gbench_aggregates(const struct tare_export_input *input,
                                   FILE *stream)
{
    put_document(input, stream, put_estimate);
}
