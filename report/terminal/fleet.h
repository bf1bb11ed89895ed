/* SPDX-License-Identifier: MIT */
/* What several machines say of one duel: a row for each case, a column for each
 * machine. */
#ifndef TARE_REPORT_FLEET_H
#define TARE_REPORT_FLEET_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "report/terminal/summary.h"
#include "store/comparison.h"

/* The answer, then what matters; unchanged cases are counted, or with verbose
 * shown like the others, and machines with their intervals. */
void tare_fleet_print(const struct tare_comparison *comparison, FILE *stream,
                      const struct tare_style *style, enum tare_detail detail);

#endif
