/* SPDX-License-Identifier: MIT */
/* A function of each profile, line by line: from the profile, the source and what
 * objdump (binutils) says of the executable. */
#ifndef TARE_COMMAND_ANNOTATING_H
#define TARE_COMMAND_ANNOTATING_H

#include <stdio.h>

#include "command/options.h"
#include "store/record.h"

/* The one that was asked for, if any, of all cases and sides that have it in their
 * profile; an error when none has. */
int tare_annotate(const struct tare_run *run,
                  const struct tare_options *options, FILE *stream,
                  struct tare_err *err);

#endif
