/* SPDX-License-Identifier: MIT */
/* A run with all that a record can hold. */
#ifndef TARE_TESTS_STORE_WHOLE_RUN_H
#define TARE_TESTS_STORE_WHOLE_RUN_H

#include <math.h>
#include <string.h>

#include "store/alloc.h"
#include "store/record.h"

static const char hash[] =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static struct tare_figure make_figure(double value)
{
    return (struct tare_figure){ value, value - 1, NAN, 1.0 / 3 };
}

static void add_samples(struct tare_launch *launch, size_t count)
{
    launch->samples = tare_alloc(count, sizeof *launch->samples);
    launch->count = count;
    for (size_t i = 0; i < count; i++)
        launch->samples[i] =
            (struct tare_sample){ .iterations = i < 2 ? 7 : 9007199254740991,
                                  .value = 1.0 / (double)(i + 3),
                                  .cpu_ns = (double)(i % 2),
                                  .switches = (uint32_t)i,
                                  .faults = 3,
                                  .major_faults = i == 2 ? UINT32_MAX : 0,
                                  .steal_ns = i == 1 ? -1 : (double)i,
                                  .throttled = -1,
                                  .pace_ns = 7000,
                                  .share_ns = 9000 + (double)i,
                                  .uninterrupted = 1.0 / (double)(i + 4) };
}

static void add_threads(struct tare_launch *launch, unsigned threads)
{
    launch->threads = threads;
    launch->thread_values = tare_alloc(launch->count * threads, sizeof(double));
    for (size_t i = 0; i < launch->count * threads; i++)
        launch->thread_values[i] = -0.1 * (double)i;
}

static void add_launches(struct tare_measure *measure)
{
    static const char *const outliers[] = { "low severe", "low mild", NULL,
                                            "high mild", "high severe" };

    measure->launches = tare_alloc(5, sizeof *measure->launches);
    for (measure->count = 0; measure->count < 5; measure->count++) {
        struct tare_launch *launch = &measure->launches[measure->count];

        launch->value = -1.5 * (double)measure->count;
        launch->start_s = 0.1 * (double)measure->count;
        launch->setup_ns = 1e9;
        launch->quiet = 0.5;
        launch->pace_ns = 7001;
        launch->own = -0.01;
        launch->whole = 1e9 * (double)measure->count;
        launch->interrupts = 0.25 * (double)measure->count;
        launch->cpu = (int)measure->count - 1;
        launch->layout = measure->count == 2;
        launch->outlier = outliers[measure->count];
        if (measure->count > 0)
            add_samples(launch, measure->count);
    }
    add_threads(&measure->launches[3], 2);
}

static void analyse(struct tare_measure *measure)
{
    measure->has_estimate = measure->is_analysed = 1;
    measure->estimate = (struct tare_band){ 1.5, 1.25, NAN, 0.95 };
    measure->spread = 0.01;
    measure->mean = measure->median = measure->std_dev = make_figure(3);
    measure->mad.value = NAN;
    measure->slope = make_figure(2);
    measure->r_squared = 0.99;
    measure->outliers = (struct tare_outliers){ 1, 2, 3, 4, { 1, 2, 3, 4.5 } };
    measure->shape = (struct tare_shape_facts){ .is_bimodal = 1,
                                                .drifts_inside = 1,
                                                .low_mode = 1,
                                                .high_mode = 2,
                                                .low_share = 0.5,
                                                .von_neumann = NAN,
                                                .halves = -0.25 };
}

static struct tare_case *add_case(struct tare_run *run, const char *id,
                                  enum tare_side side)
{
    struct tare_case *c;

    run->cases = tare_grow(run->cases, run->case_count, sizeof *run->cases);
    c = &run->cases[run->case_count++];
    c->identity.id = tare_strdup(id);
    c->identity.name = tare_strdup(id);
    c->identity.threads = 1;
    c->side = side;
    return c;
}

static const char hostile[] = "\x01\n\"\\/</script>\x1b]0;x\x07 %s$(x)`'\x7f"
                              "\xe2\x80\xae\xf0\x9f\x98\x80\xef\xbf\xbf";

