/* SPDX-License-Identifier: MIT */
/*
 * Why a time changed, as far as the other measures of both sides tell: more
 * instructions, and in which function; more allocations; or nothing of the
 * kind, which leaves the place where the linker has put the code.
 */
#ifndef TARE_HARNESS_EXPLAIN_H
#define TARE_HARNESS_EXPLAIN_H

#include "store/comparison.h"

/* What the other measures say; NULL: nothing.  is_changed: that the time has
 * changed is proven.  Returned. */
char *tare_explain_evidence(const struct tare_case *old,
                            const struct tare_case *new, int is_changed);

/* Sets the evidence of the verdict of a time that is regressed, improved or
 * inconclusive. */
void tare_explain(struct tare_verdict *verdict, const struct tare_case *old,
                  const struct tare_case *new);

/* Sets the evidence of a verdict on allocations that have changed: which calls. */
void tare_explain_blocks(struct tare_verdict *verdict,
                         const struct tare_case *old,
                         const struct tare_case *new);

/* Takes away evidence from verdicts that need none. */
void tare_explain_less(struct tare_comparison *comparison);

#endif
