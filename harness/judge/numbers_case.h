/* SPDX-License-Identifier: MIT */
/*
 * One case in two saved runs: what can be said of it at once (it failed, it is
 * new, it must not be judged), and for the rest how far each measure moved,
 * which only the sessions as a whole can judge.
 */
#ifndef TARE_HARNESS_NUMBERS_CASE_H
#define TARE_HARNESS_NUMBERS_CASE_H

#include "harness/judge/numbers.h"

enum {
    TARE_NUMBERS_LAUNCHES = 5 /* as many as make four degrees of freedom */
};

/* A verdict that is still open. */
struct tare_open_change {
    size_t item;          /* of the comparison */
    double change, error; /* log-ratio, new over old */
};

struct tare_open_changes {
    struct tare_comparison *out;
    const struct tare_run *old, *new;
    const struct tare_numbers_settings *settings;
    int is_elsewhere;               /* measured by different machines */
    struct tare_open_change *items; /* owned */
    size_t count;
};

/* Adds the verdicts of a case, and changes for those that stay open.  old is
 * NULL for a case that is new, new for one that is gone. */
void tare_numbers_case_add(struct tare_open_changes *changes,
                           const struct tare_case *old,
                           const struct tare_case *new);

#endif
