/* SPDX-License-Identifier: MIT */
/* What a run, or a race, shows of itself. */
#ifndef TARE_COMMAND_SHOW_RUN_H
#define TARE_COMMAND_SHOW_RUN_H

#include <stdio.h>

#include "command/options.h"
#include "store/contests.h"

/* Results to the stream, the rest to stderr.  contests: NULL where the run is the
 * new side of a duel. */
void tare_show_run(const struct tare_run *run,
                   const struct tare_contests *contests,
                   const struct tare_options *options, FILE *stream);

#endif
