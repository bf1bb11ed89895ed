/* SPDX-License-Identifier: MIT */
#include "report/terminal/verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/answer.h"
#include "report/terminal/changes.h"
#include "report/terminal/differences.h"
#include "report/terminal/latency_text.h"
#include "report/terminal/notes.h"
#include "report/terminal/placements.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/policy.h"

enum {
    TEXT_MAX = 100, /* wider text is hard to read */
    ROWS_MAX = 20   /* of cases about which the same is said */
};

/* ---- sections ------------------------------------------------------------ */

/* In the order of their weight; suspects are apart from what is open. */
struct section {
    const char *title;
    enum tare_verdict_kind kind;
    int is_suspect;
    enum tare_ink ink;
    enum tare_detail from; /* the detail with which it is shown */
    int is_cut;            /* when long */
};

static const struct section sections[] = {
    { "regressed", TARE_VERDICT_REGRESSED, .ink = TARE_INK_BAD },
    { "improved", TARE_VERDICT_IMPROVED, .ink = TARE_INK_GOOD },
    { "failed", TARE_VERDICT_FAILED, .ink = TARE_INK_BAD },
    { "other results", TARE_VERDICT_DIFFERENT, .ink = TARE_INK_BAD,
      .is_cut = 1 },
    { "suspect", TARE_VERDICT_INCONCLUSIVE, 1, .ink = TARE_INK_DOUBT },
    { "can't tell", TARE_VERDICT_INCONCLUSIVE, 0, TARE_INK_DOUBT,
      TARE_DETAIL_NORMAL, 1 },
    { "removed", TARE_VERDICT_REMOVED, 0, TARE_INK_DOUBT, TARE_DETAIL_NORMAL,
      1 },
    { "added", TARE_VERDICT_ADDED, 0, TARE_INK_STRONG, TARE_DETAIL_NORMAL, 1 },
    { "skipped", TARE_VERDICT_SKIPPED, 0, TARE_INK_FAINT, TARE_DETAIL_NORMAL,
      1 },
    { "unchanged", TARE_VERDICT_UNCHANGED, .ink = TARE_INK_GOOD,
      .from = TARE_DETAIL_VERBOSE },
};

struct page {
    const struct tare_comparison *comparison;
    FILE *stream;
    const struct tare_style *style;
    enum tare_detail detail;
    size_t columns; /* of running text */
    struct tare_table table;
};

/* A row, and what is said below it; rows with the same text share it. */
struct row {
    const struct tare_verdict *verdict;
    char *text; /* owned; harmless and wrapped */
    double weight;
    size_t group; /* index of the first row of its group */
};

static int belongs(const struct tare_verdict *verdict,
                   const struct section *section)
{
    return verdict->kind == section->kind &&
           (section->kind != TARE_VERDICT_INCONCLUSIVE ||
            !verdict->is_suspect == !section->is_suspect);
}

/* ---- what stands below a row --------------------------------------------- */

static void add_clause(struct tare_buf *text, const char *clause)
{
    tare_buf_puts(text, text->size > 0 ? "; " : "");
    tare_text_show(text, clause);
}

/* What a duel that could not tell would have needed. */
static void add_needs(struct tare_buf *text, const struct tare_verdict *verdict)
{
    char amount[TARE_SCALED_SIZE];

    if (verdict->kind != TARE_VERDICT_INCONCLUSIVE || verdict->pairs == 0)
        return;
    /* what was seen and is larger needed more to be proven */
    if (isfinite(verdict->detectable) && !verdict->is_suspect &&
        !(fabs(verdict->change.value) >= verdict->detectable)) {
        tare_percent_format(amount, verdict->detectable);
        add_clause(text, "it could have detected a change of ");
        tare_buf_puts(text, amount);
    }
    if (isfinite(verdict->needed_s)) {
        tare_duration_format(amount, verdict->needed_s);
        add_clause(text, "about ");
        tare_buf_printf(text, "%s would probably settle it", amount);
    }
}

/* Appends the text in lines, the first with that mark before it. */
static void add_lines(struct tare_buf *lines, const char *mark,
                      const char *text, size_t columns)
{
    size_t indent = 4 + tare_text_width(mark);

    if (*text == '\0')
        return;
    if (lines->size > 0)
        tare_buf_puts(lines, "\n");
    tare_buf_printf(lines, "    %s", mark);
    tare_text_wrap(lines, text, columns, indent);
}

