/* SPDX-License-Identifier: MIT */
/* The tables of the page of a case. */
#ifndef TARE_REPORT_CASE_TABLES_H
#define TARE_REPORT_CASE_TABLES_H

#include "report/html/page.h"

/* Appends a cell "41.2 ns (41.0 … 41.4)", or a dash where the case, which may be
 * NULL, has no such estimate. */
void tare_case_estimate(struct tare_buf *cells, const struct tare_case *c,
                        const char *measure);

/* Appends a row for each measure, with both sides and the change. */
void tare_case_measures(struct tare_buf *buf, const struct tare_entry *entry);

/* Appends mean, median and so on of the samples, one table for each side. */
void tare_case_statistics(struct tare_buf *buf, const struct tare_pages *pages,
                          const struct tare_entry *entry);

/* Appends every launch and what disturbed it, both sides in one table. */
void tare_case_launches(struct tare_buf *buf, const struct tare_entry *entry);

#endif
