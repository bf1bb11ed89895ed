/* SPDX-License-Identifier: MIT */
/*
 * Cells in, aligned text out; knows nothing of benchmarks.
 *
 *     struct tare_table table = { 0 };
 *     tare_table_row(&table);
 *     tare_table_cell(&table, "sum", TARE_ALIGN_LEFT, TARE_INK_PLAIN);
 *     tare_table_cell(&table, "41.23 ns", TARE_ALIGN_RIGHT, TARE_INK_STRONG);
 *     tare_table_print(&table, stdout, &style);
 *
 * Widths are computed once, at the end, from all rows.  A cell that spans takes
 * the rest of its row and widens no column.  The first column is cut at 120
 * columns, and to fit where the style says how wide the output may be.
 */
#ifndef TARE_REPORT_TABLE_H
#define TARE_REPORT_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "report/terminal/style.h"
#include "store/buf.h"

enum tare_align {
    TARE_ALIGN_LEFT,
    TARE_ALIGN_RIGHT,
    TARE_ALIGN_POINT, /* numbers under each other at the point, where all cells of
                         the column have one unit; else as right */
    TARE_ALIGN_WHOLE, /* of the first column, to the left: one that does not fit
                         stands on a line of its own, above its row */
    TARE_ALIGN_SPAN
};

struct tare_cell {
    char *text; /* owned; harmless */
    enum tare_align align;
    enum tare_ink ink;
    size_t row;
};

struct tare_table {
    struct tare_cell *cells;
    size_t count, rows;
};

/* Begins a row. */
void tare_table_row(struct tare_table *table);

/* Adds a cell to the last row; the text is copied, and made harmless but for
 * its newlines. */
void tare_table_cell(struct tare_table *table, const char *text,
                     enum tare_align align, enum tare_ink ink);

/* The same, and the text is taken: the buffer is empty again. */
void tare_table_take(struct tare_table *table, struct tare_buf *text,
                     enum tare_align align, enum tare_ink ink);

/* Adds cells about what is below them: of the first column the first, and the
 * others to the right. */
void tare_table_heads(struct tare_table *table, const char *const *names,
                      size_t count);

void tare_table_print(struct tare_table *table, FILE *stream,
                      const struct tare_style *style);
void tare_table_release(struct tare_table *table);

#endif
