/* SPDX-License-Identifier: MIT */
/* Several runs side by side: a row for each case and measure, a column for
 * each run, with ratios to the first.  No verdicts: those take two sides. */
#ifndef TARE_REPORT_COLUMNS_H
#define TARE_REPORT_COLUMNS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/record.h"

/* Where the line is too short for all, only ratios are shown, and where it is
 * still too short, the runs come in several tables.  A record of a duel counts
 * by its new side. */
void tare_columns_print(const struct tare_run *const *runs,
                        const char *const *names, size_t count, FILE *stream,
                        const struct tare_style *style);

#endif
