/* SPDX-License-Identifier: MIT */
/*
 * From the record of a run to its contests.  Pure, as the judge of a duel is.
 *
 * In each round of a run every case has one launch, in random order, so the
 * launches of two contestants that are equal could as well be exchanged: that is
 * a pair, and the rule is that of stats/sequential.h.  One error budget for all
 * contests of the run.
 */
#ifndef TARE_HARNESS_CONTESTS_H
#define TARE_HARNESS_CONTESTS_H

#include "store/contests.h"

/* Fills in empty contests, which borrow the cases of the run.  While more is
 * going to be measured, it is not over, and only the looks of the rule count. */
void tare_contests_judge(struct tare_contests *contests,
                         const struct tare_run *run, int is_over);

/* The same without the meetings: who competes, whatever was measured. */
void tare_contests_find(struct tare_contests *contests,
                        const struct tare_run *run);

#endif
