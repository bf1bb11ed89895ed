/* SPDX-License-Identifier: MIT */
/* Choosing among the meters. */
#ifndef TARE_HARNESS_METERS_H
#define TARE_HARNESS_METERS_H

#include "harness/bench/meter.h"
#include "store/fail.h"

/* What is taken without being asked for. */
struct tare_wanted tare_wanted_default(void);

/* Of these, what rides along with the launches that are timed. */
struct tare_wanted tare_wanted_along(const struct tare_wanted *wanted);

/* From "allocations,counters": names of meters, "time" (which is always there),
 * "default", "all", "none". */
int tare_wanted_parse(struct tare_wanted *wanted, const char *list,
                      struct tare_err *err);

/* Leaves out what this machine does not have, and says so of what was asked
 * for, whole meters and single events: a line for each in `refused`, for the
 * caller to free; NULL for none. */
void tare_wanted_check(struct tare_wanted *wanted, char **refused);

#endif
