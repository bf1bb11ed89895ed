/* SPDX-License-Identifier: MIT */
#include "report/terminal/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/lookup.h"

/* Values further apart than this do not share a unit. */
#define SCALE_SPAN 1e3

enum {
    NAME_MAX_SHOWN = 30, /* of a case, when it is decided what fits */
    HEAD_MAX = 16,       /* of a run, above its column */
    GAP = 2,
    RUNS_MAX = 15 /* in one table */
};

/* What is in a cell besides the ratio to the first run. */
enum content {
    CONTENT_VALUES,
    CONTENT_RATIOS
};

/* One case and measure. */
struct row {
    const char *id, *measure, *unit;
    const struct tare_case **cases; /* of each run; NULL: it has none */
};

struct sheet {
    const struct tare_run *const *runs;
    const char *const *names;
    size_t count;
    struct tare_cases_by_id *sorted; /* those of each run that count */
    struct row *rows;
    size_t row_count;
};

/* ---- rows ---------------------------------------------------------------- */

static int is_shown(const struct tare_case *c)
{
    return c->side != TARE_SIDE_OLD;
}

static void add_row(struct sheet *sheet, const struct tare_case **cases,
                    const char *id, const char *measure, const char *unit)
{
    struct row *row = TARE_ADD(sheet->rows, sheet->row_count);

    *row = (struct row){ id, measure, unit,
                         tare_alloc(sheet->count, sizeof *cases) };
    memcpy(row->cases, cases, sheet->count * sizeof *cases);
}

/* Whether a row of this case has the measure already; rows of a case are the
 * last ones. */
static int has_row(const struct sheet *sheet, size_t from, const char *measure)
{
    for (size_t i = from; i < sheet->row_count; i++)
        if (strcmp(sheet->rows[i].measure, measure) == 0)
            return 1;
    return 0;
}

/* A row for time, and one for each measure that any run has. */
static void add_case(struct sheet *sheet, const struct tare_case *like)
{
    const struct tare_case **cases = tare_alloc(sheet->count, sizeof *cases);
    size_t from = sheet->row_count;

    for (size_t i = 0; i < sheet->count; i++)
        cases[i] = tare_cases_find(&sheet->sorted[i], like);
    add_row(sheet, cases, like->identity.id, "time", "ns");
    for (size_t i = 0; i < sheet->count; i++)
        for (size_t j = 0; cases[i] != NULL && j < cases[i]->measure_count; j++)
            if (!has_row(sheet, from, cases[i]->measures[j].name))
                add_row(sheet, cases, like->identity.id,
                        cases[i]->measures[j].name, cases[i]->measures[j].unit);
    free(cases);
}

static int is_in_earlier(const struct sheet *sheet, size_t run,
                         const struct tare_case *c)
{
    for (size_t i = 0; i < run; i++)
        if (tare_cases_find(&sheet->sorted[i], c) != NULL)
            return 1;
    return 0;
}

static void fill_sheet(struct sheet *sheet)
{
    sheet->sorted = tare_alloc(sheet->count, sizeof *sheet->sorted);
    for (size_t i = 0; i < sheet->count; i++)
        tare_cases_sort(&sheet->sorted[i], sheet->runs[i], is_shown);
    for (size_t i = 0; i < sheet->count; i++)
        for (size_t j = 0; j < sheet->runs[i]->case_count; j++) {
            const struct tare_case *c = &sheet->runs[i]->cases[j];

            if (is_shown(c) && !is_in_earlier(sheet, i, c))
                add_case(sheet, c);
        }
}

static void release_sheet(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->row_count; i++)
        free(sheet->rows[i].cases);
    for (size_t i = 0; i < sheet->count; i++)
        free(sheet->sorted[i].items);
    free(sheet->rows);
    free(sheet->sorted);
}

/* ---- cells --------------------------------------------------------------- */

/* The estimate of that run, or NaN. */
static double value_of(const struct row *row, size_t run)
{
    const struct tare_measure *measure =
        row->cases[run] != NULL && row->cases[run]->status == TARE_STATUS_OK
            ? tare_case_measure(row->cases[run], row->measure)
            : NULL;

    return measure != NULL && measure->has_estimate ? measure->estimate.value
                                                    : NAN;
}

/* One scale for the row, or the value's own where the row spans too much. */
static struct tare_scale scale_of(const struct sheet *sheet,
                                  const struct row *row, double value)
{
    double *values = tare_alloc(sheet->count, sizeof *values);
    double low = INFINITY, high = 0;
    struct tare_scale scale;

    for (size_t i = 0; i < sheet->count; i++) {
        values[i] = fabs(value_of(row, i));
        if (values[i] > 0) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    }
    scale = high > SCALE_SPAN * low
                ? tare_scale_one(fabs(value), row->unit)
                : tare_scale_for(values, sheet->count, row->unit);
    free(values);
    return scale;
}

static void add_value(struct tare_buf *text, const struct sheet *sheet,
                      const struct row *row, size_t run)
{
    double value = value_of(row, run);
    struct tare_scale scale = scale_of(sheet, row, value);
    char shown[TARE_SCALED_SIZE];

    tare_scaled_format(shown, value, &scale);
    tare_text_show(text, shown);
}

/* "×1.021", "×10.2", "×240", "×3e+07" */
static void add_ratio(struct tare_buf *text, double ratio)
{
    int decimals = ratio < 9.9995 ? 3 : ratio < 99.95 ? 1 : 0;

    if (ratio >= 0.0005 && ratio < 1e5)
        tare_buf_printf(text, "×%.*f", decimals, ratio);
    else
        tare_buf_printf(text, "×%.2g", ratio);
}

