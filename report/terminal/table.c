/* SPDX-License-Identifier: MIT */
#include "report/terminal/table.h"

#include <stdlib.h>
#include <string.h>

#include "report/terminal/text.h"
#include "store/alloc.h"

enum {
    COLUMNS_MAX = 16,
    GAP = 2,
    FIRST_MIN = 12,
    FIRST_MAX = 120
};

void tare_table_row(struct tare_table *table)
{
    table->rows++;
}

/* Returned. */
static char *make_harmless(const char *text)
{
    struct tare_buf shown = { 0 };
    char *copy = tare_strdup(text), *rest = copy, *line;

    while ((line = strsep(&rest, "\n")) != NULL) {
        tare_text_show(&shown, line);
        tare_buf_puts(&shown, rest != NULL ? "\n" : "");
    }
    free(copy);
    return tare_buf_detach(&shown);
}

void tare_table_cell(struct tare_table *table, const char *text,
                     enum tare_align align, enum tare_ink ink)
{
    *TARE_ADD(table->cells, table->count) =
        (struct tare_cell){ make_harmless(text), align, ink, table->rows };
}

void tare_table_take(struct tare_table *table, struct tare_buf *text,
                     enum tare_align align, enum tare_ink ink)
{
    tare_table_cell(table, tare_buf_text(text), align, ink);
    tare_buf_release(text);
}

void tare_table_heads(struct tare_table *table, const char *const *names,
                      size_t count)
{
    tare_table_row(table);
    for (size_t i = 0; i < count; i++)
        tare_table_cell(table, names[i],
                        i == 0 ? TARE_ALIGN_LEFT : TARE_ALIGN_RIGHT,
                        TARE_INK_FAINT);
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
    if (widths[0] > FIRST_MAX)
        widths[0] = FIRST_MAX; /* one name of 10 kB must not push all else */
    if (columns == 0 || widths[0] + rest <= columns)
        return;
    widths[0] = columns > rest + FIRST_MIN ? columns - rest : FIRST_MIN;
}

static void add_cell(struct tare_buf *line, const struct tare_cell *cell,
                     size_t width, const struct tare_style *style)
{
    struct tare_buf text = { 0 };
    size_t used;

    if (cell->align == TARE_ALIGN_SPAN)
        tare_buf_puts(&text, cell->text);
    else
        tare_text_cut(&text, cell->text, width);
    used = tare_text_width(tare_buf_text(&text));
    if (cell->align == TARE_ALIGN_RIGHT && used < width)
        tare_buf_fill(line, ' ', width - used);
    if (used > 0)
        tare_buf_printf(line, "%s%s%s", tare_ink_begin(style, cell->ink),
                        text.data, tare_ink_end(style, cell->ink));
    if (cell->align == TARE_ALIGN_LEFT && used < width)
        tare_buf_fill(line, ' ', width - used);
    tare_buf_release(&text);
}

/* Without the blanks of empty cells at its end. */
static void print_line(struct tare_buf *line, FILE *stream)
{
    while (line->size > 0 && line->data[line->size - 1] == ' ')
        line->size--;
    fwrite(tare_buf_text(line), 1, line->size, stream);
    fputc('\n', stream);
    tare_buf_clear(line);
}

void tare_table_print(const struct tare_table *table, FILE *stream,
                      const struct tare_style *style)
{
    size_t widths[COLUMNS_MAX] = { 0 }, column = 0;
    struct tare_buf line = { 0 };

    find_widths(table, widths);
    fit(widths, style->columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct tare_cell *cell = &table->cells[i];
        int is_first = i == 0 || cell->row != cell[-1].row;

        column = is_first ? 0 : column + 1;
        if (!is_first)
            tare_buf_fill(&line, ' ', GAP);
        add_cell(&line, cell, column < COLUMNS_MAX ? widths[column] : 0, style);
        if (i + 1 == table->count || cell->row != cell[1].row)
            print_line(&line, stream);
    }
    tare_buf_release(&line);
}

void tare_table_release(struct tare_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->cells);
    *table = (struct tare_table){ 0 };
}
