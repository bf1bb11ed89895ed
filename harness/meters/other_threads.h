/* SPDX-License-Identifier: MIT */
/* Threads that code under test has started. */
#ifndef TARE_HARNESS_OTHER_THREADS_H
#define TARE_HARNESS_OTHER_THREADS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    TARE_OTHER_THREADS_MAX = 64
};

/* Of this process, but the calling one: how many, of which at most so many. */
size_t tare_other_threads_list(pid_t threads[TARE_OTHER_THREADS_MAX]);

/* What they have used of CPUs, with those that have ended: of two clocks, so that
 * it may go back by the time of reading them. */
uint64_t tare_other_threads_ns(void);

#endif
