/* SPDX-License-Identifier: MIT */
/* The meter "allocations": malloc() and its relatives, counted. */
#ifndef TARE_HARNESS_ALLOCATIONS_H
#define TARE_HARNESS_ALLOCATIONS_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_allocations_meter;

#endif