static char *make_text(const struct page *page,
                       const struct tare_verdict *verdict)
{
    struct tare_buf said = { 0 }, evidence = { 0 }, advice = { 0 };
    struct tare_buf lines = { 0 }, placed = { 0 };

    if (verdict->is_confirmed && !verdict->is_counted)
        add_clause(&said, "confirmed on fresh pairs");
    if (verdict->reason != NULL && verdict->reason[0] != '\0')
        add_clause(&said, verdict->reason);
    add_needs(&said, verdict);
    if (verdict->evidence != NULL)
        tare_text_show(&evidence, verdict->evidence);
    if (verdict->advice != NULL)
        tare_text_show(&advice, verdict->advice);
    if (page->detail == TARE_DETAIL_VERBOSE &&
        tare_placement_is_known(&verdict->placement))
        tare_placement_line(&placed, &verdict->placement);
    add_lines(&lines, "", tare_buf_text(&said), page->columns);
    add_lines(&lines, "evidence: ", tare_buf_text(&evidence), page->columns);
    add_lines(&lines, "", tare_buf_text(&placed), page->columns);
    add_lines(&lines, "→ ", tare_buf_text(&advice), page->columns);
    tare_buf_release(&said);
    tare_buf_release(&evidence);
    tare_buf_release(&advice);
    tare_buf_release(&placed);
    return tare_buf_detach(&lines);
}

/* ---- rows ---------------------------------------------------------------- */

static void add_name(struct page *page, const struct tare_verdict *verdict)
{
    struct tare_buf name = { 0 };

    tare_buf_puts(&name, "  ");
    tare_series_format(&name, verdict->id, verdict->measure);
    tare_table_take(&page->table, &name, TARE_ALIGN_LEFT, TARE_INK_PLAIN);
}

static void add_cell(struct page *page, struct tare_buf *text,
                     enum tare_ink ink)
{
    tare_table_take(&page->table, text, TARE_ALIGN_RIGHT, ink);
}

static void add_row(struct page *page, const struct tare_verdict *verdict,
                    enum tare_ink ink)
{
    const struct tare_band *change = &verdict->change;
    struct tare_buf text = { 0 };

    tare_table_row(&page->table);
    add_name(page, verdict);
    if (isfinite(change->value))
        tare_change_format(&text, change->value, change);
    add_cell(page, &text, ink);
    if (verdict->is_counted)
        tare_buf_puts(&text, "exact");
    else
        tare_change_interval(&text, change);
    add_cell(page, &text, TARE_INK_PLAIN);
    tare_change_values(&text, verdict);
    add_cell(page, &text, TARE_INK_PLAIN);
    if (verdict->pairs > 0)
        tare_buf_printf(&text, "%zu", verdict->pairs);
    add_cell(page, &text, TARE_INK_PLAIN);
}

static void add_span(struct page *page, const char *text, enum tare_ink ink)
{
    tare_table_row(&page->table);
    tare_table_cell(&page->table, text, TARE_ALIGN_SPAN, ink);
}

static void add_header(struct page *page)
{
    static const char *const names[] = { "  case", "change", "interval",
                                         "old → new", "pairs" };

    tare_table_heads(&page->table, names,
                     page->comparison->by == TARE_BY_DUEL ? 5 : 4);
}

/* ---- one section --------------------------------------------------------- */

/* Equal texts together, and there the largest change first. */
static int by_text(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = strcmp(x->text, y->text);

    if (order != 0)
        return order;
    if (x->weight < y->weight || x->weight > y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->verdict > y->verdict) - (x->verdict < y->verdict);
}

/* Groups by their first rows: the largest change first, then as declared. */
static int by_weight(const void *a, const void *b)
{
    const struct row *const *x = a, *const *y = b;

    if ((*x)->weight < (*y)->weight || (*x)->weight > (*y)->weight)
        return (*x)->weight < (*y)->weight ? 1 : -1;
    return ((*x)->verdict > (*y)->verdict) - ((*x)->verdict < (*y)->verdict);
}

/* The rows of the section with equal texts side by side; returned array. */
static struct row *collect(const struct page *page,
                           const struct section *section, size_t *count)
{
    const struct tare_comparison *comparison = page->comparison;
    struct row *rows = tare_alloc(comparison->count, sizeof *rows);

    *count = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct tare_verdict *verdict = &comparison->items[i];

        if (belongs(verdict, section))
            rows[(*count)++] = (struct row){
                .verdict = verdict,
                .text = make_text(page, verdict),
                .weight = isfinite(verdict->change.value)
                              ? fabs(verdict->change.value)
                              : -1,
            };
    }
    qsort(rows, *count, sizeof *rows, by_text);
    return rows;
}

