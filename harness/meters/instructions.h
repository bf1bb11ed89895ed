/* SPDX-License-Identifier: MIT */
/*
 * The meter "instructions": what an iteration executes, counted by Valgrind's
 * callgrind, and what a simple cache and branch predictor would make of it.
 *
 * Samples of n and of 2n iterations differ by n iterations and by nothing
 * else, so that set-up, harness and the entry of the loop cancel; what the
 * loop itself executes is known and subtracted.
 */
#ifndef TARE_HARNESS_INSTRUCTIONS_H
#define TARE_HARNESS_INSTRUCTIONS_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_instructions_meter;

#endif