/* The first run has no ratio, and the value that the others refer to. */
static void add_content(struct tare_buf *text, const struct sheet *sheet,
                        const struct row *row, size_t run, enum content content)
{
    double value = value_of(row, run), first = value_of(row, 0);
    int has_ratio =
        run > 0 && first > 0 && value > 0 && isfinite(value / first);

    if (row->cases[run] == NULL || !isfinite(value)) {
        tare_buf_puts(text, row->cases[run] != NULL &&
                                    row->cases[run]->status != TARE_STATUS_OK
                                ? tare_status_name(row->cases[run]->status)
                                : "–");
        return;
    }
    if (run == 0 || content == CONTENT_VALUES || !has_ratio)
        add_value(text, sheet, row, run);
    if (has_ratio) {
        tare_buf_puts(text, text->size > 0 ? "  " : "");
        add_ratio(text, value / first);
    }
}

static void add_head(struct tare_buf *text, const struct sheet *sheet,
                     size_t run)
{
    tare_text_shorten(text, sheet->names[run], HEAD_MAX);
}

/* ---- what fits ----------------------------------------------------------- */

static size_t take_width(struct tare_buf *text)
{
    size_t width = tare_text_width(tare_buf_text(text));

    tare_buf_clear(text);
    return width;
}

static size_t name_width(const struct sheet *sheet)
{
    struct tare_buf text = { 0 };
    size_t widest = 0;

    for (size_t i = 0; i < sheet->row_count; i++) {
        size_t width;

        tare_series_format(&text, sheet->rows[i].id, sheet->rows[i].measure);
        width = take_width(&text);
        widest = width > widest ? width : widest;
    }
    tare_buf_release(&text);
    return widest < NAME_MAX_SHOWN ? widest : NAME_MAX_SHOWN;
}

/* Of the run's column with the gap before it. */
static size_t column_width(const struct sheet *sheet, size_t run,
                           enum content content)
{
    struct tare_buf text = { 0 };
    size_t widest;

    add_head(&text, sheet, run);
    widest = take_width(&text);
    for (size_t i = 0; i < sheet->row_count; i++) {
        size_t width;

        add_content(&text, sheet, &sheet->rows[i], run, content);
        width = take_width(&text);
        widest = width > widest ? width : widest;
    }
    tare_buf_release(&text);
    return GAP + widest;
}

/* Whether all runs fit into one table with that in its cells. */
static int fits(const struct sheet *sheet, size_t columns, enum content content)
{
    size_t width = name_width(sheet);

    for (size_t i = 0; i < sheet->count; i++)
        width += column_width(sheet, i, content);
    return columns == 0 || width <= columns;
}

/* One past the last run of the table that begins with that run. */
static size_t find_end(const struct sheet *sheet, size_t from, size_t columns,
                       enum content content)
{
    size_t width = name_width(sheet), to = from;

    while (to < sheet->count && to - from < RUNS_MAX) {
        width += column_width(sheet, to, content);
        if (columns > 0 && width > columns && to > from)
            break;
        to++;
    }
    return to;
}

/* ---- tables -------------------------------------------------------------- */

static void print_table(const struct sheet *sheet, size_t from, size_t to,
                        enum content content, FILE *stream,
                        const struct tare_style *style)
{
    struct tare_table table = { 0 };
    struct tare_buf text = { 0 };

    tare_table_row(&table);
    tare_table_cell(&table, "case", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    for (size_t i = from; i < to; i++) {
        add_head(&text, sheet, i);
        tare_table_take(&table, &text, TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    }
    for (size_t i = 0; i < sheet->row_count; i++) {
        tare_table_row(&table);
        tare_series_format(&text, sheet->rows[i].id, sheet->rows[i].measure);
        tare_table_take(&table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
        for (size_t j = from; j < to; j++) {
            add_content(&text, sheet, &sheet->rows[i], j, content);
            tare_table_take(&table, &text, TARE_ALIGN_RIGHT,
                            j == 0 ? TARE_INK_STRONG : TARE_INK_PLAIN);
        }
    }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

static void print_legend(const struct sheet *sheet, FILE *stream,
                         const struct tare_style *style)
{
    struct tare_buf text = { 0 }, lines = { 0 };

    tare_buf_puts(&text, "× is the ratio to ");
    tare_text_show(&text, sheet->names[0]);
    tare_buf_puts(&text, "; numbers from different sessions are not a verdict");
    tare_text_wrap(&lines, text.data, style->columns > 0 ? style->columns : 100,
                   0);
    tare_ink_print(stream, style, TARE_INK_FAINT, "\n", &lines);
    tare_buf_release(&text);
}

void tare_columns_print(const struct tare_run *const *runs,
                        const char *const *names, size_t count, FILE *stream,
                        const struct tare_style *style)
{
    struct sheet sheet = { .runs = runs, .names = names, .count = count };
    enum content content;
    size_t from = 0;

    fill_sheet(&sheet);
    content = fits(&sheet, style->columns, CONTENT_VALUES) ? CONTENT_VALUES
                                                           : CONTENT_RATIOS;
    while (from < count) {
        size_t to = find_end(&sheet, from, style->columns, content);

        if (from > 0)
            fputc('\n', stream);
        print_table(&sheet, from, to, content, stream, style);
        from = to;
    }
    if (count > 1)
        print_legend(&sheet, stream, style);
    release_sheet(&sheet);
}
