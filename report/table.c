/* SPDX-License-Identifier: MIT */
#include "report/table.h"

#include <stdlib.h>

#include "report/text.h"
#include "store/alloc.h"

enum { COLUMNS_MAX = 16, GAP = 2, FIRST_MIN = 12 };

void tare_table_row(struct tare_table *table)
{
    table->rows++;
}

void tare_table_cell(struct tare_table *table, const char *text,
                     enum tare_align align, enum tare_ink ink)
{
    table->cells =
        tare_grow(table->cells, table->count, sizeof *table->cells);
    table->cells[table->count++] =
        (struct tare_cell){ tare_strdup(text), align, ink, table->rows };
}

static void find_widths(const struct tare_table *table,
                        size_t widths[COLUMNS_MAX])
{
    size_t column = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct tare_cell *cell = &table->cells[i];
        size_t width = tare_text_width(cell->text);

        column = i > 0 && cell->row == cell[-1].row ? column + 1 : 0;
        if (column < COLUMNS_MAX && cell->align != TARE_ALIGN_SPAN &&
            width > widths[column])
            widths[column] = width;
    }
}

/* The first column gives way where the line would be too long. */
static void fit(size_t widths[COLUMNS_MAX], size_t columns)
{
    size_t rest = 0;

    for (size_t i = 1; i < COLUMNS_MAX; i++)
        if (widths[i] > 0)
            rest += widths[i] + GAP;
    if (columns == 0 || widths[0] + rest <= columns)
        return;
    widths[0] = columns > rest + FIRST_MIN ? columns - rest : FIRST_MIN;
}

static void print_cell(const struct tare_cell *cell, size_t width, int is_last,
                       FILE *stream, const struct tare_style *style)
{
    struct tare_buf text = { 0 };
    size_t used;

    if (cell->align == TARE_ALIGN_SPAN)
        tare_buf_puts(&text, cell->text);
    else
        tare_text_cut(&text, cell->text, width);
    used = tare_text_width(tare_buf_text(&text));
    if (cell->align == TARE_ALIGN_RIGHT && used < width)
        fprintf(stream, "%*s", (int)(width - used), "");
    fprintf(stream, "%s%s%s", tare_ink_begin(style, cell->ink),
            tare_buf_text(&text), tare_ink_end(style, cell->ink));
    if (cell->align == TARE_ALIGN_LEFT && used < width && !is_last)
        fprintf(stream, "%*s", (int)(width - used), "");
    tare_buf_release(&text);
}

void tare_table_print(const struct tare_table *table, FILE *stream,
                      const struct tare_style *style)
{
    size_t widths[COLUMNS_MAX] = { 0 }, column = 0;

    find_widths(table, widths);
    fit(widths, style->columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct tare_cell *cell = &table->cells[i];
        int is_first = i == 0 || cell->row != cell[-1].row;
        int is_last = i + 1 == table->count || cell->row != cell[1].row;

        column = is_first ? 0 : column + 1;
        if (!is_first)
            fprintf(stream, "%*s", GAP, "");
        print_cell(cell, column < COLUMNS_MAX ? widths[column] : 0, is_last,
                   stream, style);
        if (is_last)
            fputc('\n', stream);
    }
}

void tare_table_release(struct tare_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->cells);
    *table = (struct tare_table){ 0 };
}
