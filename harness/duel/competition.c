/* SPDX-License-Identifier: MIT */
/* Who goes on: suspects first, then whoever is still open, and the confirmation
 * of alarms, all of it within the budget. */
#include "harness/duel/duel_parts.h"

#include <math.h>
#include <stdlib.h>

#include "harness/duel/duel_evidence.h"
#include "harness/run/checks.h"
#include "stats/priority.h"
#include "store/alloc.h"

enum {
    TOGETHER = 8, /* so that the pairs of each are spread over time */
    CONTROL_PAIRS = 230
};

/* Of the budget: kept for what else changed where time did; for asking each case
 * what was wished beside time, at most; and for confirming alarms, because an
 * alarm that nobody confirmed helps nobody. */
#define EVIDENCE     0.15
#define BESIDE       0.50
#define RESERVE      0.10
#define RESERVE_MOST 0.40

static void make_series(struct tare_duel *duel)
{
    tare_pairs_make(&duel->pairs, duel->run, 0);
    duel->owners = tare_alloc(duel->pairs.count, sizeof *duel->owners);
    for (size_t i = 0; i < duel->pairs.count; i++)
        for (size_t k = 0; k < duel->pairing.count; k++)
            if (duel->pairing.cases[k].sides[1].row ==
                duel->pairs.items[i].sides[1])
                duel->owners[i] = &duel->pairing.cases[k];
}

static size_t owner_of(const struct tare_duel *duel, size_t series)
{
    return (size_t)(duel->owners[series] - duel->pairing.cases);
}

/* Has the owner of the series measured until there are so many pairs. */
static void want(struct tare_duel *duel, size_t series, size_t pairs)
{
    size_t owner = owner_of(duel, series);

    if (pairs > duel->wanted[owner])
        duel->wanted[owner] = pairs;
}

static void look_at_all(struct tare_duel *duel)
{
    enum tare_spent_on before =
        tare_spending_turn(&duel->context.spending, TARE_SPENT_ANALYSIS);

    for (size_t i = 0; i < duel->pairs.count; i++)
        tare_pairs_look(&duel->pairs, i);
    tare_spending_turn(&duel->context.spending, before);
}

/* Those that cannot go on are not to be chosen for ever. */
static void end_stuck(struct tare_duel *duel)
{
    size_t most = duel->settings->pairs;

    for (size_t i = 0; i < duel->pairs.count; i++) {
        struct tare_ruling *ruling = &duel->pairs.rulings[i];
        size_t due = tare_ruling_due(duel->pairs.items[i].rule, ruling);

        if (ruling->phase == TARE_MEASURING &&
            (tare_pair_runner_is_over(duel->owners[i]) ||
             (most > 0 && due > most)))
            tare_ruling_end(ruling);
    }
}

static size_t most_pairs(const struct tare_duel *duel)
{
    size_t most = 0;

    for (size_t i = 0; i < duel->pairs.judged; i++)
        if (duel->pairs.rulings[i].pairs > most)
            most = duel->pairs.rulings[i].pairs;
    return most;
}

/* The controls keep pace with the cases, so that they have seen the machine
 * for as long, but take no time from them; when the cases are settled they go
 * on for a while, because a control that was missed makes everybody doubt. */
static size_t choose_controls(const struct tare_duel *duel, int is_alone,
                              size_t *chosen)
{
    const struct tare_pairs *pairs = &duel->pairs;
    size_t limit = is_alone ? CONTROL_PAIRS : most_pairs(duel), count = 0;

    for (size_t i = pairs->judged; i < pairs->count; i++)
        if (tare_ruling_due(pairs->items[i].rule, &pairs->rulings[i]) > 0 &&
            pairs->rulings[i].pairs < limit)
            chosen[count++] = i;
    return count;
}

/* What the alarms so far will probably take to be confirmed. */
static double confirmation_ns(const struct tare_duel *duel)
{
    size_t *chosen = tare_alloc(duel->pairs.count, sizeof *chosen);
    enum tare_ruling_verdict wide;
    size_t count = tare_pairs_alarmed(&duel->pairs, chosen, &wide);
    double sum_ns = 0;

    for (size_t i = 0; i < count; i++) {
        size_t index = chosen[i];
        size_t owner = owner_of(duel, index);
        size_t pairs = tare_pair_runner_pairs(&duel->pairing.cases[owner]);

        sum_ns += duel->spent_ns[owner] / (double)pairs *
                  (double)tare_ruling_fresh(&duel->pairs.rulings[index]);
    }
    free(chosen);
    return sum_ns;
}

/* When pairs end: what follows is inside the budget too. */
static double end_of_pairs(const struct tare_duel *duel)
{
    int is_explained =
        tare_duel_evidence_explains(&duel->settings->rounds.wanted) != 0;

    return (is_explained ? 1 - EVIDENCE : 1) * duel->budget_ns;
}

/* When those that raised no alarm have to make way for those that did. */
static double end_of_looks(const struct tare_duel *duel)
{
    double least_ns = RESERVE * duel->budget_ns;
    double most_ns = RESERVE_MOST * duel->budget_ns;
    double reserve_ns = fmin(fmax(confirmation_ns(duel), least_ns), most_ns);

    return end_of_pairs(duel) - reserve_ns;
}

