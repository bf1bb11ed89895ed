/* SPDX-License-Identifier: MIT */
/*
 * The meter "sites": by which calls blocks are allocated, how long they live, which
 * are there at the peak and which are left over.  All counts are exact.  The stacks
 * are sent beside the results, as those of a profile (store/profile.h).
 */
#ifndef TARE_HARNESS_SITES_H
#define TARE_HARNESS_SITES_H

#include "harness/bench/meter.h"

extern const struct tare_meter tare_sites_meter;

#endif
