/* SPDX-License-Identifier: MIT */
#include "command/facts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command/contests.h"
#include "command/origin.h"
#include "harness/launch/launcher.h"
#include "harness/machine/machine.h"
#include "harness/machine/sanitizers.h"
#include "harness/include/tare.h"
#include "store/alloc.h"
#include "store/path.h"

char *tare_facts_now(void)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return tare_strdup(text);
}

/* From the first of the binary's chosen cases; optimised and aligned are what
 * all of them are.  Whether there is one. */
static int describe_build(struct tare_facts *build,
                          const struct tare_suite *suite, size_t binary)
{
    const struct tare_suite_case *first = NULL;
    int optimized = 1, aligned = 1;
    unsigned sanitizers = 0;
    char names[64];

    for (size_t i = 0; i < suite->count; i++) {
        const struct tare_suite_case *c = &suite->cases[i];

        if (c->binary != binary)
            continue;
        first = first != NULL ? first : c;
        optimized &= c->optimized;
        aligned &= c->is_aligned;
        sanitizers |= c->sanitizers;
    }
    if (first == NULL)
        return 0;
    tare_facts_text(build, "compiler", first->compiler);
    tare_facts_text(build, "language", first->language);
    tare_facts_text(build, "flags", first->flags);
    tare_facts_bool(build, "optimized", optimized);
    tare_facts_bool(build, "aligned", aligned);
    tare_sanitizers_name(sanitizers, names, sizeof names);
    tare_facts_text(build, "sanitizers", sanitizers != 0 ? names : "none");
    return 1;
}

static void describe_settings(struct tare_facts *facts,
                              const struct tare_options *options,
                              const struct tare_where *where)
{
    static const char *const samplings[] = { "auto", "flat", "linear" };

    tare_facts_text(facts, "tare", TARE_VERSION);
    tare_facts_number(facts, "precision", options->precision);
    tare_facts_number(facts, "confidence", options->confidence);
    tare_facts_number(facts, "measurement_time_s", options->measurement_time_s);
    tare_facts_number(facts, "warm_up_time_s", options->warm_up_time_s);
    tare_facts_number(facts, "sample_time_s", options->sample_time_s);
    tare_facts_number(facts, "timeout_s", options->timeout_s);
    tare_facts_number(facts, "nresamples", options->nresamples);
    tare_facts_text(facts, "sampling", samplings[options->sampling]);
    if (options->samples > 0)
        tare_facts_number(facts, "samples", options->samples);
    if (options->sample_size > 0)
        tare_facts_number(facts, "sample_size", options->sample_size);
    if (options->pairs > 0)
        tare_facts_number(facts, "pairs", options->pairs);
    if (options->launches > 0)
        tare_facts_number(facts, "launches", options->launches);
    if (options->layouts > 0)
        tare_facts_number(facts, "layouts", options->layouts);
    if (options->measures != NULL)
        tare_facts_text(facts, "measures", options->measures);
    tare_facts_bool(facts, "quick", options->quick);
    tare_facts_bool(facts, "test", options->test);
    tare_facts_bool(facts, "no_fork", options->no_fork);
    if (where->cpu.measured >= 0)
        tare_facts_number(facts, "cpu", where->cpu.measured);
    if (where->cpu.measured >= 0 && tare_cpu_capacity(where->cpu.measured) < 1)
        tare_facts_number(facts, "cpu_capacity", /* of CPUs that differ */
                          tare_cpu_capacity(where->cpu.measured));
    if (where->cpu.is_shared)
        tare_facts_bool(facts, "cpu_shared", 1);
}

/* "key=value", as --context has checked it. */
static void add_context(struct tare_facts *context, const char *word)
{
    char *key = tare_strdup(word);

    key[strcspn(key, "=")] = '\0';
    tare_facts_text(context, key, word + strlen(key) + 1);
    free(key);
}

void tare_facts_begin(struct tare_run *run, const struct tare_options *options,
                      const struct tare_where *where)
{
    run->started = tare_facts_now();
    run->contest = (struct tare_contest_facts){
        .by = tare_strdup(tare_contests_by(options)),
        .threshold = options->noise_threshold > 0 ? options->noise_threshold
                                                  : TARE_THRESHOLD,
        .alpha = options->alpha > 0 ? options->alpha : TARE_ALPHA,
    };
    tare_machine_facts(&run->machine, &where->clock);
    if (tare_launcher_text() != NULL)
        tare_facts_text(&run->machine, "launcher", tare_launcher_text());
    for (size_t i = 0; i < options->contexts.count; i++)
        add_context(&run->context, options->contexts.items[i]);
    describe_settings(&run->settings, options, where);
}

/* One git tree is mostly that of all of them. */
static void describe_origin(struct tare_run *run, size_t first)
{
    struct tare_binary *binary = &run->binaries[run->binary_count - 1];
    const struct tare_binary *last = binary - 1;
    size_t folder = (size_t)(tare_path_name(binary->path) - binary->path);

    if (run->binary_count - 1 > first &&
        strncmp(last->path, binary->path, folder) == 0 &&
        strchr(last->path + folder, '/') == NULL)
        tare_origin_copy(&binary->build, &last->build);
    else
        tare_origin_describe(&binary->build, binary->path);
}

static void note_emulation(struct tare_run *run, const struct tare_suite *suite)
{
    int is_emulated = 0;

    for (size_t i = 0; i < suite->count; i++)
        is_emulated |= suite->cases[i].is_emulated;
    if (is_emulated && tare_facts_find(&run->machine, "emulated") == NULL)
        tare_facts_bool(&run->machine, "emulated", 1);
}

void tare_facts_add_binaries(struct tare_run *run,
                             const struct tare_suite *suite,
                             const struct tare_run *kept)
{
    size_t first = run->binary_count;

    note_emulation(run, suite);
    for (size_t i = 0; i < suite->binary_count; i++) {
        struct tare_binary *binary;

        binary = TARE_ADD(run->binaries, run->binary_count);
        binary->path = tare_strdup(suite->binaries[i].path);
        if (!describe_build(&binary->build, suite,
                            tare_suite_first_layout(suite, i)))
            continue; /* our own, for the controls */
        if (kept != NULL && i < kept->binary_count)
            tare_origin_copy(&binary->build, &kept->binaries[i].build);
        else
            describe_origin(run, first);
    }
}
