/* SPDX-License-Identifier: MIT */
/* From the launches of a measure to the numbers that stats/ works on. */
#ifndef TARE_HARNESS_ESTIMATES_H
#define TARE_HARNESS_ESTIMATES_H

#include "stats/estimate.h"
#include "store/record.h"

/* ln of the launch values in time order, or the values themselves when one of
 * them has no logarithm, of the launches that are not set aside; how many. */
size_t tare_measure_logs(const struct tare_measure *measure, double *values,
                         int *is_log);

/* The estimate that the launches give.  Its errors are those of the logarithm
 * if is_log is set, else of the value. */
struct tare_estimate tare_measure_estimate(const struct tare_measure *measure,
                                           double confidence, int *is_log);

/* What all launches say as they were met; of confidence 0 where nothing is known
 * of quiet. */
struct tare_band tare_measure_met(const struct tare_measure *measure,
                                  double confidence);

#endif
