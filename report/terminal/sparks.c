/* SPDX-License-Identifier: MIT */
#include "report/terminal/sparks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "stats/density.h"
#include "stats/order.h"
#include "store/alloc.h"

enum {
    CELLS = 24
};

/* How far the value lies from low to high: their halves have a difference that
 * is finite, but those of the least numbers have none. */
static double part_of(double value, double low, double high)
{
    if (!(high > low))
        return 0;
    return isfinite(high - low) ? (value - low) / (high - low)
                                : (value / 2 - low / 2) / (high / 2 - low / 2);
}

void tare_spark(struct tare_buf *text, const double *values, size_t count)
{
    static const char *const blocks[] = {
        "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
    };
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) {
            low = fmin(low, values[i]);
            high = fmax(high, values[i]);
        }
    for (size_t i = 0; i < count; i++) {
        double part = part_of(values[i], low, high);

        tare_buf_puts(text, part >= 0 && part <= 1 ? blocks[(int)(7.999 * part)]
                                                   : " ");
    }
}

/* The values of the launches, and room for as many. */
static double *collect(const struct tare_measure *time)
{
    double *values = tare_alloc(2 * time->count, sizeof *values);

    for (size_t i = 0; i < time->count; i++)
        values[i] = time->launches[i].value;
    return values;
}

static void add_density(struct tare_buf *text, double *sorted, size_t count,
                        double *scratch)
{
    double x[CELLS], y[CELLS];

    tare_density(sorted, count, TARE_DENSITY_LOG, x, y, CELLS, scratch);
    tare_spark(text, y, CELLS);
}

/* Neighbours averaged into as many cells as there are. */
static void add_course(struct tare_buf *text, const double *values,
                       size_t count)
{
    size_t cells = count < CELLS ? count : CELLS;
    double means[CELLS];

    for (size_t i = 0; i < cells; i++) {
        size_t from = i * count / cells, to = (i + 1) * count / cells;

        means[i] = 0;
        for (size_t j = from; j < to; j++)
            means[i] += values[j] / (double)(to - from);
    }
    tare_spark(text, means, cells);
}

static void add_case(struct tare_table *table, const struct tare_case *c)
{
    const struct tare_measure *time = &c->measures[0];
    struct tare_scale scale = tare_scale_one(time->estimate.value, time->unit);
    double *values = collect(time);
    char low[TARE_SCALED_SIZE], high[TARE_SCALED_SIZE];
    struct tare_buf text = { 0 }, course = { 0 };

    add_course(&course, values, time->count);
    tare_sort(values, time->count);
    tare_table_row(table);
    tare_buf_puts(&text, "  ");
    tare_text_show(&text, c->identity.id);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_scaled_number(low, values[0], &scale);
    tare_table_cell(table, low, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    add_density(&text, values, time->count, values + time->count);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_STRONG);
    tare_scaled_format(high, values[time->count - 1], &scale);
    tare_table_cell(table, high, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_table_take(table, &course, TARE_ALIGN_LEFT, TARE_INK_FAINT);
    free(values);
}

static void add_header(struct tare_table *table)
{
    static const char *const names[] = { "  case", "fastest", "launches",
                                         "slowest", "in order of time" };

    tare_table_row(table);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tare_table_cell(table, names[i],
                        i == 1 ? TARE_ALIGN_RIGHT : TARE_ALIGN_LEFT,
                        TARE_INK_FAINT);
}

void tare_sparks_print(const struct tare_run *run, FILE *stream,
                       const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];

        if (!tare_case_is_measured(c) || c->measures[0].count == 0 ||
            c->side == TARE_SIDE_OLD)
            continue;
        if (table.rows == 0)
            add_header(&table);
        add_case(&table, c);
    }
    if (table.rows > 0)
        fputc('\n', stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}
