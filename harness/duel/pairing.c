/* SPDX-License-Identifier: MIT */
#include "harness/duel/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "harness/bench/builtin.h"
#include "harness/judge/pairs.h"
#include "store/alloc.h"

/* What is at hand while the pairing is made. */
struct maker {
    struct tare_pairing *pairing;
    struct tare_run *run;
    struct tare_duel_side *sides;
    const struct tare_context *context;
    const struct tare_pairing_settings *settings;
};

static const struct tare_suite_case *
find_case(const struct tare_suite_case *const *sorted, size_t count,
          const struct tare_suite_case *wanted)
{
    const struct tare_suite_case *const *found =
        bsearch(&wanted, sorted, count, sizeof *sorted, tare_suite_by_id);

    return found != NULL ? *found : NULL;
}

static double threshold_for(const struct maker *maker,
                            const struct tare_suite_case *c)
{
    const struct tare_pairing_settings *settings = maker->settings;

    if (settings->threshold_of != NULL)
        return settings->threshold_of(c->identity.id, c->options.noise,
                                      settings->context);
    return c->options.noise > 0 ? c->options.noise : settings->threshold;
}

/* The record's binaries are those of the old side, then those of the new. */
static void set_side(const struct maker *maker, struct tare_case *row,
                     const struct tare_suite_case *declared,
                     enum tare_side side, double threshold)
{
    row->side = side;
    row->noise = threshold;
    row->binary = declared->binary;
    if (side == TARE_SIDE_NEW)
        row->binary += maker->sides[0].suite.binary_count;
}

static void add_alone(const struct maker *maker,
                      const struct tare_suite_case *declared,
                      enum tare_side side)
{
    struct tare_case *row = &maker->run->cases[maker->run->case_count++];

    tare_identity_copy(&row->identity, &declared->identity);
    set_side(maker, row, declared, side, threshold_for(maker, declared));
}

/* What the new side declares holds for both. */
static void take_options(struct tare_suite_case *old,
                         const struct tare_suite_case *new)
{
    free(old->options.contest_by);
    old->options = new->options;
    old->options.contest_by = tare_strdup(new->options.contest_by);
}

static void add_match(struct maker *maker, const struct tare_suite_case *old,
                      const struct tare_suite_case *new, struct tare_case *rows,
                      double threshold)
{
    struct tare_pair_runner *both =
        &maker->pairing->cases[maker->pairing->count++];

    tare_runner_begin(&both->sides[0], maker->context,
                      &maker->pairing->where[0], old, &rows[0]);
    tare_runner_begin(&both->sides[1], maker->context,
                      &maker->pairing->where[1], new, &rows[1]);
    set_side(maker, &rows[0], old, TARE_SIDE_OLD, threshold);
    set_side(maker, &rows[1], new, TARE_SIDE_NEW, threshold);
}

/* Cases in the order of the new side, those of the old side alone at the end;
 * the old row of a case right before its new one. */
static void pair_cases(struct maker *maker)
{
    const struct tare_suite *old = &maker->sides[0].suite;
    const struct tare_suite *new = &maker->sides[1].suite;
    const struct tare_suite_case **olds = tare_suite_sorted(old);
    const struct tare_suite_case **news = tare_suite_sorted(new);
    struct tare_run *run = maker->run;

    run->cases = tare_alloc(old->count + new->count, sizeof *run->cases);
    for (size_t i = 0; i < new->count; i++) {
        const struct tare_suite_case *c = &new->cases[i];
        const struct tare_suite_case *other = find_case(olds, old->count, c);

        if (other == NULL) {
            add_alone(maker, c, TARE_SIDE_NEW);
            continue;
        }
        take_options(&maker->sides[0].suite.cases[other - old->cases], c);
        add_match(maker, other, c, &run->cases[run->case_count],
                  threshold_for(maker, c));
        run->case_count += 2;
    }
    for (size_t i = 0; i < old->count; i++)
        if (find_case(news, new->count, &old->cases[i]) == NULL)
            add_alone(maker, &old->cases[i], TARE_SIDE_OLD);
    free(olds);
    free(news);
}

/* ---- the controls -------------------------------------------------------- */

static void make_control(struct maker *maker, size_t index, const char *id,
                         double more)
{
    struct tare_suite_case *sides = maker->pairing->controls[index];

    for (unsigned side = 0; side < 2; side++) {
        double work = TARE_BUILTIN_WORK * (side == 1 ? 1 + more : 1);

        tare_builtin_case(&sides[side], TARE_BUILTIN_HASH,
                          (uint64_t)(work + 0.5),
                          maker->sides[side].suite.binary_count - 1);
        free(sides[side].identity.id);
        sides[side].identity.id = tare_strdup(id);
    }
    add_match(maker, &sides[0], &sides[1], &maker->run->references[2 * index],
              maker->settings->threshold);
}

static int is_emulated(const struct tare_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++)
        if (suite->cases[i].is_emulated)
            return 1;
    return 0;
}

/* The same kernel twice against itself: once as it is, once with as much more
 * work as the threshold says. */
static void add_controls(struct maker *maker)
{
    struct tare_run *run = maker->run;

    if (is_emulated(&maker->sides[0].suite) ||
        is_emulated(&maker->sides[1].suite))
        return; /* no time is judged, and our own program is of this machine */
    run->references =
        tare_alloc((size_t)2 * TARE_CONTROLS, sizeof *run->references);
    run->reference_count = (size_t)2 * TARE_CONTROLS;
    make_control(maker, 0, TARE_CONTROL_SILENT, 0);
    make_control(maker, 1, TARE_CONTROL_SLOWER, maker->settings->threshold);
}

/* ---- the whole ----------------------------------------------------------- */

void tare_pairing_make(struct tare_pairing *pairing, struct tare_run *run,
                       struct tare_duel_side *sides,
                       const struct tare_where *where,
                       const struct tare_context *context,
                       const struct tare_pairing_settings *settings)
{
    struct maker maker = { pairing, run, sides, context, settings };
    size_t most = sides[1].suite.count + TARE_CONTROLS;

    *pairing = (struct tare_pairing){ .where = { *where, *where } };
    pairing->where[0].side = TARE_SIDE_OLD;
    pairing->where[1].side = TARE_SIDE_NEW;
    for (unsigned side = 0; side < 2; side++)
        pairing->where[side].suite = &sides[side].suite;
    pairing->cases = tare_alloc(most, sizeof *pairing->cases);
    pair_cases(&maker);
    pairing->judged = pairing->count;
    add_controls(&maker);
}

void tare_pairing_release(struct tare_pairing *pairing)
{
    for (size_t i = 0; i < TARE_CONTROLS; i++)
        for (unsigned side = 0; side < 2; side++)
            tare_suite_case_release(&pairing->controls[i][side]);
    free(pairing->cases);
    *pairing = (struct tare_pairing){ 0 };
}
