/* SPDX-License-Identifier: MIT */
#include "report/html/latency_table.h"

#include <string.h>

#include "report/html/case_tables.h"
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
    struct tare_buf text = { 0 };

    if (shift == NULL)
        tare_buf_puts(&text, "–");
    else
        tare_change_whole(&text, &shift->change, 1);
    TARE_FILL(cells, "case.html", "cell", tare_hole_take("text", &text));
}

/* ---- the table ----------------------------------------------------------- */

static void add_row(struct tare_buf *rows, const struct tare_pages *pages,
                    const struct tare_entry *entry, const char *name)
{
    struct tare_buf cells = { 0 };

    if (entry->before != NULL)
        tare_case_estimate(&cells, entry->before, name);
    tare_case_estimate(&cells, entry->now, name);
    if (entry->before != NULL)
        add_shift(&cells, find_shift(pages, entry, name));
    tare_page_row(rows, name, &cells);
}

static void add_heads(struct tare_buf *heads, int is_compared)
{
    tare_page_head(heads, is_compared ? "Old" : "Value");
    if (is_compared) {
        tare_page_head(heads, "New");
        tare_page_head(heads, "Shift");
    }
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
    TARE_FILL(
        buf, "case.html", "table", tare_hole("label", "Single iterations"),
        tare_hole("first", "Quantile"), tare_hole_take("caption", &caption),
        tare_hole_markup("heads", &heads), tare_hole_markup("rows", &rows));
}
