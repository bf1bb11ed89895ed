/* SPDX-License-Identifier: MIT */
/* What a thread waits for, by the system call in which it has left its CPU. */
#ifndef TARE_HARNESS_BLOCKED_ON_H
#define TARE_HARNESS_BLOCKED_ON_H

#include "harness/meters/look.h"

enum tare_blocked {
    TARE_BLOCKED_OTHER, /* or it cannot be told */
    TARE_BLOCKED_LOCK,  /* whatever is a futex for the kernel */
    TARE_BLOCKED_SLEEP,
    TARE_BLOCKED_INPUT, /* and output */
    TARE_BLOCKED_CHILD,
    TARE_BLOCKED_PAGE, /* it is in no system call */
    TARE_BLOCKED_YIELD,
    TARE_BLOCKED_SHARED, /* a lock that another thread has waited for too; only
                            whoever sees all threads can say that */
    TARE_BLOCKED_COUNT
};

/* Of a look at the moment in which it leaves its CPU.  lock: the address that it
 * waits for, of a lock; else 0. */
enum tare_blocked tare_blocked_on(const struct tare_modules *modules,
                                  const struct tare_registers *registers,
                                  uint64_t *lock);

/* As it is called in a profile: a name in brackets. */
const char *tare_blocked_name(enum tare_blocked on);

#endif
