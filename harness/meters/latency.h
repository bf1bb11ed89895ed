/* SPDX-License-Identifier: MIT */
/*
 * The meter "latency": launches in which every iteration is timed alone, so
 * that the rare slow ones show, which the median of samples leaves out.
 *
 * The loop hands out one iteration at a time and notes each in the histogram
 * of its thread (struct tare_alone); here is what surrounds that.  Timing an
 * empty iteration in the same way tells what is to be subtracted.
 */
#ifndef TARE_HARNESS_LATENCY_H
#define TARE_HARNESS_LATENCY_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_latency_meter;

#endif
