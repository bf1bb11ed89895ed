/* SPDX-License-Identifier: MIT */
/* The times of the launches of pairs, against each other and at one pace. */
#ifndef TARE_HARNESS_PAIR_TIMES_H
#define TARE_HARNESS_PAIR_TIMES_H

#include <stddef.h>

#include "store/record.h"

/* ln new over old.  Equal values do not differ, be they 0; otherwise both must
 * be positive, or it is NaN. */
double tare_log_ratio(double old, double new);

/* That of the times of pairs from..from+count; sides: old, new. */
void tare_pair_times(const struct tare_case *const sides[2], size_t from,
                     size_t count, double *ratios);

/* Where interrupts do not explain what was taken out of the launches, nothing was:
 * sets the values of both sides. */
void tare_pair_times_settle(struct tare_case *const sides[2]);

#endif
