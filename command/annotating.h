/* SPDX-License-Identifier: MIT */
/* A function of each profile, line by line: from the profile, the source and what
 * objdump (binutils) says of the executable. */
#ifndef TARE_COMMAND_ANNOTATING_H
#define TARE_COMMAND_ANNOTATING_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/fail.h"
#include "store/record.h"

/* Of all cases that have it in their profile; an error when none has. */
int tare_annotate(const struct tare_run *run, const char *function,
                  FILE *stream, const struct tare_style *style,
                  struct tare_err *err);

#endif
