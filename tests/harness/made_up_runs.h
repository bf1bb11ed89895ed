/* SPDX-License-Identifier: MIT */
/* Two runs that are made up, so that what is true of them is known, and what
 * the judge of numbers says of them. */
#ifndef TARE_TESTS_HARNESS_MADE_UP_RUNS_H
#define TARE_TESTS_HARNESS_MADE_UP_RUNS_H

#include "harness/judge/numbers.h"
#include "stats/elementary.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

enum {
    LAUNCHES = 60
};

static struct tare_rng rng;

/* 1, or TARE_SEED */
static inline void seed(void)
{
    const char *text = getenv("TARE_SEED");

    tare_rng_seed(&rng, text != NULL ? strtoull(text, NULL, 10) : 1);
}

/* ---- made-up runs -------------------------------------------------------- */

static inline void add_launches(struct tare_measure *measure, double value,
                                double sd, size_t count)
{
    if (rng.state[0] == 0)
        seed();
    measure->launches = tare_alloc(count, sizeof *measure->launches);
    measure->count = count;
    for (size_t i = 0; i < count; i++)
        measure->launches[i].value =
            value * tare_exp(sd * tare_rng_normal(&rng));
}

static inline struct tare_case *append(struct tare_case **cases, size_t *count,
                                       const char *id)
{
    struct tare_case *c;

    *cases = tare_grow(*cases, *count, sizeof **cases);
    c = &(*cases)[(*count)++];
    c->identity.id = tare_strdup(id);
    c->identity.threads = 1;
    return c;
}

static inline struct tare_case *add_case(struct tare_run *run, const char *id,
                                         double time_ns)
{
    struct tare_case *c = append(&run->cases, &run->case_count, id);

    add_launches(tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                       TARE_KIND_NOISY),
                 time_ns, 0.005, LAUNCHES);
    return c;
}

static inline struct tare_measure *add_measure(struct tare_case *c,
                                               const char *name,
                                               const char *unit, double value)
{
    struct tare_measure *measure = tare_case_add_measure(
        c, name, unit, TARE_BETTER_HIGHER, TARE_KIND_NOISY);

    add_launches(measure, value, 0.005, LAUNCHES);
    return measure;
}

static inline void add_canaries(struct tare_run *run, double speed, double sd)
{
    static const char *const ids[] = { "tare/chain", "tare/hash", "tare/chase",
                                       "tare/stream", "tare/branches" };

    for (size_t i = 0; i < 5; i++) {
        struct tare_case *c =
            append(&run->references, &run->reference_count, ids[i]);

        add_launches(tare_case_add_measure(c, "time", "ns", TARE_BETTER_LOWER,
                                           TARE_KIND_NOISY),
                     speed * (10 + (double)i), sd, LAUNCHES);
    }
}

static inline void add_facts(struct tare_run *run)
{
    tare_facts_text(&run->machine, "cpu", "Model 7 @ 2.3 GHz");
    tare_facts_text(&run->machine, "cpu_stepping", "3");
    tare_facts_bool(&run->machine, "hypervisor", 1);
    tare_facts_text(&run->machine, "kernel", "6.1.0-17-amd64");
    run->binaries = tare_alloc(1, sizeof *run->binaries);
    run->binary_count = 1;
    tare_facts_text(&run->binaries[0].build, "compiler", "gcc 12.2.0");
    tare_facts_text(&run->binaries[0].build, "flags", "-O2");
}

/* Two runs of that many cases "c000"..., canaries in both; the machine of the
 * new one is slower by `shift`. */
static inline void make_runs(struct tare_run *old, struct tare_run *new,
                             size_t count, double shift)
{
    *old = *new = (struct tare_run){ 0 };
    add_facts(old);
    add_facts(new);
    for (size_t i = 0; i < count; i++) {
        char id[16];

        snprintf(id, sizeof id, "c%03zu", i);
        add_case(old, id, 100 + (double)i);
        add_case(new, id, (1 + shift) * (100 + (double)i));
    }
    add_canaries(old, 1, 0.002);
    add_canaries(new, 1 + shift, 0.002);
}

static inline struct tare_measure *time_of(struct tare_run *run, size_t index)
{
    return &run->cases[index].measures[0];
}

static inline void slow_down(struct tare_measure *measure, double factor)
{
    for (size_t i = 0; i < measure->count; i++)
        measure->launches[i].value *= factor;
}

static struct tare_comparison out;
static struct tare_numbers_settings settings = { .threshold = 0.02,
                                                 .alpha = 0.01 };

static inline void judge(const struct tare_run *old, const struct tare_run *new)
{
    tare_comparison_release(&out);
    tare_numbers_judge(&out, old, new, &settings);
}

static inline void judge_and_release(struct tare_run *old, struct tare_run *new)
{
    judge(old, new);
    tare_run_release(old);
    tare_run_release(new);
}

static inline const struct tare_verdict *find(const char *id,
                                              const char *measure)
{
    static const struct tare_verdict none;

    for (size_t i = 0; i < out.count; i++)
        if (strcmp(out.items[i].id, id) == 0 &&
            strcmp(out.items[i].measure, measure) == 0)
            return &out.items[i];
    CHECK_STR(id, "one of those that were judged");
    return &none;
}

static inline void check_kind(const char *id, enum tare_verdict_kind kind,
                              const char *code)
{
    CHECK_STR(tare_verdict_kind_name(find(id, "time")->kind),
              tare_verdict_kind_name(kind));
    CHECK_STR(find(id, "time")->code, code);
}

static inline int has_note(const char *code)
{
    for (size_t i = 0; i < out.note_count; i++)
        if (strcmp(out.notes[i].code, code) == 0)
            return 1;
    return 0;
}

#endif
