/* SPDX-License-Identifier: MIT */
/*
 * Judging two saved runs by their numbers alone: for when the old executable
 * is not there, or does not run here.
 *
 * Such a judge sees large changes only, and what it sees it calls suspect, not
 * proven: stats/sessions.h says why.  Where machine or build differ it judges
 * nothing unless told to.  A record of a duel counts by its new side.
 *
 * Pure: no I/O, no clock, no random numbers.
 */
#ifndef TARE_HARNESS_NUMBERS_H
#define TARE_HARNESS_NUMBERS_H

#include "store/comparison.h"
#include "store/record.h"

struct tare_numbers_settings {
    double threshold; /* the change that matters: 0.02 is 2 % */
    double alpha;     /* allowed chance of any false suspect in the suite */
    /* The threshold of one case, from what it declares itself (0: nothing).
     * NULL: what it declares, else the one above. */
    double (*threshold_of)(const char *id, double declared, void *context);
    /* The limit of an exact measure, which without a policy would be
     * `otherwise`; NULL: that. */
    struct tare_limit (*limit_of)(const char *id, const char *measure,
                                  struct tare_limit otherwise, void *context);
    void *context;    /* of both */
    int trust;        /* rule "regressed" and "improved" on suspicion */
    int judge_anyway; /* although machine or build differ */
};

/* Fills in all of an empty comparison but the names of the sides, which may
 * be set before or after. */
void tare_numbers_judge(struct tare_comparison *out, const struct tare_run *old,
                        const struct tare_run *new,
                        const struct tare_numbers_settings *settings);

#endif
