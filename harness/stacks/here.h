/* SPDX-License-Identifier: MIT */
/* The stack of the thread that asks, now or where a signal interrupted it. */
#ifndef TARE_HARNESS_HERE_H
#define TARE_HARNESS_HERE_H

#include "harness/stacks/unwind.h"

/* Where the thread's stack lies; nothing where that is not known. */
struct tare_stack_limits {
    uint64_t low, high;
};

void tare_stack_limits(struct tare_stack_limits *limits);

/* Copies what there is from that address on: inside of these limits, or else,
 * since code may run on a stack of its own, as far as the kernel lets us.  How
 * much that was.  Never faults, and may be called in a handler of signals. */
size_t tare_stack_copy(const struct tare_stack_limits *limits, uint64_t address,
                       unsigned char *copy, size_t size);

/* The registers of what was interrupted, by the context that a handler gets. */
void tare_stack_interrupted(struct tare_registers *registers,
                            const void *context);

uint64_t tare_stack_pointer(const struct tare_registers *registers);

/* This function itself is its first frame. */
void tare_stack_here(const struct tare_modules *modules,
                     struct tare_stack *stack);

#endif
