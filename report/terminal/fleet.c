/* SPDX-License-Identifier: MIT */
#include "report/terminal/fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/answer.h"
#include "report/terminal/changes.h"
#include "report/terminal/notes.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "store/alloc.h"

enum {
    TEXT_MAX = 100,    /* wider text is hard to read */
    HEAD_MAX = 24,     /* of a machine's name */
    CASE_COLUMNS = 32, /* what a case's name needs, as a rule */
    CELL_COLUMNS = 22, /* "+12.3 % inconclusive" and the gap before it */
    WIDE_COLUMNS = 42  /* the same with an interval */
};

/* In the order of their weight. */
static const struct section {
    const char *title;
    enum tare_verdict_kind kind;
    int is_mixed; /* inconclusive only because machines differ */
    enum tare_ink ink;
    enum tare_detail from; /* the detail with which it is shown */
} sections[] = {
    { "regressed", TARE_VERDICT_REGRESSED, 0, TARE_INK_BAD, TARE_DETAIL_QUIET },
    { "failed", TARE_VERDICT_FAILED, 0, TARE_INK_BAD, TARE_DETAIL_QUIET },
    { "other results", TARE_VERDICT_DIFFERENT, 0, TARE_INK_BAD,
      TARE_DETAIL_QUIET },
    { "improved", TARE_VERDICT_IMPROVED, 0, TARE_INK_GOOD, TARE_DETAIL_QUIET },
    { "not on all machines", TARE_VERDICT_INCONCLUSIVE, 1, TARE_INK_DOUBT,
      TARE_DETAIL_QUIET },
    { "can't tell", TARE_VERDICT_INCONCLUSIVE, 0, TARE_INK_DOUBT,
      TARE_DETAIL_NORMAL },
    { "removed", TARE_VERDICT_REMOVED, 0, TARE_INK_DOUBT, TARE_DETAIL_NORMAL },
    { "added", TARE_VERDICT_ADDED, 0, TARE_INK_STRONG, TARE_DETAIL_NORMAL },
    { "skipped", TARE_VERDICT_SKIPPED, 0, TARE_INK_FAINT, TARE_DETAIL_VERBOSE },
    { "unchanged", TARE_VERDICT_UNCHANGED, 0, TARE_INK_GOOD,
      TARE_DETAIL_VERBOSE },
};

struct page {
    const struct tare_comparison *comparison;
    FILE *stream;
    const struct tare_style *style;
    enum tare_detail detail;
    size_t columns;  /* of running text */
    size_t from, to; /* machines of the table */
    struct tare_table table;
};

static size_t count_machines(const struct page *page)
{
    return page->comparison->count > 0
               ? page->comparison->items[0].machines.count
               : 0;
}

/* A verdict that is unchanged for the fleet belongs with what matters where a
 * machine that does not decide says otherwise. */
static int is_contradicted(const struct tare_verdict *verdict)
{
    for (size_t i = 0; i < verdict->machines.count; i++)
        if (verdict->machines.items[i].kind == TARE_VERDICT_REGRESSED ||
            verdict->machines.items[i].kind == TARE_VERDICT_FAILED)
            return verdict->kind == TARE_VERDICT_UNCHANGED;
    return 0;
}

static int is_mixed(const struct tare_verdict *verdict)
{
    return is_contradicted(verdict) ||
           (verdict->kind == TARE_VERDICT_INCONCLUSIVE &&
            verdict->code != NULL &&
            (strcmp(verdict->code, "machines-differ") == 0 ||
             strcmp(verdict->code, "machines-disagree") == 0));
}

static int belongs(const struct tare_verdict *verdict,
                   const struct section *section)
{
    if (is_mixed(verdict))
        return section->is_mixed;
    return !section->is_mixed && verdict->kind == section->kind;
}

/* ---- rows ---------------------------------------------------------------- */

static enum tare_ink ink_of(enum tare_verdict_kind kind)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (sections[i].kind == kind)
            return sections[i].ink;
    return TARE_INK_PLAIN;
}

/* "+4.0 % regressed"; "-" of a machine that does not have the measure. */
static void add_machine(struct page *page,
                        const struct tare_machine_verdict *machine)
{
    const char *word = machine->kind == TARE_VERDICT_INCONCLUSIVE
                           ? "can't tell"
                           : tare_verdict_kind_name(machine->kind);
    struct tare_buf text = { 0 };

    if (isfinite(machine->change.value)) {
        tare_change_whole(&text, &machine->change,
                          page->detail == TARE_DETAIL_VERBOSE);
        tare_buf_puts(&text, " ");
    }
    tare_buf_puts(&text, machine->reason != NULL ? word : "–");
    tare_table_take(&page->table, &text, TARE_ALIGN_RIGHT,
                    ink_of(machine->kind));
}

static void add_span(struct page *page, const char *text, enum tare_ink ink)
{
    tare_table_row(&page->table);
    tare_table_cell(&page->table, text, TARE_ALIGN_SPAN, ink);
}

/* "mean of 5 machines +1.8 % (+1.2 … +2.4 %)" */
static void add_mean(struct page *page, const struct tare_machines *machines)
{
    struct tare_buf text = { 0 };
    size_t measured = 0;

    if (!isfinite(machines->mean.value))
        return;
    for (size_t i = 0; i < machines->count; i++)
        measured += isfinite(machines->items[i].change.value) ? 1 : 0;
    tare_buf_printf(&text, "    mean of %zu machines ", measured);
    tare_change_whole(&text, &machines->mean, 1);
    add_span(page, tare_buf_text(&text), TARE_INK_FAINT);
    tare_buf_release(&text);
}

