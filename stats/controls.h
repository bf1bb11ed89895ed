/* SPDX-License-Identifier: MIT */
/*
 * What the two controls of a duel say about the session as a whole.
 *
 * The negative control is one kernel against its own copy: if that differs,
 * something is tied to the label of a side, and no verdict can be trusted.  The
 * positive control is the same kernel with the threshold's share of work more:
 * if that is not found, the machine could not resolve the threshold today, and
 * "not found" means little for the rest.
 */
#ifndef TARE_STATS_CONTROLS_H
#define TARE_STATS_CONTROLS_H

#include <stddef.h>

#include "stats/sequential.h"

struct tare_controls {
    double p;        /* of the negative control, two-sided signed-rank */
    int label_fault; /* p < 1e-4: withhold all verdicts */
    int blind;       /* the positive control was not found: warn */
};

/* negative: all pairs of the negative control.  scratch holds
 * tare_controls_scratch(count) doubles. */
struct tare_controls tare_controls(const double *negative, size_t count,
                                   const struct tare_ruling *positive,
                                   double *scratch);
size_t tare_controls_scratch(size_t count);

#endif
