/* SPDX-License-Identifier: MIT */
/*
 * Which benchmarks this binary holds, in order of declaration, and the cases
 * they make: each combination of arguments is one.  Cases are made when asked
 * for, because a launch needs one of perhaps ten thousand.
 */
#ifndef TARE_HARNESS_REGISTRY_H
#define TARE_HARNESS_REGISTRY_H

#include "harness/include/tare.h"
#include "store/fail.h"
#include "store/record.h"

enum {
    TARE_THREADS_MAX = 1024
};

/* The first declared benchmark; follow `next`.  NULL for none. */
const struct tare_entry_ *tare_registry_first(void);

/* The benchmark of that position, or NULL. */
const struct tare_entry_ *tare_registry_at(size_t index);

/* How many cases the benchmark makes; 0 with err for axes that make no sense,
 * such as a range whose factor does not grow. */
size_t tare_registry_cases(const struct tare_entry_ *entry,
                           struct tare_err *err);

/* The identity of its case number index, in which the first axis varies
 * slowest.  Released by the caller. */
void tare_registry_identity(const struct tare_entry_ *entry, size_t index,
                            struct tare_identity *identity);

#endif
