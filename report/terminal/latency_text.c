/* SPDX-License-Identifier: MIT */
#include "report/terminal/latency_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"

/* ---- one run ------------------------------------------------------------- */

void tare_latency_describe(struct tare_buf *text,
                           const struct tare_latency *latency)
{
    char floor[TARE_SCALED_SIZE];

    tare_buf_printf(text, "%zu launches, %" PRIu64 " iterations",
                    latency->count, tare_latency_iterations(latency));
    if (latency->floor_ns > 0) {
        tare_amount_format(floor, latency->floor_ns, "ns");
        tare_buf_printf(text, "; the clock's floor is %s", floor);
    } else {
        tare_buf_puts(text, "; timed by the benchmark itself");
    }
}

void tare_latency_print(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style)
{
    int has_title = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        struct tare_buf line = { 0 };

        if (c->latency.count == 0)
            continue;
        tare_text_show(&line, c->identity.id);
        tare_buf_puts(&line, ": latency of ");
        tare_latency_describe(&line, &c->latency);
        tare_ink_print(stream, style, TARE_INK_FAINT, has_title ? "  " : "\n  ",
                       &line);
        has_title = 1;
    }
}

/* ---- a comparison -------------------------------------------------------- */

static void add_cell(struct tare_table *table, struct tare_buf *text)
{
    tare_table_take(table, text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
}

static void add_shift(struct tare_table *table, const struct tare_shift *shift)
{
    struct tare_verdict values = { .unit = shift->unit,
                                   .old_value = shift->old_value,
                                   .new_value = shift->new_value };
    struct tare_buf text = { 0 };

    tare_table_row(table);
    tare_buf_puts(&text, "  ");
    tare_series_format(&text, shift->id, shift->measure);
    tare_table_take(table, &text, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    tare_change_format(&text, shift->change.value, &shift->change);
    add_cell(table, &text);
    tare_change_interval(&text, &shift->change);
    add_cell(table, &text);
    tare_change_values(&text, &values);
    add_cell(table, &text);
}

void tare_shifts_print(const struct tare_comparison *comparison, FILE *stream,
                       const struct tare_style *style)
{
    static const char *const names[] = { "  latency, not judged", "shift",
                                         "interval", "old → new" };
    struct tare_table table = { 0 };

    if (comparison->shift_count == 0)
        return;
    tare_table_heads(&table, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < comparison->shift_count; i++)
        add_shift(&table, &comparison->shifts[i]);
    fputc('\n', stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}
