/* SPDX-License-Identifier: MIT */
/* Rounds of pairs: who wants one, the copies that they are launched from, and
 * how far it is. */
#include "harness/duel/duel_parts.h"

#include <math.h>

#include "harness/bench/fixtures.h"
#include "harness/machine/clock.h"
#include "store/signals.h"

int tare_duel_is_ended(const struct tare_duel *duel, double limit_ns)
{
    return duel->status < 0 || tare_signals_end_wanted() ||
           tare_context_elapsed_ns(&duel->context) >= limit_ns;
}

static int is_suspect(const struct tare_duel *duel, size_t index)
{
    const struct tare_ruling *ruling = &duel->pairs.rulings[index];

    return ruling->phase == TARE_ALARM ||
           (ruling->phase == TARE_MEASURING && ruling->looks > 0 &&
            fabs(ruling->change.estimate) >=
                duel->pairs.items[index].rule->margin);
}

static size_t count_failed(const struct tare_duel *duel)
{
    size_t failed = 0;

    for (size_t i = 0; i < duel->pairing.judged; i++) {
        const struct tare_runner *sides = duel->pairing.cases[i].sides;

        failed += tare_case_is_broken_off(sides[0].row) ||
                  tare_case_is_broken_off(sides[1].row);
    }
    return failed;
}

static void count_verdicts(const struct tare_duel *duel,
                           struct tare_progress *progress)
{
    size_t decided[] = { [TARE_INCONCLUSIVE] = 0, [TARE_REGRESSED] = 0 };
    size_t suspected = 0;

    progress->done = 0;
    for (size_t i = 0; i < duel->pairs.judged; i++) {
        int is_decided = duel->pairs.rulings[i].phase == TARE_DECIDED;

        suspected += is_suspect(duel, i) != 0;
        decided[duel->pairs.rulings[i].verdict] += is_decided != 0;
        progress->done += is_decided != 0;
    }
    progress->verdicts =
        (struct tare_live_verdicts){ .regressed = decided[TARE_REGRESSED],
                                     .improved = decided[TARE_IMPROVED],
                                     .unchanged = decided[TARE_UNCHANGED],
                                     .inconclusive = decided[TARE_INCONCLUSIVE],
                                     .suspected = suspected,
                                     .failed = count_failed(duel) };
}

void tare_duel_show(struct tare_duel *duel, const struct tare_pair_runner *next)
{
    const struct tare_watcher *watcher = duel->context.watcher;
    struct tare_progress *progress = &duel->progress;
    double left_s;

    if (watcher->show == NULL || tare_context_is_replaying(&duel->context))
        return;
    progress->elapsed_s = tare_context_elapsed_ns(&duel->context) * 1e-9;
    left_s = duel->budget_ns * 1e-9 - progress->elapsed_s;
    progress->left_s = left_s > 0 ? left_s : 0;
    count_verdicts(duel, progress);
    progress->id = next != NULL ? next->sides[1].declared->identity.id : NULL;
    watcher->show(watcher->context, progress);
}

static int wants_pair(const struct tare_duel *duel, size_t index)
{
    const struct tare_pair_runner *both = &duel->pairing.cases[index];
    size_t pairs = tare_pair_runner_pairs(both), most = duel->settings->pairs;

    return !tare_pair_runner_is_over(both) && pairs < duel->wanted[index] &&
           (most == 0 || pairs < most || duel->is_confirming);
}

/* Whether any case that wants a pair is launched from that binary. */
static int is_launched(const struct tare_duel *duel, unsigned side,
                       size_t binary)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        if (duel->pairing.cases[i].sides[side].declared->binary == binary &&
            wants_pair(duel, i))
            return 1;
    return 0;
}

static int is_copied(const struct tare_duel *duel, unsigned side, size_t binary,
                     int is_for_all)
{
    return is_for_all || is_launched(duel, side, binary);
}

static void make_copies(void *context)
{
    struct tare_duel *duel = context;
    enum tare_spent_on before =
        tare_spending_turn(&duel->context.spending, TARE_SPENT_COPIES);

    for (unsigned i = 0; i < 2; i++) {
        unsigned number = duel->copied_first ^ i;
        struct tare_duel_side *side = &duel->sides[number];

        for (size_t k = 0; k < side->suite.binary_count; k++)
            if (duel->status == 0 &&
                is_copied(duel, number, k, duel->are_all_copied))
                duel->status =
                    tare_duel_side_copy(side, k, duel->copy_folder, duel->err);
    }
    tare_spending_turn(&duel->context.spending, before);
}

