/* SPDX-License-Identifier: MIT */
/* Which measures there are, and which of them are asked for. */
#ifndef TARE_COMMAND_MEASURES_H
#define TARE_COMMAND_MEASURES_H

#include "command/options.h"

/* Fills in what --measures and --events ask for. */
int tare_measures_choose(struct tare_options *options, struct tare_err *err);

/* Leaves out what this machine does not have, and says so of what was asked
 * for by name. */
void tare_measures_check(struct tare_wanted *wanted,
                         const struct tare_options *options);

/* --limit MEASURE=FRACTION or MEASURE=+AMOUNT, into the policy. */
struct tare_policy;
int tare_measures_limits(struct tare_policy *policy,
                         const struct tare_options *options,
                         struct tare_err *err);

/* The answer to --list-measures. */
void tare_measures_print(const struct tare_options *options);

#endif
