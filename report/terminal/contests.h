/* SPDX-License-Identifier: MIT */
/* Who is fastest, in words: of each group of a run, as far as it was shown. */
#ifndef TARE_REPORT_CONTESTS_H
#define TARE_REPORT_CONTESTS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/contests.h"

/* A table with a line for each group and, where that changes with an argument,
 * for each range of it; then where they cross.  Every meeting, if asked. */
void tare_contests_print(const struct tare_contests *contests, FILE *stream,
                         const struct tare_style *style, int is_verbose);

#endif
