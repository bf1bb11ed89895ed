/* SPDX-License-Identifier: MIT */
/* Records of duels that are made up, so that what is true of them is known. */
#ifndef TARE_TESTS_HARNESS_MADE_UP_DUEL_H
#define TARE_TESTS_HARNESS_MADE_UP_DUEL_H

#include "harness/judge/judge.h"

#include <math.h>

#include "harness/judge/pairs.h"
#include "stats/rng.h"
#include "store/alloc.h"
#include "tests/test.h"

/* A duel of a few cases, each with pairs whose ratio is known. */
struct duel {
    struct tare_run run;
    struct tare_rng rng;
    double now_s;
};

static inline void begin(struct duel *duel, size_t cases)
{
    *duel = (struct duel){ 0 };
    duel->run.duel = (struct tare_duel_facts){ .threshold = 0.02,
                                               .alpha = 0.01,
                                               .budget_s = 60 };
    duel->run.elapsed_s = 30;
    duel->run.cases = tare_alloc(2 * cases, sizeof *duel->run.cases);
    duel->run.references = tare_alloc(4, sizeof *duel->run.references);
    duel->run.binaries = tare_alloc(2, sizeof *duel->run.binaries);
    duel->run.binary_count = 2;
    tare_rng_seed(&duel->rng, 11);
}

static inline struct tare_case *add_row(struct tare_case *rows, size_t *count,
                                        const char *id, enum tare_side side)
{
    struct tare_case *row = &rows[(*count)++];

    row->identity.id = tare_strdup(id);
    row->identity.threads = 1;
    row->side = side;
    row->binary = side == TARE_SIDE_NEW;
    return row;
}

static inline void add_launch(struct tare_case *row, const char *measure,
                              enum tare_better_way better, double start_s,
                              double value)
{
    struct tare_measure *m =
        tare_case_add_measure(row, measure, "ns", better, TARE_KIND_NOISY);

    m->launches = tare_grow(m->launches, m->count, sizeof *m->launches);
    m->launches[m->count++] =
        (struct tare_launch){ .value = value, .start_s = start_s };
    m->has_estimate = 1;
    m->estimate.value = value;
}

/* Both rows of a case with so many pairs; errors of each launch are normal. */
static inline void add_pairs(struct duel *duel, struct tare_case *old,
                             struct tare_case *new, size_t pairs, double ratio,
                             double spread)
{
    for (size_t i = 0; i < pairs; i++) {
        struct tare_case *sides[2] = { old, new };

        for (unsigned side = 0; side < 2; side++) {
            double error = spread * tare_rng_normal(&duel->rng);

            duel->now_s += 0.03;
            add_launch(sides[side], "time", TARE_BETTER_LOWER, duel->now_s,
                       (side ? 100 * ratio : 100) * exp(error));
        }
    }
}

static inline void add_case(struct duel *duel, const char *id, size_t pairs,
                            double ratio, double spread)
{
    struct tare_run *run = &duel->run;
    struct tare_case *old =
        add_row(run->cases, &run->case_count, id, TARE_SIDE_OLD);
    struct tare_case *new =
        add_row(run->cases, &run->case_count, id, TARE_SIDE_NEW);

    add_pairs(duel, old, new, pairs, ratio, spread);
}

static inline void add_control(struct duel *duel, const char *id, size_t pairs,
                               double ratio)
{
    struct tare_run *run = &duel->run;
    struct tare_case *old =
        add_row(run->references, &run->reference_count, id, TARE_SIDE_OLD);
    struct tare_case *new =
        add_row(run->references, &run->reference_count, id, TARE_SIDE_NEW);

    add_pairs(duel, old, new, pairs, ratio, 0.002);
}

static inline void add_controls(struct duel *duel)
{
    add_control(duel, TARE_CONTROL_SILENT, 60, 1);
    add_control(duel, TARE_CONTROL_SLOWER, 60, 1.02);
}

static inline void end(struct duel *duel, struct tare_comparison *comparison)
{
    tare_comparison_release(comparison);
    tare_run_release(&duel->run);
}

static inline const struct tare_verdict *
look_up(const struct tare_comparison *comparison, const char *id,
        const char *measure)
{
    for (size_t i = 0; i < comparison->count; i++)
        if (strcmp(comparison->items[i].id, id) == 0 &&
            strcmp(comparison->items[i].measure, measure) == 0)
            return &comparison->items[i];
    return NULL;
}

static inline int is_ruled(const struct tare_comparison *comparison,
                           const char *id, enum tare_verdict_kind kind,
                           const char *code)
{
    const struct tare_verdict *verdict = look_up(comparison, id, "time");

    if (verdict == NULL || verdict->kind != kind)
        return 0;
    if (code == NULL || verdict->code == NULL)
        return code == NULL && verdict->code == NULL;
    return strcmp(verdict->code, code) == 0;
}

#endif
