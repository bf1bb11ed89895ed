/* SPDX-License-Identifier: MIT */
/* One look at a thread. */
#ifndef TARE_HARNESS_LOOK_H
#define TARE_HARNESS_LOOK_H

#include <sys/types.h>

#include "harness/stacks/unwind.h"

struct tare_look {
    pid_t thread;
    struct tare_registers registers;
    struct tare_extent_of_memory copy; /* of the stack, from its pointer on */
    int is_kernel; /* which ran on its behalf; the rest is where it was called */
};

#endif
