/* SPDX-License-Identifier: MIT */
/* Why a verdict is what it is, and what to do: a code, a sentence, the next
 * step. */
#ifndef TARE_HARNESS_REASONS_H
#define TARE_HARNESS_REASONS_H

#include "stats/sequential.h"
#include "store/comparison.h"

struct tare_verdict_reason {
    const char *code;
    const char *reason; /* NULL: composed where it is found */
    const char *advice; /* NULL: nothing needs to be done */
};

/* That of a ruling; the code may be NULL. */
const struct tare_verdict_reason *tare_reason_of(enum tare_reason reason);

/* Why a ruling ended as it did, of a duel with so many pairs of the case: its
 * own reason, or, where time was what was missing, that it was interrupted or
 * that no more pairs were allowed. */
const struct tare_verdict_reason *tare_reason_choose(enum tare_reason reason,
                                                     const struct tare_run *run,
                                                     size_t pairs);

/* That of the code, which the table has. */
const struct tare_verdict_reason *tare_reason_find(const char *code);

/* Sets the advice of a verdict that is complete but for that; one that needs
 * nothing done gets none. */
void tare_advise(struct tare_verdict *verdict);

#endif
