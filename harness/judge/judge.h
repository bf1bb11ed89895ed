/* SPDX-License-Identifier: MIT */
/*
 * From the record of a duel to its verdicts.  Pure: the same record gives the
 * same verdicts, bit for bit, right after the duel and on another machine
 * years later.
 */
#ifndef TARE_HARNESS_JUDGE_H
#define TARE_HARNESS_JUDGE_H

#include "store/comparison.h"

/* Fills in an empty comparison. */
void tare_judge(struct tare_comparison *comparison, const struct tare_run *run);

#endif
