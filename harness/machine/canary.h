/* SPDX-License-Identifier: MIT */
/*
 * A short piece of work that is always the same, and therefore tells what the
 * machine does: whoever shares the core, or slows it down, makes it longer.
 */
#ifndef TARE_HARNESS_CANARY_H
#define TARE_HARNESS_CANARY_H

/* Registers only: it leaves the caches to the benchmark between whose samples
 * it is read.  All of it takes some 15 microseconds on a machine of today. */
struct tare_canary {
    double pace_ns;        /* of a chain: how fast the clock of the core goes */
    double share_ns;       /* of what fills the core: how much of it is ours */
    double interrupted_ns; /* what interrupts took while it was read */
};

struct tare_canary tare_canary_read(void);

#endif
