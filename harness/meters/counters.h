/* SPDX-License-Identifier: MIT */
/* The meter "counters": what the processor and the kernel count while the
 * clock runs, by --events. */
#ifndef TARE_HARNESS_COUNTERS_H
#define TARE_HARNESS_COUNTERS_H

#include "harness/bench/meter.h"
#include "harness/meters/perf.h"

extern const struct tare_meter tare_counters_meter;

/* What one event of one thread comes to in a sample. */
struct tare_exact_event {
    double value;  /* without what counting itself costs */
    int is_known;  /* or it never had a counter */
    int is_scaled; /* it had one for a part of the time: the rest is guessed */
};

/* From the readings before and after; empty is what a stretch without anything
 * in it counts. */
struct tare_exact_event
tare_counters_between(const struct tare_perf_count *before,
                      const struct tare_perf_count *after, uint64_t stretches,
                      double empty);

#endif
