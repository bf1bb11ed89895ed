/* SPDX-License-Identifier: MIT */
/* Where the time goes: a table of functions for each case that has a profile. */
#ifndef TARE_REPORT_PROFILE_H
#define TARE_REPORT_PROFILE_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/record.h"

/* At most so many functions of each; 0: those that matter. */
void tare_profile_print(const struct tare_run *run, size_t most, FILE *stream,
                        const struct tare_style *style);

#endif