/* Pairs taken so far, those too that do not count. */
static size_t count_taken(const struct tare_duel *duel)
{
    size_t taken = 0;

    for (size_t i = 0; i < duel->pairing.count; i++) {
        const struct tare_pair_runner *both = &duel->pairing.cases[i];

        taken += tare_pair_runner_pairs(both) + both->sides[0].row->voided +
                 both->sides[1].row->voided;
    }
    return taken;
}

/* Up to their next looks, a handful together, suspects first. */
static void pursue(struct tare_duel *duel)
{
    const struct tare_pairs *pairs = &duel->pairs;
    size_t chosen[TOGETHER + TARE_CONTROLS], count, before;
    double limit_ns;

    while (!tare_duel_is_ended(duel, limit_ns = end_of_looks(duel))) {
        end_stuck(duel);
        count = tare_priority_choose(pairs->rule_of, pairs->rulings,
                                     pairs->judged, chosen, TOGETHER);
        count += choose_controls(duel, count == 0, chosen + count);
        if (count == 0)
            return;
        for (size_t i = 0; i < count; i++)
            want(duel, chosen[i],
                 tare_ruling_due(pairs->items[chosen[i]].rule,
                                 &pairs->rulings[chosen[i]]));
        before = count_taken(duel);
        tare_duel_measure(duel, limit_ns);
        look_at_all(duel);
        if (count_taken(duel) == before) /* nothing fits any more */
            return;
    }
}

/* Of those chosen, moves the one to the front that wants the fewest pairs. */
static void put_cheapest_first(const struct tare_duel *duel, size_t *chosen,
                               size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (tare_ruling_fresh(&duel->pairs.rulings[chosen[i]]) <
            tare_ruling_fresh(&duel->pairs.rulings[chosen[0]])) {
            size_t other = chosen[0];

            chosen[0] = chosen[i];
            chosen[i] = other;
        }
}

/* From here on pairs are measured for alarms, and raise none. */
static void note_looked(struct tare_duel *duel)
{
    for (size_t i = 0; i < duel->pairing.count; i++) {
        struct tare_pair_runner *both = &duel->pairing.cases[i];

        for (unsigned side = 0; side < 2; side++)
            both->sides[side].row->looked = tare_pair_runner_pairs(both);
    }
}

/* A handful together, so that the pairs of each are spread over time; large
 * changes first, since they want few. */
static void confirm(struct tare_duel *duel)
{
    size_t *chosen = tare_alloc(duel->pairs.count, sizeof *chosen);
    enum tare_ruling_verdict wide;
    size_t count = tare_pairs_alarmed(&duel->pairs, chosen, &wide);

    duel->progress.phase = TARE_PHASE_CONFIRMING;
    note_looked(duel);
    tare_duel_want_all(duel, 0);
    duel->is_confirming = 1;
    for (size_t i = 0; i < count; i++) {
        put_cheapest_first(duel, chosen + i, count - i);
        want(duel, chosen[i], tare_pairs_wanted(&duel->pairs, chosen[i]));
        if ((i + 1) % TOGETHER == 0 || i + 1 == count)
            tare_duel_measure(duel, end_of_pairs(duel));
    }
    free(chosen);
}

/* The first pair of each, whatever the budget says, and what was wished beside
 * time, so that the pairs get what is left. */
static void begin(struct tare_duel *duel)
{
    struct tare_evidence evidence = { &duel->context, &duel->pairing,
                                      tare_duel_copy_all, duel };

    duel->progress.phase = TARE_PHASE_DUELLING;
    tare_duel_want_all(duel, 1);
    tare_duel_measure(duel, INFINITY);
    make_series(duel);
    tare_duel_evidence_ask_all(&evidence, BESIDE * duel->budget_ns);
}

/* Whether the loop around the body could matter to any. */
static int has_fast(const struct tare_duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged; i++)
        for (unsigned side = 0; side < 2; side++)
            if (!tare_pair_runner_is_over(&duel->pairing.cases[i]) &&
                duel->pairing.cases[i].sides[side].calibration.iteration_ns <
                    TARE_REFERENCE_MATTERS_NS)
                return 1;
    return 0;
}

/* Whether no case has times that could be judged. */
static int is_emulated(const struct tare_duel *duel)
{
    for (size_t i = 0; i < duel->pairing.judged; i++)
        for (unsigned side = 0; side < 2; side++)
            if (duel->pairing.cases[i].sides[side].declared->is_emulated)
                return 1;
    return 0;
}

void tare_duel_compete(struct tare_duel *duel)
{
    if (has_fast(duel)) /* before the pairs, which get what is left */
        duel->empty_ns =
            tare_context_empty_ns(&duel->context, &duel->pairing.where[1]);
    begin(duel);
    if (duel->pairs.judged == 0 || is_emulated(duel))
        return;
    /* all get their first look, if need be from the reserve */
    tare_duel_want_all(duel, duel->pairs.rules[0].pairs[0]);
    tare_duel_measure(duel, end_of_pairs(duel));
    look_at_all(duel);
    pursue(duel);
    confirm(duel);
}
