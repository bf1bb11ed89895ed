/* SPDX-License-Identifier: MIT */
/*
 * Whether a word of a stack is where a function returns to, where no frame
 * information tells: by the instruction before it, which must be a call, and by
 * whom that calls.
 */
#ifndef TARE_HARNESS_CALLS_H
#define TARE_HARNESS_CALLS_H

#include "harness/stacks/unwind.h"

enum tare_call_kind {
    TARE_CALL_NONE,    /* no call is before it */
    TARE_CALL_OTHER,   /* of another function, as it seems */
    TARE_CALL_UNKNOWN, /* by a pointer, from another module, or of a function that
                          may have jumped to this one */
    TARE_CALL_LIKELY   /* of the function that the instruction pc is in */
};

struct tare_call {
    enum tare_call_kind kind;
    uint64_t
        begin; /* of whom it calls, where that is likely: of two likely ones
                       the nearer to pc is meant */
};

struct tare_call tare_call_before(const struct tare_modules *modules,
                                  uint64_t back, uint64_t pc);

/* Whether that instruction is one of the linker's, of which a call of another
 * function is made: nothing is on the stack but where that returns to. */
int tare_is_stub(const struct tare_modules *modules, uint64_t pc);

#endif
