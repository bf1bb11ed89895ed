/* SPDX-License-Identifier: MIT */
/* Keeping what was measured: under a name with its executables, and without
 * one until the next few runs. */
#ifndef TARE_COMMAND_SAVE_H
#define TARE_COMMAND_SAVE_H

#include "command/options.h"
#include "harness/bench/suite.h"
#include "store/comparison.h"
#include "store/fail.h"
#include "store/record.h"

/* Refuses before anything is measured what is not to be saved: a name that
 * cannot be, a store that cannot be written, a build that is no reference. */
int tare_save_check(const struct tare_suite *suite,
                    const struct tare_options *options, struct tare_err *err);

/* Saves the baseline; the suite knows the executables. */
int tare_save_baseline(struct tare_run *run, const struct tare_suite *suite,
                       const struct tare_options *options,
                       struct tare_err *err);

/* Keeps the record among the last ones; that it cannot be is said, no more. */
void tare_save_last(const struct tare_run *run,
                    const struct tare_options *options);

/* Removes verdict files of before, which must not pass for what is about to be
 * found out. */
void tare_save_no_verdict(const struct tare_options *options);

/* Keeps the verdicts as verdict.json of the store, in the same way. */
void tare_save_verdict(const struct tare_comparison *comparison,
                       const char *outcome, int status,
                       const struct tare_options *options);

#endif
