/* SPDX-License-Identifier: MIT */
/* What tare profile adds to a run. */
#ifndef TARE_COMMAND_PROFILE_H
#define TARE_COMMAND_PROFILE_H

#include "command/options.h"

/* A run with profiles; in command/run.c. */
int tare_run_profiles(int count, char **words, struct tare_err *err);

/* Prints, for each tool that shows profiles, the command that opens the last
 * one in it. */
void tare_profile_views(const struct tare_options *options);

#endif
