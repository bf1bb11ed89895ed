/* SPDX-License-Identifier: MIT */
/* The stack of the thread that asks. */
#ifndef TARE_HARNESS_HERE_H
#define TARE_HARNESS_HERE_H

#include "harness/stacks/unwind.h"

/* This function itself is its first frame. */
void tare_stack_here(const struct tare_modules *modules,
                     struct tare_stack *stack);

#endif
