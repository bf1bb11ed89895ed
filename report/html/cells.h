/* SPDX-License-Identifier: MIT */
/* What stands in the cells of tables: estimates and changes, and the rows
 * around them. */
#ifndef TARE_REPORT_CELLS_H
#define TARE_REPORT_CELLS_H

#include "report/html/html.h"
#include "report/terminal/units.h"
#include "store/record.h"

/* Appends the text, not longer than a name may be in a page; not escaped. */
void tare_page_cut(struct tare_buf *buf, const char *text);

/* Appends the text with a minus sign where it has a hyphen before a number:
 * "-2.1 … -1.9 %" but not "2026-01-02".  It is for what we wrote ourselves;
 * names stay as they are. */
void tare_page_signs(struct tare_buf *buf, const char *text);

/* Appends "174.3 … 178.5", or nothing. */
void tare_page_interval(struct tare_buf *buf, const struct tare_band *band,
                        const struct tare_scale *scale);

/* Appends "41.2 ns (41.0 … 41.4)"; without an interval where there is none. */
void tare_page_estimate(struct tare_buf *buf, const struct tare_band *band,
                        const char *unit, int has_interval);

/* Appends "+2.1 %" and "+1.9 … +2.3 %", or nothing. */
void tare_page_change(struct tare_buf *buf, const struct tare_band *change);
void tare_page_change_interval(struct tare_buf *buf,
                               const struct tare_band *change);

/* Appends a cell with minus signs; of the latter, the text is taken. */
void tare_page_cell(struct tare_buf *cells, const char *text);
void tare_page_cell_take(struct tare_buf *cells, struct tare_buf *text);

/* Appends the head of a column, and a row, which takes its cells.  Long names
 * are cut. */
void tare_page_head(struct tare_buf *heads, const char *name);
void tare_page_row(struct tare_buf *rows, const char *name,
                   struct tare_buf *cells);

#endif
