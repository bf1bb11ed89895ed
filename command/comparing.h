/* SPDX-License-Identifier: MIT */
/*
 * A comparison from what was measured or loaded to the verdicts that are shown,
 * saved and returned.
 *
 *     struct tare_comparing comparing = { .policy = TARE_COMPARING_POLICY };
 *     one of compare_now.h, compare_saved.h, compare_operands.h
 *     status = tare_comparing_conclude(&comparing, options, err);
 *     tare_comparing_release(&comparing);
 */
#ifndef TARE_COMMAND_COMPARING_H
#define TARE_COMMAND_COMPARING_H

#include "command/sides.h"
#include "store/comparison.h"
#include "store/journal.h"
#include "store/policy.h"

/* Outside of a gate nobody has said that no case may go, or compute something
 * else. */
#define TARE_COMPARING_POLICY                                                  \
    {                                                                          \
        .actions = {                                                           \
            [TARE_VERDICT_REMOVED] = TARE_ACTION_WARN,                         \
            [TARE_VERDICT_DIFFERENT] = TARE_ACTION_WARN                        \
        }                                                                      \
    }

struct tare_comparing {
    struct tare_sides sides; /* of a duel */
    struct tare_run run;     /* the duel; of numbers, the new side */
    struct tare_run base;    /* of numbers, the old side */
    struct tare_comparison comparison;
    struct tare_policy policy;
    const char *policy_path; /* NULL: it comes from no file */
    int is_gated;            /* the policy rules each case */
    int is_measured;         /* now, and not long ago */
    struct tare_journal journal;
};

/* How the sides are called in what is shown. */
void tare_comparing_call(struct tare_comparing *comparing, const char *old,
                         const char *new);

/* Which threshold and which alpha hold. */
void tare_comparing_levels(struct tare_comparing *comparing,
                           const struct tare_options *options);

/* What the policy says of one case; the context is the comparing. */
double tare_comparing_threshold(const char *id, double declared, void *context);
struct tare_limit tare_comparing_limit(const char *id, const char *measure,
                                       struct tare_limit otherwise,
                                       void *context);

/* Judges the run, a duel: the record says all there is to say, but for what is
 * noted already. */
void tare_comparing_judge(struct tare_comparing *comparing);

/* Judges by the numbers of base and run. */
void tare_comparing_numbers(struct tare_comparing *comparing,
                            const struct tare_options *options);

/* Shows and saves; the status that the comparison deserves. */
int tare_comparing_conclude(struct tare_comparing *comparing,
                            const struct tare_options *options,
                            struct tare_err *err);

/* Makes of a duel a run of the new side alone. */
void tare_comparing_take_new(struct tare_comparing *comparing);

void tare_comparing_release(struct tare_comparing *comparing);

#endif
