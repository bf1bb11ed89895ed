/* SPDX-License-Identifier: MIT */
/* How far the quantiles of single iterations have moved. */
#ifndef TARE_HARNESS_SHIFTS_H
#define TARE_HARNESS_SHIFTS_H

#include "store/comparison.h"

/* Adds those that the iterations of both sides tell of, with intervals from
 * drawing launches of both anew. */
void tare_shifts_add(struct tare_comparison *comparison,
                     const struct tare_case *old, const struct tare_case *new,
                     uint64_t seed);

#endif
