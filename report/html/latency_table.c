/* SPDX-License-Identifier: MIT */
#include "report/html/latency_table.h"

#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/latency_text.h"

static int has_latency(const struct tare_case *c)
{
    return c != NULL && c->latency.count > 0;
}

int tare_case_in_latency(const struct tare_entry *entry, const char *measure)
{
    if (!has_latency(entry->now) && !has_latency(entry->before))
        return 0;
    for (size_t i = 0; i < TARE_LATENCY_QUANTILES; i++)
        if (strcmp(tare_latency_names[i], measure) == 0)
            return 1;
    return 0;
}

/* ---- cells --------------------------------------------------------------- */

static void add_cell(struct tare_buf *cells, struct tare_buf *text)
{
    tare_html_fill(cells, "case.html", "cell",
                   TARE_HOLES(((struct tare_hole[]){
                       { "text", tare_buf_text(text), NULL } })));
    tare_buf_release(text);
}

/* "41.2 ns (41.0 … 41.4)", or a dash. */
static void add_value(struct tare_buf *cells, const struct tare_case *c,
                      const char *name)
{
    const struct tare_measure *measure =
        c != NULL ? tare_case_measure(c, name) : NULL;
    struct tare_buf text = { 0 }, interval = { 0 };

    if (measure == NULL || !measure->has_estimate) {
        tare_buf_puts(&text, "–");
    } else {
        struct tare_scale scale =
            tare_scale_one(measure->estimate.value, measure->unit);
        char value[TARE_SCALED_SIZE];

        tare_scaled_format(value, measure->estimate.value, &scale);
        tare_page_interval(&interval, &measure->estimate, &scale);
        tare_buf_puts(&text, value);
        if (interval.size > 0)
            tare_buf_printf(&text, " (%s)", interval.data);
    }
    add_cell(cells, &text);
    tare_buf_release(&interval);
}

static const struct tare_shift *find_shift(const struct tare_pages *pages,
                                           const struct tare_entry *entry,
                                           const char *name)
{
    const struct tare_comparison *comparison =
        pages->entries.subject.comparison;

    for (size_t i = 0; comparison != NULL && i < comparison->shift_count; i++)
        if (strcmp(comparison->shifts[i].id, entry->id) == 0 &&
            strcmp(comparison->shifts[i].measure, name) == 0)
            return &comparison->shifts[i];
    return NULL;
}

static void add_shift(struct tare_buf *cells, const struct tare_shift *shift)
{
    struct tare_buf text = { 0 }, interval = { 0 };

    if (shift == NULL) {
        tare_buf_puts(&text, "–");
    } else {
        tare_change_format(&text, shift->change.value, &shift->change);
        tare_change_interval(&interval, &shift->change);
        if (interval.size > 0)
            tare_buf_printf(&text, " (%s)", interval.data);
    }
    add_cell(cells, &text);
    tare_buf_release(&interval);
}

/* ---- the table ----------------------------------------------------------- */

static void add_row(struct tare_buf *rows, const struct tare_pages *pages,
                    const struct tare_entry *entry, const char *name)
{
    struct tare_buf cells = { 0 };

    if (entry->before != NULL)
        add_value(&cells, entry->before, name);
    add_value(&cells, entry->now, name);
    if (entry->before != NULL)
        add_shift(&cells, find_shift(pages, entry, name));
    tare_html_fill(
        rows, "case.html", "table-row",
        TARE_HOLES(((struct tare_hole[]){ { "name", name, NULL },
                                          { "cells", NULL, cells.data } })));
    tare_buf_release(&cells);
}

static void add_heads(struct tare_buf *heads, int is_compared)
{
    static const char *const names[] = { "Old", "New", "Shift" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_compared || i == 1)
            tare_html_fill(
                heads, "case.html", "head",
                TARE_HOLES(((struct tare_hole[]){
                    { "text", is_compared ? names[i] : "Value", NULL } })));
}

static void describe(struct tare_buf *caption, const struct tare_entry *entry)
{
    tare_buf_puts(caption, "Single iterations: ");
    if (has_latency(entry->now))
        tare_latency_describe(caption, &entry->now->latency);
    else
        tare_latency_describe(caption, &entry->before->latency);
}

void tare_case_latency(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_entry *entry)
{
    struct tare_buf caption = { 0 }, heads = { 0 }, rows = { 0 };

    if (!has_latency(entry->now) && !has_latency(entry->before))
        return;
    describe(&caption, entry);
    add_heads(&heads, entry->before != NULL);
    for (size_t i = 0; i < TARE_LATENCY_QUANTILES; i++)
        add_row(&rows, pages, entry, tare_latency_names[i]);
    tare_html_fill(
        buf, "case.html", "latency",
        TARE_HOLES(((struct tare_hole[]){ { "caption", caption.data, NULL },
                                          { "heads", NULL, heads.data },
                                          { "rows", NULL, rows.data } })));
    tare_buf_release(&caption);
    tare_buf_release(&heads);
    tare_buf_release(&rows);
}
