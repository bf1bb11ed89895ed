/* SPDX-License-Identifier: MIT */
/* Single iterations on the page of a case. */
#ifndef TARE_REPORT_LATENCY_TABLE_H
#define TARE_REPORT_LATENCY_TABLE_H

#include "report/html/page.h"

/* Appends a table of the quantiles, with both sides and their shifts; nothing
 * where they were not taken. */
void tare_case_latency(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_entry *entry);

/* Whether that table shows the measure. */
int tare_case_in_latency(const struct tare_entry *entry, const char *measure);

#endif
