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

/* ---- points -------------------------------------------------------------- */

/* Where the number that a text begins with ends, and, if it has one, its point. */
static size_t number_end(const char *text, size_t *point)
{
    size_t end = strspn(text, "+-0123456789.");

    *point = strcspn(text, ".");
    *point = *point < end ? *point : end;
    return end;
}

/* The cells of one column that are to be aligned at the point. */
struct points {
    const char *unit; /* NULL: none so far */
    int is_mixed;
    size_t behind; /* most digits behind the point, it included */
};

static void find_points(const struct tare_table *table, size_t wanted,
                        struct points *points)
{
    size_t column = 0;

    *points = (struct points){ 0 };
    for (size_t i = 0; i < table->count; i++) {
        const struct tare_cell *cell = &table->cells[i];
        size_t end, point;

        column = i > 0 && cell->row == cell[-1].row ? column + 1 : 0;
        if (column != wanted || cell->align != TARE_ALIGN_POINT)
            continue;
        end = number_end(cell->text, &point);
        if (end == 0)
            continue;
        points->is_mixed |=
            points->unit != NULL && strcmp(points->unit, cell->text + end) != 0;
        points->unit = cell->text + end;
        if (end - point > points->behind)
            points->behind = end - point;
    }
}

/* Puts blanks where a number has fewer digits than others of its column. */
static void pad(struct tare_cell *cell, size_t behind)
{
    size_t point, end = number_end(cell->text, &point);
    struct tare_buf text = { 0 };

    if (end == 0 || end - point >= behind)
        return;
    tare_buf_add(&text, cell->text, end);
    tare_buf_fill(&text, ' ', behind - (end - point));
    tare_buf_puts(&text, cell->text + end);
    free(cell->text);
    cell->text = tare_buf_detach(&text);
}

static void align_points(struct tare_table *table)
{
    struct points points[COLUMNS_MAX];
    size_t column = 0;

    for (size_t i = 0; i < COLUMNS_MAX; i++)
        find_points(table, i, &points[i]);
    for (size_t i = 0; i < table->count; i++) {
        struct tare_cell *cell = &table->cells[i];

        column = i > 0 && cell->row == cell[-1].row ? column + 1 : 0;
        if (column < COLUMNS_MAX && cell->align == TARE_ALIGN_POINT &&
            !points[column].is_mixed)
            pad(cell, points[column].behind);
    }
}

/* ---- widths -------------------------------------------------------------- */

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
    size_t rest = 0, left;

    for (size_t i = 1; i < COLUMNS_MAX; i++)
        if (widths[i] > 0)
            rest += widths[i] + GAP;
    if (widths[0] > FIRST_MAX)
        widths[0] = FIRST_MAX; /* one name of 10 kB must not push all else */
    left = columns > rest + FIRST_MIN ? columns - rest : FIRST_MIN;
    if (columns > 0 && widths[0] > left)
        widths[0] = left;
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
    if ((cell->align == TARE_ALIGN_RIGHT || cell->align == TARE_ALIGN_POINT) &&
        used < width)
        tare_buf_fill(line, ' ', width - used);
    if (used > 0)
        tare_buf_printf(line, "%s%s%s", tare_ink_begin(style, cell->ink),
                        text.data, tare_ink_end(style, cell->ink));
    if ((cell->align == TARE_ALIGN_LEFT || cell->align == TARE_ALIGN_WHOLE) &&
        used < width)
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

/* What its column has no room for. */
static void print_above(const struct tare_cell *cell, FILE *stream,
                        const struct tare_style *style)
{
    struct tare_buf line = { 0 };

    add_cell(&line, cell, style->columns > 0 ? style->columns : FIRST_MAX,
             style);
    print_line(&line, stream);
    tare_buf_release(&line);
}

static int is_above(const struct tare_cell *cell, size_t width)
{
    return cell->align == TARE_ALIGN_WHOLE &&
           tare_text_width(cell->text) > width;
}

void tare_table_print(struct tare_table *table, FILE *stream,
                      const struct tare_style *style)
{
    size_t widths[COLUMNS_MAX] = { 0 }, column = 0;
    struct tare_buf line = { 0 };

    align_points(table);
    find_widths(table, widths);
    fit(widths, style->columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct tare_cell *cell = &table->cells[i];
        int is_first = i == 0 || cell->row != cell[-1].row;

        column = is_first ? 0 : column + 1;
        if (!is_first)
            tare_buf_fill(&line, ' ', GAP);
        if (is_first && is_above(cell, widths[0])) {
            print_above(cell, stream, style);
            tare_buf_fill(&line, ' ', widths[0]);
        } else
            add_cell(&line, cell, column < COLUMNS_MAX ? widths[column] : 0,
                     style);
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
