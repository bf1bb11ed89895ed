/* SPDX-License-Identifier: MIT */
#include "harness/duel/pair_runner.h"

#include <stdlib.h>

#include "store/alloc.h"
#include "store/signals.h"

enum {
    VOIDS_MAX = 3,
    LOOKS = 3
};

size_t tare_pair_runner_pairs(const struct tare_pair_runner *both)
{
    return tare_runner_launches(&both->sides[0]);
}

int tare_pair_runner_is_over(const struct tare_pair_runner *both)
{
    return both->sides[0].is_settled || both->sides[1].is_settled;
}

/* ---- calibration --------------------------------------------------------- */

static void share(double *a, double *b)
{
    *a = *b = (*a + *b) / 2;
}

static int is_alike(const struct tare_pair_runner *both)
{
    double ratio = both->sides[1].calibration.iteration_ns /
                   both->sides[0].calibration.iteration_ns;

    return ratio < TARE_SHARED_RATIO && ratio > 1 / TARE_SHARED_RATIO;
}

static int goes_on(const struct tare_pair_runner *both)
{
    return !tare_pair_runner_is_over(both) && !tare_signals_end_wanted();
}

/* Other iteration counts would be tied to the side, so the sides must really
 * differ before they get them. */
static void find_difference(struct tare_pair_runner *both,
                            struct tare_context *context)
{
    for (int i = 0; i < LOOKS && !is_alike(both); i++)
        for (unsigned side = 0; side < 2 && goes_on(both); side++)
            tare_runner_calibrate_again(&both->sides[side], context);
}

/* What both together say of an iteration. */
static void share_calibration(struct tare_runner *old, struct tare_runner *new)
{
    struct tare_calibration *one = &old->calibration;
    struct tare_calibration *other = &new->calibration;

    share(&one->iteration_ns, &other->iteration_ns);
    share(&one->iteration_wall_ns, &other->iteration_wall_ns);
    share(&old->setup_ns, &new->setup_ns);
}

void tare_pair_runner_calibrate(struct tare_pair_runner *both,
                                struct tare_context *context,
                                struct tare_rng *coins)
{
    unsigned first = tare_rng_below(coins, 2);

    /* both, to see whether both fail */
    for (unsigned i = 0; i < 2 && !tare_signals_end_wanted(); i++)
        tare_runner_calibrate(&both->sides[first ^ i], context);
    if (goes_on(both))
        find_difference(both, context);
    if (!goes_on(both))
        return;
    if (is_alike(both))
        share_calibration(&both->sides[0], &both->sides[1]);
    for (unsigned side = 0; side < 2; side++)
        tare_runner_plan(&both->sides[side], context);
}

void tare_pair_runner_try(struct tare_pair_runner *both,
                          struct tare_context *context)
{
    for (unsigned side = 0; side < 2 && !tare_signals_end_wanted(); side++)
        tare_runner_try(&both->sides[side], context);
}

int tare_pair_runner_is_ok(const struct tare_pair_runner *both)
{
    return both->sides[0].row->status == TARE_STATUS_OK &&
           both->sides[1].row->status == TARE_STATUS_OK;
}

/* ---- pairs --------------------------------------------------------------- */

/* Whether a launch that went wrong ends the case: one that hung or skipped
 * itself will do so again, a crash gets a few more chances. */
static int is_final(const struct tare_pair_runner *both,
                    const struct tare_shot *shot)
{
    enum tare_status status = shot->session.launched.end.status;

    return status == TARE_STATUS_TIMED_OUT || status == TARE_STATUS_SKIPPED ||
           both->sides[0].row->voided + both->sides[1].row->voided >= VOIDS_MAX;
}

/* The pair does not count; that it was void does, on the side of the fault. */
static void void_pair(struct tare_pair_runner *both,
                      struct tare_context *context, unsigned side,
                      const struct tare_shot *shot)
{
    struct tare_case *row = both->sides[side].row;

    row->voided++;
    if (is_final(both, shot)) {
        tare_runner_take(&both->sides[side], context, shot);
        return;
    }
    free(row->reason);
    row->reason = tare_strdup(shot->session.launched.end.reason);
}

void tare_pair_runner_take_pair(struct tare_pair_runner *both,
                                struct tare_context *context,
                                struct tare_rng *coins)
{
    struct tare_journal *journal = context->settings->journal;
    unsigned first = tare_rng_below(coins, 2), good = 0, ended = 0;
    struct tare_shot shots[2] = { 0 };

    tare_journal_hold(journal);
    for (unsigned i = 0; i < 2 && good == i && !tare_signals_end_wanted();
         i++, ended++) {
        unsigned side = first ^ i;

        tare_runner_shoot(&both->sides[side], context, &shots[side]);
        if (shots[side].is_complete && !shots[side].is_void)
            good++;
        else if (!shots[side].is_void)
            void_pair(both, context, side, &shots[side]);
    }
    if (good == 1 && ended == 1) /* half a pair, which will be taken whole */
        tare_journal_drop(journal);
    tare_journal_let_go(journal);
    for (unsigned side = 0; side < 2; side++) {
        if (good == 2)
            tare_runner_take(&both->sides[side], context, &shots[side]);
        tare_shot_release(&shots[side]);
    }
}
