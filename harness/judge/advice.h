/* SPDX-License-Identifier: MIT */
/* What to do about a verdict: the next step, in a sentence. */
#ifndef TARE_HARNESS_ADVICE_H
#define TARE_HARNESS_ADVICE_H

#include "store/comparison.h"

/* Sets the advice of a verdict that is complete but for that; one that needs
 * nothing done gets none. */
void tare_advise(struct tare_verdict *verdict);

#endif
