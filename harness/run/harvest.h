/* SPDX-License-Identifier: MIT */
/* From the results of a launch to the rows of the record, and from those to
 * the estimate. */
#ifndef TARE_HARNESS_HARVEST_H
#define TARE_HARNESS_HARVEST_H

#include "harness/bench/conductor.h"
#include "harness/meters/meters.h"
#include "stats/estimate.h"
#include "store/record.h"

/* What a launch was, apart from its results. */
struct tare_harvest {
    double start_s, setup_ns;
    int cpu;
    unsigned layout; /* as in struct tare_launch */
    unsigned skip;   /* samples in front that do not count: the warm-up */
};

/* Adds one launch to the time measure and to each reported one; the wall time
 * of its samples is returned. */
double tare_harvest_launch(struct tare_case *c,
                           const struct tare_harvest *harvest,
                           const struct tare_results *results);

/* Adds of what was reported only the readings of that meter, of a launch of its
 * own. */
void tare_harvest_meter(struct tare_case *c, const struct tare_harvest *harvest,
                        const struct tare_results *results,
                        const struct tare_meter *meter);

/* Adds what was reported after the loop. */
void tare_harvest_late(struct tare_case *c, const struct tare_harvest *harvest,
                       const struct tare_results *late);

/* Estimate, interval and spread of a measure from its launches; evidence that
 * has an estimate already, of more than one number a launch, keeps it. */
struct tare_estimate tare_harvest_estimate(struct tare_measure *measure,
                                           double confidence);

#endif
