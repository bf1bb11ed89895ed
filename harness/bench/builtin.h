/* SPDX-License-Identifier: MIT */
/*
 * The benchmarks that every tare program holds besides the user's: the empty
 * loop, and kernels whose code never changes from version to version.  The
 * kernels are the canaries of a run (did the machine change?) and the controls
 * of a duel (does the comparison itself work?).
 */
#ifndef TARE_HARNESS_BUILTIN_H
#define TARE_HARNESS_BUILTIN_H

#include "harness/bench/suite.h"

enum tare_builtin {
    TARE_BUILTIN_EMPTY,    /* a loop around nothing */
    TARE_BUILTIN_CHAIN,    /* dependent multiplications */
    TARE_BUILTIN_HASH,     /* a hash over what fits the first-level cache */
    TARE_BUILTIN_CHASE,    /* pointers through half of the second level */
    TARE_BUILTIN_STREAM,   /* a sum over 8 MiB */
    TARE_BUILTIN_BRANCHES, /* branches that cannot be predicted */
    TARE_BUILTINS
};

enum {
    /* units of work of TARE_BUILTIN_HASH when nothing else is asked: enough
     * that a hundredth of a percent can be added */
    TARE_BUILTIN_WORK = 10000
};

/* The builtin that this entry of an opening means, and its case's identity
 * (released by the caller); NULL for an entry of the registry. */
const struct tare_entry_ *tare_builtin_entry(size_t entry, uint64_t work,
                                             struct tare_identity *identity);

/* Fills in a case of it, with id "tare/hash" and so on, in that binary of the
 * suite; work counts for TARE_BUILTIN_HASH only, 0 is TARE_BUILTIN_WORK. */
void tare_builtin_case(struct tare_suite_case *c, enum tare_builtin which,
                       uint64_t work, size_t binary);

/* Whether it is one of them. */
int tare_builtin_is(const struct tare_suite_case *c);

#endif
