/* SPDX-License-Identifier: MIT */
/* What layouts make of a verdict: how far they lie apart, what they leave
 * unknown, and why an alarm does not stand. */
#ifndef TARE_HARNESS_PLACEMENT_H
#define TARE_HARNESS_PLACEMENT_H

#include "harness/judge/pairs.h"
#include "store/comparison.h"

/* For a verdict that has its kind and its change by the pairs of a series:
 * sets its placement, widens the interval by what other layouts might show, and
 * where the layouts are the reason says so.  Without layouts it stays as it
 * is. */
void tare_placement_judge(struct tare_verdict *verdict,
                          const struct tare_pairs *pairs, size_t index);

#endif
