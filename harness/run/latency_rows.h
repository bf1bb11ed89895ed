/* SPDX-License-Identifier: MIT */
/* From the histograms of launches to the row of the case. */
#ifndef TARE_HARNESS_LATENCY_ROWS_H
#define TARE_HARNESS_LATENCY_ROWS_H

#include "harness/bench/conductor.h"

/* Adds the histogram of the launch, if it has one. */
void tare_latency_harvest(struct tare_case *c,
                          const struct tare_results *results);

/* Estimates the quantiles of all iterations, with intervals from drawing
 * launches; nothing where there are no histograms. */
void tare_latency_estimate(struct tare_case *c, double confidence,
                           uint64_t seed);

#endif
