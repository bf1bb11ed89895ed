/* SPDX-License-Identifier: MIT */
/* Whether records are of one duel on several machines: the same suite, asked the
 * same question. */
#ifndef TARE_HARNESS_FLEET_CHECK_H
#define TARE_HARNESS_FLEET_CHECK_H

#include "harness/judge/fleet.h"
#include "store/fail.h"

/* A refusal names the file, and the case. */
int tare_fleet_check(const struct tare_fleet_machine *machines, size_t count,
                     struct tare_err *err);

#endif