/* With the last of the machines comes what all of them say. */
static void add_row(struct page *page, const struct tare_verdict *verdict)
{
    const struct tare_machines *machines = &verdict->machines;
    struct tare_buf name = { 0 };

    tare_table_row(&page->table);
    tare_buf_puts(&name, "  ");
    tare_series_format(&name, verdict->id, verdict->measure);
    tare_table_take(&page->table, &name, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
    for (size_t i = page->from; i < page->to; i++)
        add_machine(page, &machines->items[i]);
    if (page->to < machines->count || page->detail == TARE_DETAIL_QUIET)
        return;
    if (machines->is_opposed)
        add_span(page, "    machines disagree", TARE_INK_DOUBT);
    add_mean(page, machines);
}

static void add_header(struct page *page)
{
    const struct tare_machines *machines = &page->comparison->items[0].machines;
    struct tare_buf text = { 0 };

    tare_table_row(&page->table);
    tare_table_cell(&page->table, "  case", TARE_ALIGN_LEFT, TARE_INK_FAINT);
    for (size_t i = page->from; i < page->to; i++) {
        tare_text_shorten(&text, machines->items[i].name, HEAD_MAX);
        tare_table_take(&page->table, &text, TARE_ALIGN_RIGHT, TARE_INK_FAINT);
    }
}

/* The largest change of any machine first. */
static double weight_of(const struct tare_verdict *verdict)
{
    double weight = -1;

    for (size_t i = 0; i < verdict->machines.count; i++)
        weight = fmax(weight, fabs(verdict->machines.items[i].change.value));
    return weight;
}

static int by_weight(const void *a, const void *b)
{
    const struct tare_verdict *const *x = a, *const *y = b;
    double p = weight_of(*x), q = weight_of(*y);

    return p < q || p > q ? (p < q) - (p > q) : (*x > *y) - (*x < *y);
}

static void add_section(struct page *page, const struct section *section)
{
    const struct tare_comparison *comparison = page->comparison;
    const struct tare_verdict **rows =
        tare_alloc(comparison->count, sizeof *rows);
    size_t count = 0;

    for (size_t i = 0; i < comparison->count; i++)
        if (belongs(&comparison->items[i], section))
            rows[count++] = &comparison->items[i];
    if (count > 0) {
        qsort(rows, count, sizeof *rows, by_weight);
        if (page->table.rows == 0)
            add_header(page);
        else
            add_span(page, "", TARE_INK_PLAIN);
        add_span(page, section->title, section->ink);
    }
    for (size_t i = 0; i < count; i++)
        add_row(page, rows[i]);
    free(rows);
}

/* So many machines as fit, in as many tables as it takes. */
static void print_tables(struct page *page)
{
    size_t machines = count_machines(page), columns = page->style->columns;
    size_t cell =
        page->detail == TARE_DETAIL_VERBOSE ? WIDE_COLUMNS : CELL_COLUMNS;
    size_t fitting =
        columns > CASE_COLUMNS + cell ? (columns - CASE_COLUMNS) / cell : 1;

    if (columns == 0)
        fitting = machines;
    for (page->from = 0; page->from < machines; page->from = page->to) {
        page->to =
            page->from + fitting < machines ? page->from + fitting : machines;
        for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
            if (page->detail >= sections[i].from)
                add_section(page, &sections[i]);
        if (page->table.rows > 0)
            fputc('\n', page->stream);
        tare_table_print(&page->table, page->stream, page->style);
        tare_table_release(&page->table);
    }
}

/* ---- around the tables --------------------------------------------------- */

static void print_answer(const struct page *page)
{
    struct tare_buf text = { 0 };
    enum tare_ink ink = tare_answer_format(&text, page->comparison);

    tare_note_print_text(page->stream, page->style, page->columns, ink, &text);
}

static void print_rest(const struct page *page)
{
    size_t folded = 0;
    struct tare_buf text = { 0 };

    for (size_t i = 0; i < page->comparison->count; i++)
        folded += page->comparison->items[i].kind == TARE_VERDICT_UNCHANGED &&
                  !is_mixed(&page->comparison->items[i]);
    if (folded == 0 || page->detail == TARE_DETAIL_VERBOSE)
        return;
    tare_buf_printf(&text, "%zu unchanged", folded);
    tare_note_print_text(page->stream, page->style, page->columns,
                         TARE_INK_PLAIN, &text);
}

void tare_fleet_print(const struct tare_comparison *comparison, FILE *stream,
                      const struct tare_style *style, enum tare_detail detail)
{
    struct page page = {
        .comparison = comparison,
        .stream = stream,
        .style = style,
        .detail = detail,
        .columns = style->columns > 0 && style->columns < TEXT_MAX
                       ? style->columns
                       : TEXT_MAX,
    };
    struct tare_buf course = { 0 };

    print_answer(&page);
    print_tables(&page);
    if (detail == TARE_DETAIL_QUIET)
        return;
    fputc('\n', stream);
    print_rest(&page);
    for (size_t i = 0; i < comparison->note_count; i++)
        tare_note_print(stream, style, page.columns, comparison->notes[i].code,
                        comparison->notes[i].text);
    tare_course_format(&course, comparison);
    tare_note_print_text(page.stream, page.style, page.columns, TARE_INK_FAINT,
                         &course);
}
