/* SPDX-License-Identifier: MIT */
/*
 * Replacing functions of the running program: the first bytes of each become
 * a jump to another function, so that every caller gets there, however it was
 * linked.  What stood there is lost.
 *
 * For x86-64, aarch64 and riscv64.  Call it while no other thread can be
 * inside of these functions.
 */
#ifndef TARE_HARNESS_HOOK_H
#define TARE_HARNESS_HOOK_H

#include <stddef.h>
#include <stdint.h>

struct tare_hook {
    const char *name; /* for people */
    uintptr_t entry;
    size_t size; /* of its code; 0: not known */
    uintptr_t replacement;
};

enum {
    TARE_HOOKS_MAX = 64
};

/* Whether there is a way for this processor. */
int tare_hook_is_known(void);

/* All of them, or none: 0, or -1 and why not. */
int tare_hook_all(const struct tare_hook *hooks, size_t count, char *reason,
                  size_t size);

#endif
