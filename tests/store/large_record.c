/* SPDX-License-Identifier: MIT */
/*
 * Writes a record as large as one likes, and reads it back: for measuring what
 * that takes.
 *
 *     cc -O2 -I. -o build/large_record tests/store/large_record.c \
 *         build/libtare.a -lm -pthread
 *     build/large_record write CASES LAUNCHES SAMPLES FILE
 *     /usr/bin/time -v build/large_record read FILE...
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/rng.h"
#include "store/alloc.h"
#include "store/json.h"
#include "store/load.h"

static struct tare_rng rng;

static double near(double value, double spread)
{
    return value * (1 + spread * (tare_rng_unit(&rng) - 0.5));
}

static struct tare_figure make_figure(double value)
{
    return (struct tare_figure){ near(value, 0.01), near(value, 0.02),
                                 near(value, 0.02), near(value / 100, 0.1) };
}

static void fill_launch(struct tare_launch *launch, size_t samples)
{
    launch->start_s = near(1000, 1);
    launch->setup_ns = floor(near(10000, 1));
    launch->samples = tare_alloc(samples, sizeof *launch->samples);
    for (launch->count = 0; launch->count < samples; launch->count++)
        launch->samples[launch->count] = (struct tare_sample){
            .iterations = 12279,
            .value = floor(near(2.5e6, 0.1)) / 12279,
            .cpu_ns = floor(near(2.5e6, 0.1)),
            .switches = tare_rng_unit(&rng) < 0.05,
            .steal_ns = 0,
            .throttled = 0,
        };
    launch->value = launch->samples[samples / 2].value;
}

static void fill_measure(struct tare_measure *time, size_t launches,
                         size_t samples)
{
    time->has_estimate = time->is_analysed = 1;
    time->estimate = (struct tare_band){ near(200, 0.1), near(199, 0.1),
                                         near(201, 0.1), 0.95 };
    time->spread = near(0.01, 1);
    time->mean = make_figure(200);
    time->median = make_figure(200);
    time->std_dev = make_figure(3);
    time->mad = make_figure(2);
    time->slope.value = NAN;
    time->launches = tare_alloc(launches, sizeof *time->launches);
    for (time->count = 0; time->count < launches; time->count++)
        fill_launch(&time->launches[time->count], samples);
}

static void fill_case(struct tare_case *c, size_t number, size_t launches,
                      size_t samples)
{
    char id[64];

    snprintf(id, sizeof id, "group%zu/name/n=%zu", number / 10, number % 10);
    c->identity.id = tare_strdup(id);
    snprintf(id, sizeof id, "group%zu", number / 10);
    c->identity.group = tare_strdup(id);
    c->identity.name = tare_strdup("name");
    c->identity.args[0].name = tare_strdup("n");
    c->identity.args[0].number = (double)(number % 10);
    c->identity.arg_count = c->identity.threads = 1;
    c->identity.file = tare_strdup("benches/large_bench.c");
    c->samples = (unsigned)samples;
    c->iterations = 12279;
    fill_measure(tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                       TARE_KIND_NOISY),
                 launches, samples);
}

static int write_record(size_t cases, size_t launches, size_t samples,
                        const char *path, struct tare_err *err)
{
    struct tare_run run = { 0 };
    int status;

    tare_rng_seed(&rng, 1);
    run.started = tare_strdup("2026-01-01T00:00:00Z");
    run.binaries = tare_alloc(1, sizeof *run.binaries);
    run.binary_count = 1;
    run.binaries[0].path = tare_strdup("build/benches/large_bench");
    run.cases = tare_alloc(cases, sizeof *run.cases);
    for (; run.case_count < cases; run.case_count++)
        fill_case(&run.cases[run.case_count], run.case_count, launches,
                  samples);
    status = tare_run_save(&run, path, err);
    tare_run_release(&run);
    return status;
}

/* All of them are in memory together, as when two are compared. */
static int read_records(char **paths, size_t count, struct tare_err *err)
{
    struct tare_run *runs = tare_alloc(count, sizeof *runs);
    int status = 0;

    for (size_t i = 0; i < count && status == 0; i++)
        status = tare_run_load(&runs[i], paths[i], TARE_LOAD_LAUNCHES, err);
    for (size_t i = 0; i < count; i++) {
        printf("%s: %zu cases\n", paths[i], runs[i].case_count);
        tare_run_release(&runs[i]);
    }
    free(runs);
    return status;
}

int main(int argc, char **argv)
{
    struct tare_err err = { 0 };
    int status = TARE_EUSAGE;

    if (argc == 6 && strcmp(argv[1], "write") == 0)
        status =
            write_record(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10),
                         strtoul(argv[4], NULL, 10), argv[5], &err);
    else if (argc > 2 && strcmp(argv[1], "read") == 0)
        status = read_records(argv + 2, (size_t)argc - 2, &err);
    if (status < 0)
        fprintf(stderr, "large_record: %s\n",
                status == TARE_EUSAGE ? "see its source" : err.text);
    return -status;
}
