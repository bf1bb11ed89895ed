/* SPDX-License-Identifier: MIT */
/* What the options ask of the contests of a run: --versus and --require. */
#ifndef TARE_COMMAND_CONTESTS_H
#define TARE_COMMAND_CONTESTS_H

#include "command/options.h"
#include "harness/bench/suite.h"
#include "store/contests.h"

/* The argument that competes, or NULL for the names. */
const char *tare_contests_by(const struct tare_options *options);

/* Refuses, before anything is measured, what does not say anything, or nothing
 * of this suite. */
int tare_contests_check(const struct tare_suite *suite,
                        const struct tare_options *options,
                        struct tare_err *err);

/* The contests of a run that is over, which with --versus gets its
 * yardsticks. */
void tare_contests_take(struct tare_contests *contests, struct tare_run *run,
                        const struct tare_options *options);

/* Whether all that is required was shown wherever the two met: 0;
 * TARE_EREGRESSED where the opposite, or that they are equal, was shown;
 * TARE_EINCONCLUSIVE where nothing was. */
int tare_contests_require(const struct tare_contests *contests,
                          const struct tare_options *options,
                          struct tare_err *err);

#endif
