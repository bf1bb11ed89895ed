/* SPDX-License-Identifier: MIT */
/*
 * A comparison as text: the answer in one line, then what changed or could not
 * be told, with evidence, reason and next step; the rest counted.
 */
#ifndef TARE_REPORT_VERDICTS_H
#define TARE_REPORT_VERDICTS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "report/terminal/summary.h"
#include "store/comparison.h"

/* Quiet: the answer and what changed, a line each.  Verbose: every case. */
void tare_verdicts_print(const struct tare_comparison *comparison, FILE *stream,
                         const struct tare_style *style,
                         enum tare_detail detail);

#endif