static void fill_case(struct tare_case *c)
{
    struct tare_identity *identity = &c->identity;

    identity->group = tare_strdup(hostile);
    identity->file = tare_strdup("../../etc/\xc3\xa9.c");
    identity->line = 2147483647;
    identity->threads = 2147483647;
    identity->args[0] =
        (struct tare_arg_value){ tare_strdup("n"), NULL, -1e-300 };
    identity->args[1] =
        (struct tare_arg_value){ tare_strdup(hostile), tare_strdup(""), 0 };
    identity->arg_count = 2;
    c->noise = 0.02;
    c->voided = 3;
    c->has_result = 1;
    c->result = 0xfedcba9876543210;
    c->reason = tare_strdup(hostile);
    c->output = tare_strdup(hostile);
    tare_case_warn(c, "some-code", "text \xff");
    c->work = (struct tare_work_done){ 1, 2.5, 1e300 };
    c->iterations = 9007199254740991;
    c->warmup_iterations = 5;
    c->batch = 6;
    c->samples = 2147483647;
    c->is_linear = c->has_converged = 1;
    analyse(tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                  TARE_KIND_NOISY));
    add_launches(c->measures);
    tare_case_add_measure(c, hostile, hostile, TARE_BETTER_HIGHER,
                          TARE_KIND_EXACT);
}

static void add_growths(struct tare_run *run)
{
    run->growths = tare_alloc(2, sizeof *run->growths);
    run->growth_count = 2;
    run->growths[0] = (struct tare_growth_facts){
        .family = tare_strdup("a/n=*"),
        .arg = tare_strdup("n"),
        .points = 5,
        .order = "n log n",
        .weight = 0.5,
        .fixed = 1,
        .coefficient = -2,
        .residual = 0.25,
        .exponent = { 1.25, NAN, 1.5, 0.95 },
    };
    run->growths[1] =
        (struct tare_growth_facts){ .family = tare_strdup(""),
                                    .arg = tare_strdup(""),
                                    .exponent = { NAN, NAN, NAN, 0 } };
}

static void add_binaries(struct tare_run *run)
{
    struct tare_binary *binary;

    run->binaries = tare_alloc(2, sizeof *run->binaries);
    run->binary_count = 2;
    binary = &run->binaries[0];
    binary->path = tare_strdup("build/a b");
    binary->hash = tare_strdup(hash);
    binary->is_kept = 1;
    binary->libraries = tare_alloc(2, sizeof *binary->libraries);
    binary->library_count = 2;
    binary->libraries[0].path = tare_strdup("lib/liba.so");
    binary->libraries[0].hash = tare_strdup(hash);
    binary->libraries[1].path = tare_strdup("lib/libb.so");
    tare_facts_text(&binary->build, "compiler", "GCC");
    tare_facts_bool(&binary->build, "optimized", 1);
    run->binaries[1].path = tare_strdup("build/c");
}

static void make_run(struct tare_run *run)
{
    static const enum tare_status bad[] = { TARE_STATUS_FAILED,
                                            TARE_STATUS_CRASHED,
                                            TARE_STATUS_TIMED_OUT,
                                            TARE_STATUS_SKIPPED };

    run->started = tare_strdup("2026-01-02T03:04:05Z");
    run->elapsed_s = 12.25;
    run->sampling_s = 0.1;
    for (int i = 0; i < TARE_SPENT_KINDS; i++)
        run->spent.s[i] = 0.1 * i;
    run->seed = 9007199254740991;
    run->interrupted = 1;
    run->duel.threshold = 0.02;
    run->duel.alpha = 0.01;
    run->duel.budget_s = 60;
    run->duel.old_name = tare_strdup("main");
    run->duel.new_name = tare_strdup("build/x \"y\"");
    tare_facts_text(&run->machine, "host", hostile);
    tare_facts_number(&run->machine, "cpus", 5e-324);
    tare_facts_bool(&run->machine, "hypervisor", 0);
    tare_facts_number(&run->settings, "precision", 0.1 + 0.2);
    tare_facts_text(&run->context, "path", hostile);
    add_binaries(run);
    add_growths(run);
    fill_case(add_case(run, hostile, TARE_SIDE_OLD));
    run->cases[0].binary = 1;
    add_case(run, hostile, TARE_SIDE_NEW);
    for (size_t i = 0; i < 4; i++) {
        char id[2] = { (char)('a' + i), '\0' };

        add_case(run, id, TARE_SIDE_NONE)->status = bad[i];
    }
    /* the last of the cases becomes a reference */
    run->references = tare_alloc(1, sizeof *run->references);
    run->references[0] = run->cases[--run->case_count];
    run->reference_count = 1;
}

#endif
