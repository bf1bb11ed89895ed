/* SPDX-License-Identifier: MIT */
/*
 * Caches that know nothing: each line that this process has in memory is put
 * out of all of them, of this core and others, by the instruction that
 * processors have for that.  How large they are does not matter, then, nor who
 * shares them.  What is not in them stays: translations of addresses, and what
 * was learned of branches.
 */
#ifndef TARE_HARNESS_COLD_H
#define TARE_HARNESS_COLD_H

enum tare_cold {
    TARE_COLD_NONE,
    TARE_COLD_LINES, /* of data */
    TARE_COLD_ALL    /* of code as well */
};

/* NULL, or why this machine cannot. */
const char *tare_cold_refusal(void);

/* Empties the caches; 0, or a negative errno.  Takes about 0.6 ms for 8 MiB, and
 * 16 ms for 64 MiB.  Allocates nothing; not for two threads at once. */
int tare_cold_make(enum tare_cold what);

/* Shows that they are empty: how much longer a step through memory takes than
 * the same step again, in ns.  After tare_cold_make(), for one thread. */
double tare_cold_miss_ns(void);

#endif