/* Pairs have all layouts equally often. */
static void draw_layouts(struct tare_duel *duel)
{
    for (unsigned i = 0; i < 2; i++)
        for (size_t k = 0; k < duel->sides[i].suite.binary_count; k++)
            if (is_launched(duel, i, k))
                tare_duel_side_draw(&duel->sides[i], k, duel->run->seed);
}

/* Copies of what this round launches, of layouts drawn anew.  A copy tends to
 * get the pages of the one that was dropped last, so a coin decides which side
 * comes first. */
static void copy_afresh(struct tare_duel *duel, int is_for_all)
{
    duel->copied_first = tare_rng_below(&duel->context.rng, 2);
    duel->are_all_copied = is_for_all;
    if (!is_for_all)
        draw_layouts(duel);
    tare_context_postpone(&duel->context, make_copies, duel);
}

void tare_duel_copy_all(void *duel)
{
    copy_afresh(duel, 1);
}

/* Whether the next pair of a case would probably end in time, if it is as long
 * as those it had. */
static int fits(const struct tare_duel *duel, size_t index, double limit_ns)
{
    size_t pairs = tare_pair_runner_pairs(&duel->pairing.cases[index]);
    double pair_ns = pairs > 0 ? duel->spent_ns[index] / (double)pairs : 0;

    return tare_context_elapsed_ns(&duel->context) + pair_ns <= limit_ns;
}

/* Before the coin is tossed, so that it is tied to no side.  Both are launched
 * on the same CPU. */
static void wait_for_quiet(struct tare_duel *duel)
{
    struct tare_where *where = duel->pairing.where;

    tare_wait_for_quiet(&duel->waiting, &where[0].cpu, &duel->context,
                        duel->budget_ns);
    where[1].cpu = where[0].cpu;
}

static void take_pair(struct tare_duel *duel, size_t index)
{
    double begin_ns = tare_context_elapsed_ns(&duel->context);

    tare_duel_show(duel, &duel->pairing.cases[index]);
    wait_for_quiet(duel);
    tare_pair_runner_take_pair(&duel->pairing.cases[index], &duel->context,
                               &duel->coins);
    duel->spent_ns[index] += tare_context_elapsed_ns(&duel->context) - begin_ns;
}

/* What both sides build alike they have in the same pages. */
static void share_fixtures(struct tare_duel *duel)
{
    const char *different = tare_fixtures_share(&duel->sides[0].suite.fixtures,
                                                &duel->sides[1].suite.fixtures);

    if (different != NULL)
        tare_facts_text(&duel->run->settings, "other_fixture", different);
}

/* A pair of every case that wants one, in random order.  What does not fit any
 * more wants nothing. */
static void do_round(struct tare_duel *duel, double limit_ns)
{
    uint64_t begin_ns = tare_clock_now_ns();

    share_fixtures(duel);
    copy_afresh(duel, 0);
    duel->progress.round++;
    tare_rng_shuffle(&duel->context.rng, duel->order, duel->pairing.count);
    for (size_t i = 0;
         i < duel->pairing.count && !tare_duel_is_ended(duel, limit_ns); i++) {
        size_t index = duel->order[i];

        if (!wants_pair(duel, index))
            continue;
        if (fits(duel, index, limit_ns))
            take_pair(duel, index);
        else
            duel->wanted[index] = 0;
    }
    tare_spending_phase(&duel->context.spending,
                        duel->is_confirming ? "confirming round" : "round",
                        duel->progress.round, begin_ns);
}

static int is_wanted(const struct tare_duel *duel)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        if (wants_pair(duel, i))
            return 1;
    return 0;
}

void tare_duel_measure(struct tare_duel *duel, double limit_ns)
{
    while (is_wanted(duel) && !tare_duel_is_ended(duel, limit_ns))
        do_round(duel, limit_ns);
}

void tare_duel_want_all(struct tare_duel *duel, size_t pairs)
{
    for (size_t i = 0; i < duel->pairing.count; i++)
        duel->wanted[i] = pairs;
}
