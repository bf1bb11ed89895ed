/* SPDX-License-Identifier: MIT */
#include "report/html/index_results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/html/svg.h"
#include "report/terminal/rate.h"

/* ---- what a group has in common ------------------------------------------ */

struct frame {
    struct tare_extent times, rates;
    struct tare_svg_bars bars;
};

static void make_frame(struct frame *frame, const struct tare_entries *entries,
                       const struct tare_group *group)
{
    *frame = (struct frame){ 0 };
    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        const struct tare_case *c = tare_entry_case(entry);

        if (!tare_case_is_measured(c))
            continue;
        tare_extent_add(&frame->times, c->measures[0].estimate.value);
        tare_extent_add(&frame->rates, tare_case_rate(c));
        tare_svg_bars_add(&frame->bars, &c->measures[0].estimate);
    }
}

/* ---- rows ---------------------------------------------------------------- */

/* The names of the warnings, which lead to what they say. */
static void add_codes(struct tare_buf *buf, const struct tare_case *c)
{
    for (size_t i = 0; i < c->warning_count; i++) {
        struct tare_buf address = { 0 };

        tare_buf_printf(&address, "#warn-%s", c->warnings[i].code);
        TARE_FILL(buf, "parts.html", "code", tare_hole_take("href", &address),
                  tare_hole("code", c->warnings[i].code));
    }
}

static void add_key(struct tare_buf *keys, double value)
{
    tare_buf_puts(keys, keys->size > 0 ? " " : "");
    if (isfinite(value))
        tare_buf_printf(keys, "%.6g", value);
    else
        tare_buf_puts(keys, "NaN");
}

/* By what the script sorts: time, width, spread, throughput, change, verdict;
 * in the order of the columns after the name. */
static void add_keys(struct tare_buf *keys, const struct tare_entry *entry)
{
    const struct tare_case *c = tare_entry_case(entry);
    const struct tare_verdict *leading = tare_page_leading(entry);
    int is_measured = tare_case_is_measured(c);
    const struct tare_measure *time = is_measured ? &c->measures[0] : NULL;
    const struct tare_band none = { NAN, NAN, NAN, NAN };
    const struct tare_band *band = is_measured ? &time->estimate : &none;

    add_key(keys, band->value);
    add_key(keys, (band->high - band->low) / band->value);
    add_key(keys, is_measured ? time->spread : NAN);
    add_key(keys,
            is_measured && tare_case_rate(c) > 0 ? tare_case_rate(c) : NAN);
    if (leading == NULL)
        return;
    add_key(keys, leading->change.value);
    add_key(keys, (double)leading->kind + leading->is_suspect * 0.5);
}

/* What measured and other rows have in common. */
struct row {
    struct tare_buf name, keys, change, codes;
};

static void begin_row(struct row *row, const struct tare_pages *pages,
                      const struct tare_entry *entry)
{
    *row = (struct row){ 0 };
    tare_page_link(&row->name, pages, entry, TARE_FROM_INDEX);
    add_keys(&row->keys, entry);
    tare_page_change_cells(&row->change, pages, entry);
    add_codes(&row->codes, tare_entry_case(entry));
}

static void add_measured(struct tare_buf *buf, const struct tare_pages *pages,
                         const struct tare_entry *entry,
                         const struct frame *frame)
{
    const struct tare_case *c = tare_entry_case(entry);
    const struct tare_measure *time = &c->measures[0];
    struct tare_scale scale =
        tare_scale_shared(&frame->times, time->estimate.value, "ns");
    struct tare_scale rate_scale = tare_scale_shared(
        &frame->rates, tare_case_rate(c), tare_case_rate_unit(c));
    char value[TARE_SCALED_SIZE], spread[TARE_SCALED_SIZE];
    char rate[TARE_SCALED_SIZE] = "";
    struct tare_buf bar = { 0 }, interval = { 0 };
    struct row row;

    begin_row(&row, pages, entry);
    tare_scaled_format(value, time->estimate.value, &scale);
    tare_percent_format(spread, time->spread);
    rate_scale.unit = tare_case_rate_unit(c);
    if (tare_case_rate(c) > 0)
        tare_scaled_format(rate, tare_case_rate(c), &rate_scale);
    tare_svg_bar(&bar, &frame->bars, &time->estimate);
    tare_page_interval(&interval, &time->estimate, &scale);
    TARE_FILL(buf, "index.html", "row", tare_hole("ink", tare_page_ink(entry)),
              tare_hole_take("keys", &row.keys),
              tare_hole("word", tare_page_word(entry)),
              tare_hole_markup("name", &row.name), tare_hole("time", value),
              tare_hole_markup("bar", &bar),
              tare_hole_take("interval", &interval),
              tare_hole("spread", spread), tare_hole("rate", rate),
              tare_hole_markup("change", &row.change),
              tare_hole_markup("warnings", &row.codes));
}

