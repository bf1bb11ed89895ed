/* SPDX-License-Identifier: MIT */
/* What the two sides of a case compute (tare_result()), by whatever they are
 * compared. */
#ifndef TARE_HARNESS_RESULTS_H
#define TARE_HARNESS_RESULTS_H

#include "store/comparison.h"
#include "store/record.h"

/* Adds a judgement of the measure "result" when both sides tell one, and not
 * the same.  It voids nothing else: what the sides take is judged beside it. */
void tare_results_judge(struct tare_comparison *comparison,
                        const struct tare_case *old,
                        const struct tare_case *new);

#endif
