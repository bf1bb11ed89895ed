/* SPDX-License-Identifier: MIT */
/* What is known of the two sides of a case before any time is compared, by
 * duels and by two saved runs alike: whether both are there and ended well,
 * whether they compute the same, and whether they can be trusted. */
#ifndef TARE_HARNESS_STANDING_H
#define TARE_HARNESS_STANDING_H

#include "store/comparison.h"
#include "store/record.h"

/* Adds what stands already; either side may be NULL.  Whether that is all there
 * is to say; results that differ are not, times are judged beside them. */
int tare_standing_judge(struct tare_comparison *comparison,
                        const struct tare_case *old,
                        const struct tare_case *new);

/* Adds that the new side alone has this, or the old one.  measure is NULL when
 * the whole case is meant and it has none. */
void tare_standing_alone(struct tare_comparison *comparison,
                         const struct tare_case *c,
                         const struct tare_measure *measure, int is_new);

/* Overrules what the measures say when the benchmark is broken on a side, or when
 * times cannot be trusted there and the verdict is on one; whether it did. */
int tare_standing_withhold(struct tare_verdict *verdict,
                           const struct tare_case *old,
                           const struct tare_case *new);

#endif
