/* SPDX-License-Identifier: MIT */
/* What stands below the table of results: how time grows over arguments, and,
 * for --verbose, statistics, launches and plan of each case. */
#ifndef TARE_REPORT_DETAILS_H
#define TARE_REPORT_DETAILS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "report/terminal/table.h"
#include "report/terminal/units.h"
#include "store/record.h"

/* Adds a cell "low … high" in that scale; "–" when there is no interval. */
void tare_details_interval(struct tare_table *table,
                           const struct tare_band *interval,
                           const struct tare_scale *scale);

void tare_details_growths(const struct tare_run *run, FILE *stream,
                          const struct tare_style *style);
void tare_details_figures(const struct tare_run *run, FILE *stream,
                          const struct tare_style *style);
void tare_details_plans(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style);

#endif
