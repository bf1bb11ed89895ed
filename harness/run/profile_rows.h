/* SPDX-License-Identifier: MIT */
/* What the launches of the meter "profile" bring to a case: stacks, and after the
 * last one the names of what is in them. */
#ifndef TARE_HARNESS_PROFILE_ROWS_H
#define TARE_HARNESS_PROFILE_ROWS_H

#include "harness/bench/conductor.h"
#include "harness/bench/suite.h"

/* From a launch of that program; from a copy in that folder, NULL for none. */
void tare_profile_harvest(struct tare_profile *profile,
                          struct tare_results *results,
                          const struct tare_suite_binary *program,
                          const char *folder);

/* Looks up all functions and lines, as long as the files are there; programs are
 * called by the paths that people know. */
void tare_profile_name(struct tare_profile *profile,
                       const struct tare_suite *suite);

#endif