static void add_group(struct page *page, const struct section *section,
                      const struct row *rows, size_t count)
{
    int is_cut = section->is_cut && page->detail != TARE_DETAIL_VERBOSE;
    size_t shown = is_cut && count > ROWS_MAX ? ROWS_MAX : count;
    char more[64];

    for (size_t i = 0; i < shown; i++)
        add_row(page, rows[i].verdict, section->ink);
    if (shown < count) {
        snprintf(more, sizeof more, "  … and %zu more (--verbose)",
                 count - shown);
        add_span(page, more, TARE_INK_FAINT);
    }
    if (page->detail != TARE_DETAIL_QUIET && rows[0].text[0] != '\0')
        add_span(page, rows[0].text, TARE_INK_PLAIN);
}

static void add_section(struct page *page, const struct section *section)
{
    size_t count, groups = 0;
    struct row *rows = collect(page, section, &count);
    const struct row **heads = tare_alloc(count, sizeof *heads);

    for (size_t i = 0; i < count; i++) {
        int is_head = i == 0 || strcmp(rows[i].text, rows[i - 1].text) != 0;

        if (is_head)
            heads[groups++] = &rows[i];
        rows[heads[groups - 1] - rows].group++;
    }
    qsort(heads, groups, sizeof *heads, by_weight);
    if (count > 0) {
        if (page->table.rows == 0)
            add_header(page);
        else
            add_span(page, "", TARE_INK_PLAIN);
        add_span(page, section->title, section->ink);
    }
    for (size_t i = 0; i < groups; i++)
        add_group(page, section, heads[i], heads[i]->group);
    for (size_t i = 0; i < count; i++)
        free(rows[i].text);
    free(rows);
    free(heads);
}

/* ---- around the table ---------------------------------------------------- */

static void print_answer(const struct page *page)
{
    struct tare_buf text = { 0 };
    enum tare_ink ink = tare_answer_format(&text, page->comparison);

    tare_note_print_text(page->stream, page->style, page->columns, ink, &text);
}

/* "11 unchanged (largest shift +0.4 %)" */
static void print_rest(const struct page *page)
{
    const struct tare_comparison *comparison = page->comparison;
    size_t unchanged =
        tare_tally_count(comparison).kinds[TARE_VERDICT_UNCHANGED];
    const struct tare_band none = { NAN, NAN, NAN, NAN };
    struct tare_buf text = { 0 };
    double largest = NAN;

    if (unchanged == 0)
        return;
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->items[i].kind == TARE_VERDICT_UNCHANGED &&
            !(fabs(comparison->items[i].change.value) <= fabs(largest)) &&
            isfinite(comparison->items[i].change.value))
            largest = comparison->items[i].change.value;
    tare_buf_printf(&text, "%zu unchanged", unchanged);
    if (isfinite(largest)) {
        tare_buf_puts(&text, " (largest shift ");
        tare_change_format(&text, largest, &none);
        tare_buf_puts(&text, ")");
    }
    tare_note_print_text(page->stream, page->style, page->columns,
                         TARE_INK_PLAIN, &text);
}

static void print_controls(const struct page *page)
{
    struct tare_buf text = { 0 };
    enum tare_ink ink = tare_controls_format(&text, page->comparison);

    if (text.size > 0)
        tare_note_print_text(page->stream, page->style, page->columns, ink,
                             &text);
}

/* A policy is named first; the others come last. */
static void print_notes(const struct page *page, int is_policy)
{
    for (size_t i = 0; i < page->comparison->note_count; i++) {
        const struct tare_warning *note = &page->comparison->notes[i];

        if ((strcmp(note->code, TARE_POLICY_NOTE) == 0) == is_policy)
            tare_note_print(page->stream, page->style, page->columns,
                            note->code, note->text);
    }
}

static void print_differences(const struct page *page)
{
    struct tare_buf text = { 0 };

    tare_differences_format(&text, page->comparison);
    if (text.size > 0)
        tare_note_print(page->stream, page->style, page->columns,
                        TARE_DIFFERENCES_TITLE, text.data);
    tare_buf_release(&text);
}

static void print_course(const struct page *page)
{
    struct tare_buf text = { 0 };

    tare_course_format(&text, page->comparison);
    tare_note_print_text(page->stream, page->style, page->columns,
                         TARE_INK_FAINT, &text);
}

void tare_verdicts_print(const struct tare_comparison *comparison, FILE *stream,
                         const struct tare_style *style,
                         enum tare_detail detail)
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

    print_answer(&page);
    print_notes(&page, 1);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (detail >= sections[i].from)
            add_section(&page, &sections[i]);
    if (page.table.rows > 0)
        fputc('\n', stream);
    tare_table_print(&page.table, stream, style);
    tare_table_release(&page.table);
    if (detail == TARE_DETAIL_QUIET)
        return;
    if (detail == TARE_DETAIL_VERBOSE)
        tare_shifts_print(comparison, stream, style);
    fputc('\n', stream);
    print_rest(&page);
    print_controls(&page);
    print_notes(&page, 0);
    print_differences(&page);
    print_course(&page);
}
