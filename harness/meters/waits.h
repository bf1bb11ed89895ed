/* SPDX-License-Identifier: MIT */
/*
 * The meter "waits": where threads wait, how long, and for what.  Launches in which
 * the kernel tells of each time that a thread leaves its CPU, with its stack, and
 * of each time that it is back; sent beside the results as a profile whose looks are
 * nanoseconds.
 */
#ifndef TARE_HARNESS_WAITS_H
#define TARE_HARNESS_WAITS_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_waits_meter;

/* Whether it is possible here, in words.  0, or -1: not, or not where. */
int tare_waits_examine(char *detail, size_t size);

#endif
