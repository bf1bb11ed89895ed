/* SPDX-License-Identifier: MIT */
/* Results as the lines that tools for other harnesses read. */
#ifndef TARE_REPORT_LINES_H
#define TARE_REPORT_LINES_H

#include <stdio.h>

#include "store/record.h"

/* NAME                    time:   [41.10 ns 41.23 ns 41.35 ns]
 * with nothing after the bracket; a long name stands on the line before. */
void tare_lines_criterion(const struct tare_run *run, FILE *stream);

/* test NAME ... bench:          41.23 ns/iter (+/- 0.13)
 * with no blank in the name. */
void tare_lines_bencher(const struct tare_run *run, FILE *stream);

#endif
