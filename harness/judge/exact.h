/* SPDX-License-Identifier: MIT */
/*
 * Judging what was counted instead of measured.  No statistics: the same
 * executable gives the same count, so any difference is one, and a limit says
 * from where on it matters.
 */
#ifndef TARE_HARNESS_EXACT_H
#define TARE_HARNESS_EXACT_H

#include "store/comparison.h"

/* The limit of a measure of which no policy says anything; threshold is that
 * of the case. */
struct tare_limit tare_exact_limit(const char *measure, double threshold);

/* Whether the judge has anything to say of it: exact on some side. */
int tare_exact_is_judged(const struct tare_measure *old,
                         const struct tare_measure *new);

/* Rules on the verdict of that measure, which both sides have. */
void tare_exact_rule(struct tare_verdict *verdict,
                     const struct tare_measure *old,
                     const struct tare_measure *new,
                     const struct tare_limit *limit);

#endif
