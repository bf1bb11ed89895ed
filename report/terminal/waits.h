/* SPDX-License-Identifier: MIT */
/* Where it waits: a table for each case whose waits were taken. */
#ifndef TARE_REPORT_WAITS_H
#define TARE_REPORT_WAITS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/waits.h"

/* At most so many rows of each thread; 0: those that matter. */
void tare_waits_print(const struct tare_run *run, size_t most, FILE *stream,
                      const struct tare_style *style);

/* Append "waits 312 ± 4 µs per iteration, which is 99 % of ...", and what is to be
 * known of it: a sentence on each line.  Not escaped. */
void tare_waits_describe(struct tare_buf *text, const struct tare_waits *waits);
void tare_waits_doubts(struct tare_buf *text, const struct tare_waits *waits);

#endif
