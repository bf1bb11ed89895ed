/* SPDX-License-Identifier: MIT */
/* Which CPU is measured on, and keeping the coordinator off it. */
#ifndef TARE_HARNESS_CPU_H
#define TARE_HARNESS_CPU_H

#include "harness/machine/cpus.h"

struct tare_cpu {
    struct tare_cpus allowed; /* what this process was started with */
    int measured;             /* launches are pinned to it; -1: not pinned */
    int is_shared;            /* another process has chosen it too */
    int is_fixed;             /* asked for, or isolated: not to be changed */
    struct tare_cpus usable;  /* of those, what launches may be pinned to */
    struct tare_cpus fast;    /* of those, the fastest kind */
};

/* wanted: a CPU number, -1 for "choose", -2 for "do not pin".  Chooses one that
 * no other process has chosen and not ended since: an isolated one where there
 * is one, and otherwise the last of the fastest kind, because interrupts go to
 * the first.  -1 when the wanted CPU is not ours to use. */
int tare_cpu_choose(struct tare_cpu *cpu, int wanted);

/* The same of those only (NULL: all). */
int tare_cpu_choose_among(struct tare_cpu *cpu, int wanted,
                          const struct tare_cpus *among);

/* Moves the calling process off the measured CPU, and back to where it was, so
 * that what it starts then may run anywhere. */
void tare_cpu_step_aside(const struct tare_cpu *cpu);
void tare_cpu_step_back(const struct tare_cpu *cpu);

/* Whether another CPU could be measured on as well as the one that is: allowed,
 * and of the fastest kind. */
int tare_cpu_is_candidate(const struct tare_cpu *cpu, int other);

/* Measures on that one from now on, unless another process has chosen it. */
void tare_cpu_move(struct tare_cpu *cpu, int other);

/* How fast that CPU is for its kind, compared with the fastest one here: 1 where
 * all are of one kind. */
double tare_cpu_capacity(int cpu);

/* Of the first CPU: its cache for data of that level, 1 to 3, in bytes; 0 when
 * nobody says. */
long tare_cpu_cache_bytes(int level);

#endif
