/* SPDX-License-Identifier: MIT */
/* One look at a thread, or a moment in which it left a CPU or came to one. */
#ifndef TARE_HARNESS_LOOK_H
#define TARE_HARNESS_LOOK_H

#include <sys/types.h>

#include "harness/stacks/unwind.h"

enum tare_moment {
    TARE_MOMENT_LOOK,
    TARE_MOMENT_WAITS,     /* it leaves its CPU, */
    TARE_MOMENT_PREEMPTED, /* although it could go on, */
    TARE_MOMENT_RUNS       /* and has one again */
};

struct tare_look {
    enum tare_moment moment; /* of those that are no looks, all is said here: */
    pid_t thread;
    uint64_t
        time_ns; /* by CLOCK_MONOTONIC, if switches are asked for; else 0 */
    struct tare_registers registers;
    struct tare_extent_of_memory copy; /* of the stack, from its pointer on */
    int is_kernel; /* which ran on its behalf; the rest is where it was called */
};

#endif
