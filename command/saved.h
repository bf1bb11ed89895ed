/* SPDX-License-Identifier: MIT */
/* Saved runs: by their names, and the cases of them that are chosen. */
#ifndef TARE_COMMAND_SAVED_H
#define TARE_COMMAND_SAVED_H

#include "command/command.h"
#include "store/load.h"
#include "store/record.h"

/* How much of saved runs is needed: verdicts are made of launches, exports
 * and reports want to know of samples too. */
enum tare_load_depth tare_saved_depth(const struct tare_options *options);

/* A saved run by the name of its file or of a baseline. */
int tare_saved_load(struct tare_run *run, const char *name,
                    const struct tare_options *options,
                    enum tare_load_depth depth, struct tare_err *err);

/* Leaves of a saved run the cases that are chosen. */
int tare_saved_choose(struct tare_run *run,
                      const struct tare_case_choice *choice,
                      struct tare_err *err);

#endif