static void add_unmeasured(struct tare_buf *buf, const struct tare_pages *pages,
                           const struct tare_entry *entry)
{
    const struct tare_case *c = tare_entry_case(entry);
    struct tare_buf reason = { 0 };
    struct row row;

    begin_row(&row, pages, entry);
    tare_buf_puts(&reason, c->status == TARE_STATUS_OK
                               ? "not measured"
                               : tare_status_name(c->status));
    if (c->reason != NULL && c->reason[0] != '\0') {
        tare_buf_puts(&reason, ": ");
        tare_page_cut(&reason, c->reason);
    }
    TARE_FILL(
        buf, "index.html", "row-none", tare_hole("ink", tare_page_ink(entry)),
        tare_hole_take("keys", &row.keys),
        tare_hole("word", tare_page_word(entry)),
        tare_hole_markup("name", &row.name), tare_hole_take("reason", &reason),
        tare_hole_markup("change", &row.change),
        tare_hole_markup("warnings", &row.codes));
}

/* ---- the table ----------------------------------------------------------- */

/* Nothing for the only group, if that has no name. */
static void add_group_head(struct tare_buf *buf, const struct tare_pages *pages,
                           const struct tare_group *group,
                           const struct frame *frame)
{
    struct tare_buf name = { 0 }, note = { 0 };

    if (group->name == NULL && pages->entries.group_count == 1)
        return;
    tare_page_link_group(&name, pages, group, TARE_FROM_INDEX);
    if (group->name == NULL)
        tare_buf_puts(&name, "Others");
    tare_page_contest_answer(&note, pages, group);
    if (tare_svg_bars_are_log(&frame->bars))
        tare_buf_printf(&note, "%sbars are logarithmic",
                        note.size > 0 ? " · " : "");
    TARE_FILL(buf, "index.html", "group",
              tare_hole("columns", tare_page_is_compared(pages) ? "9" : "6"),
              tare_hole_markup("name", &name), tare_hole_take("note", &note));
}

static void add_body(struct tare_buf *buf, const struct tare_pages *pages,
                     const struct tare_group *group)
{
    struct tare_buf head = { 0 }, rows = { 0 };
    struct frame frame;

    make_frame(&frame, &pages->entries, group);
    add_group_head(&head, pages, group, &frame);
    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry =
            &pages->entries.items[group->first + i];

        if (tare_entry_is_measured(entry))
            add_measured(&rows, pages, entry, &frame);
        else
            add_unmeasured(&rows, pages, entry);
    }
    TARE_FILL(buf, "index.html", "body", tare_hole_markup("head", &head),
              tare_hole_markup("rows", &rows));
}

/* What can be filtered by: the words that are there, each once. */
static void add_kinds(struct tare_buf *buf, const struct tare_pages *pages)
{
    const char *words[32];
    size_t count = 0;

    for (size_t i = 0; i < pages->entries.count; i++) {
        const char *word = tare_page_word(&pages->entries.items[i]);
        size_t j = 0;

        while (j < count && strcmp(words[j], word) != 0)
            j++;
        if (j < count || word[0] == '\0')
            continue;
        words[count++] = word;
        TARE_FILL(buf, "index.html", "kind", tare_hole("value", word),
                  tare_hole("text", word));
    }
}

static int has_warnings(const struct tare_pages *pages)
{
    for (size_t i = 0; i < pages->entries.count; i++)
        if (tare_entry_case(&pages->entries.items[i])->warning_count > 0)
            return 1;
    return 0;
}

void tare_index_results(struct tare_buf *buf, const struct tare_pages *pages)
{
    struct tare_buf kinds = { 0 }, heads = { 0 }, bodies = { 0 };
    char interval[40];

    snprintf(interval, sizeof interval, "%s interval", pages->confidence);
    add_kinds(&kinds, pages);
    if (tare_page_is_compared(pages))
        tare_html_fill(&heads, "index.html", "heads", NULL, 0);
    for (size_t i = 0; i < pages->entries.group_count; i++)
        add_body(&bodies, pages, &pages->entries.groups[i]);
    TARE_FILL(buf, "index.html", "results", tare_hole_markup("kinds", &kinds),
              tare_hole("shape", has_warnings(pages) ? "" : "calm"),
              tare_hole("interval", interval),
              tare_hole_markup("heads", &heads),
              tare_hole_markup("bodies", &bodies));
}
