/* SPDX-License-Identifier: MIT */
/* The one clock of the project: monotonic, not adjusted while it runs, in
 * nanoseconds since some moment of the past. */
#ifndef TARE_HARNESS_CLOCK_H
#define TARE_HARNESS_CLOCK_H

#include <stdint.h>

uint64_t tare_clock_now_ns(void);

/* CPU time that this process has used, all threads. */
uint64_t tare_clock_cpu_ns(void);

/* That of the calling thread. */
uint64_t tare_clock_thread_ns(void);

struct tare_clock_facts {
    double resolution_ns; /* smallest step seen between two readings */
    double cost_ns;       /* of one reading, median */
    unsigned backwards;   /* readings that went back: should be 0 */
};

/* Measures the clock with some thousand readings: below a millisecond. */
struct tare_clock_facts tare_clock_measure(void);

#endif
