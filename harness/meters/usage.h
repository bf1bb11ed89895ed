/* SPDX-License-Identifier: MIT */
/* The meter "usage": what the kernel counts anyway. */
#ifndef TARE_HARNESS_USAGE_H
#define TARE_HARNESS_USAGE_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_usage_meter;

#endif
