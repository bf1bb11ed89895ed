/* SPDX-License-Identifier: MIT */
/*
 * Iterations that were timed alone, by the meter "latency": a histogram in ns
 * for each of its launches, beside the measures of the case, because quantiles
 * of all iterations and their intervals do not follow from one number a launch.
 */
#ifndef TARE_STORE_LATENCY_H
#define TARE_STORE_LATENCY_H

#include "stats/tails.h"

enum {
    TARE_LATENCY_QUANTILES = 5,
    TARE_LATENCY_LAUNCHES_MAX = 1000
};

/* Of a launch; so that counts of resamples stay below 2^53. */
#define TARE_LATENCY_COUNT_MAX ((uint64_t)1 << 40)

/* No launches: it was not taken. */
struct tare_latency {
    double floor_ns; /* what a reading of the clock costs and resolves; 0 for a
                        benchmark that keeps its own time */
    struct tare_log_bins *launches; /* each with its items owned */
    size_t count;
};

/* The quantiles that have names, in ascending order: "latency-p50" and 0.5. */
extern const char *const tare_latency_names[TARE_LATENCY_QUANTILES];
extern const double tare_latency_p[TARE_LATENCY_QUANTILES];

/* Whether so many iterations tell of it: enough of them lie beyond.  Of the
 * maximum, always. */
int tare_latency_tells(size_t quantile, double iterations);

/* Iterations of all launches. */
uint64_t tare_latency_iterations(const struct tare_latency *latency);

struct tare_histograms
tare_latency_histograms(const struct tare_latency *latency);

void tare_latency_release(struct tare_latency *latency);

#endif
