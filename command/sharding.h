/* SPDX-License-Identifier: MIT */
/* --shard: which cases of a suite are measured here. */
#ifndef TARE_COMMAND_SHARDING_H
#define TARE_COMMAND_SHARDING_H

#include "command/options.h"
#include "harness/bench/suite.h"
#include "store/record.h"

/* Leaves the suites, which have the same cases or some of them, those of the
 * shard that the options name, and notes in the empty cut how that was done.
 * Without --shard nothing happens. */
int tare_sharding_cut(struct tare_cut *cut, struct tare_suite *const *suites,
                      size_t count, const struct tare_options *options,
                      struct tare_err *err);

/* Names the executables of a part by their content, so that it can be seen
 * whether all parts measured the same. */
void tare_sharding_name_files(struct tare_run *run,
                              const struct tare_suite *suite);

#endif
