/* SPDX-License-Identifier: MIT */
#include "report/export/markdown_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/answer.h"
#include "report/terminal/changes.h"
#include "report/terminal/contest_text.h"
#include "report/terminal/differences.h"
#include "report/terminal/news.h"
#include "report/terminal/rate.h"
#include "report/terminal/text.h"
#include "report/terminal/units.h"

enum {
    NAME_MAX_COLUMNS = 160,
    PROSE_MAX_COLUMNS = 240,
    RESERVE = 1000 /* bytes, for what ends a page */
};

struct page {
    const struct tare_export_input *input;
    struct tare_buf text;
    size_t budget;
};

/* ---- text ---------------------------------------------------------------- */

/* Harmless on a terminal, and not too long.  Returned. */
static char *make_shown(const char *text, size_t columns)
{
    struct tare_buf shown = { 0 };

    tare_text_shorten(&shown, text, columns);
    return tare_buf_detach(&shown);
}

/* Anything that means something to some reader of Markdown; a colon only where
 * it makes an address. */
static int is_markup(const char *at)
{
    return strchr("`|\\*_~[]<>&#@$!", *at) != NULL ||
           (at[0] == ':' && at[1] == '/');
}

/* Markup as character references, which no reader takes for that. */
static void add_reference(struct tare_buf *text, const char *at)
{
    if (is_markup(at))
        tare_buf_printf(text, "&#%d;", *at);
    else
        tare_buf_add(text, at, 1);
}

/*
 * A name as code.  Nothing inside back-quotes is markup, but a back-quote, the
 * bar of a table and blanks at the ends have no safe form there; names with
 * those become an element.  GitHub takes no @name in either for a person.
 */
static void add_code(struct tare_buf *text, const char *name)
{
    char *shown = make_shown(name, NAME_MAX_COLUMNS);
    size_t length = strlen(shown);
    int is_plain = length > 0 && shown[strcspn(shown, "`|")] == '\0' &&
                   shown[0] != ' ' && shown[length - 1] != ' ';

    if (is_plain) {
        tare_buf_printf(text, "`%s`", shown);
    } else {
        tare_buf_puts(text, "<code>");
        for (const char *at = shown; *at != '\0'; at++)
            add_reference(text, at);
        tare_buf_puts(text, "</code>");
    }
    free(shown);
}

/* A sentence.  An @ or # that stands as code names neither person nor issue. */
static void add_prose(struct tare_buf *text, const char *sentence)
{
    char *shown = make_shown(sentence, PROSE_MAX_COLUMNS);

    for (const char *at = shown; *at != '\0'; at++)
        if (*at == '@' || *at == '#')
            tare_buf_printf(text, "<code>&#%d;</code>", *at);
        else
            add_reference(text, at);
    free(shown);
}

/* ---- tables -------------------------------------------------------------- */

static int has_room(const struct page *page, const struct tare_buf *row)
{
    return page->text.size + row->size + RESERVE < page->budget;
}

/* Takes the row when there is room; whether there was. */
static int take_row(struct page *page, struct tare_buf *row)
{
    int fits = has_room(page, row);

    if (fits)
        tare_buf_add(&page->text, row->data, row->size);
    tare_buf_release(row);
    return fits;
}

static void add_more(struct page *page, size_t count)
{
    if (count > 0)
        tare_buf_printf(&page->text, "\n… and %zu more.\n", count);
}

static void add_name(struct tare_buf *text, const struct tare_export_row *row)
{
    add_code(text, row->id);
    if (tare_export_is_time(row))
        return;
    tare_buf_puts(text, " ");
    add_code(text,
             row->measure != NULL ? row->measure->name : row->verdict->measure);
}

/* ---- verdicts ------------------------------------------------------------- */

static int is_unchanged(const struct tare_export_row *row)
{
    return row->verdict != NULL &&
           row->verdict->kind == TARE_VERDICT_UNCHANGED &&
           (row->c == NULL || row->c->status == TARE_STATUS_OK);
}

static int add_verdict(struct page *page, const struct tare_export_row *row)
{
    const struct tare_verdict *verdict = row->verdict;
    struct tare_buf text = { 0 }, values = { 0 };

    tare_buf_printf(&text, "| **%s** | ", tare_export_word(row));
    add_name(&text, row);
    tare_buf_puts(&text, " | ");
    if (isfinite(verdict->change.value))
        tare_change_format(&text, verdict->change.value, &verdict->change);
    tare_buf_puts(&text, " | ");
    tare_change_interval(&text, &verdict->change);
    tare_buf_puts(&text, " | ");
    tare_change_values(&values, verdict);
    add_prose(&text, tare_buf_text(&values));
    tare_buf_puts(&text, " | ");
    if (verdict->reason != NULL)
        add_prose(&text, verdict->reason);
    if (verdict->reason != NULL && verdict->reason[0] != '\0' &&
        verdict->evidence != NULL)
        tare_buf_puts(&text, "; ");
    if (verdict->evidence != NULL)
        add_prose(&text, verdict->evidence);
    tare_buf_puts(&text, " |\n");
    tare_buf_release(&values);
    return take_row(page, &text);
}

/* Whether it is among those that are unchanged, or the others. */
static int is_among(const struct tare_export_row *row, int unchanged)
{
    return row->verdict != NULL && is_unchanged(row) == unchanged &&
           tare_verdict_is_news(row->verdict);
}

static void add_verdicts(struct page *page,
                         const struct tare_export_row *const *rows,
                         int unchanged)
{
    size_t count = 0, shown = 0;

    for (size_t i = 0; i < page->input->count; i++)
        count += is_among(rows[i], unchanged) != 0;
    if (count == 0)
        return;
    if (unchanged)
        tare_buf_printf(&page->text,
                        "\n<details><summary>%zu unchanged</summary>\n", count);
    tare_buf_puts(&page->text,
                  "\n| | Case | Change | Interval | Old → new | Why |\n"
                  "| --- | --- | ---: | ---: | ---: | --- |\n");
    for (size_t i = 0; i < page->input->count; i++)
        if (is_among(rows[i], unchanged)) {
            if (!add_verdict(page, rows[i]))
                break;
            shown++;
        }
    add_more(page, count - shown);
    if (unchanged)
        tare_buf_puts(&page->text, "\n</details>\n");
}

static void add_note(struct page *page, const char *begin, const char *prose)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, begin);
    add_prose(&text, prose);
    tare_buf_puts(&text, "\n");
    take_row(page, &text);
}

static void add_notes(struct page *page)
{
    const struct tare_comparison *comparison = page->input->comparison;

    struct tare_buf differences = { 0 };

    for (size_t i = 0; i < comparison->note_count; i++)
        add_note(page, i == 0 ? "\n- " : "- ", comparison->notes[i].text);
    tare_differences_format(&differences, comparison);
    if (differences.size > 0)
        add_note(page,
                 comparison->note_count == 0 ? "\n- " TARE_DIFFERENCES_TITLE
                                               ": "
                                             : "- " TARE_DIFFERENCES_TITLE ": ",
                 differences.data);
    tare_buf_release(&differences);
}

static void add_comparison(struct page *page)
{
    const struct tare_comparison *comparison = page->input->comparison;
    const struct tare_export_row **rows =
        tare_export_gravest_first(page->input);

    tare_buf_puts(&page->text, "### ");
    tare_answer_format(&page->text, comparison);
    tare_buf_puts(&page->text, "\n");
    if (comparison->old_name != NULL && comparison->new_name != NULL) {
        tare_buf_puts(&page->text, "\n");
        add_code(&page->text, comparison->old_name);
        tare_buf_puts(&page->text, " → ");
        add_code(&page->text, comparison->new_name);
        tare_buf_puts(&page->text, "\n");
    }
    add_notes(page);
    add_verdicts(page, rows, 0);
    add_verdicts(page, rows, 1);
    free(rows);
}

/* ---- numbers ------------------------------------------------------------- */

static void add_scaled(struct tare_buf *text, double value,
                       const struct tare_scale *scale)
{
    char shown[TARE_SCALED_SIZE];

    tare_scaled_format(shown, value, scale);
    add_prose(text, shown); /* the unit is the user's */
}

static void add_numbers(struct tare_buf *text,
                        const struct tare_export_row *row)
{
    const struct tare_band *estimate = tare_export_estimate(row);
    struct tare_scale scale =
        tare_scale_one(fabs(estimate->value), row->measure->unit);
    char spread[TARE_SCALED_SIZE], rate[TARE_SCALED_SIZE];

    add_scaled(text, estimate->value, &scale);
    tare_buf_puts(text, " | ");
    if (isfinite(estimate->low) && isfinite(estimate->high)) {
        add_scaled(text, estimate->low, &scale);
        tare_buf_puts(text, " … ");
        add_scaled(text, estimate->high, &scale);
    }
    tare_percent_format(spread, row->measure->spread);
    tare_buf_printf(text, " | %s | ", spread);
    if (tare_export_is_time(row)) {
        tare_rate_format(rate, row->c);
        add_prose(text, rate);
    }
}

/* Without an estimate: what became of the case. */
static void add_status(struct tare_buf *text, const struct tare_case *c)
{
    tare_buf_printf(text, "%s | ", tare_status_name(c->status));
    if (c->reason != NULL)
        add_prose(text, c->reason);
    tare_buf_puts(text, " | | ");
}

static int add_result(struct page *page, const struct tare_export_row *row)
{
    struct tare_buf text = { 0 };

    tare_buf_puts(&text, "| ");
    add_name(&text, row);
    tare_buf_puts(&text, " | ");
    if (tare_export_estimate(row) != NULL)
        add_numbers(&text, row);
    else
        add_status(&text, row->c);
    tare_buf_puts(&text, " |\n");
    return take_row(page, &text);
}

/* What was not measured has one row, however many measures it began. */
static int is_result(const struct tare_run *run,
                     const struct tare_export_row *row)
{
    if (row->c == NULL)
        return 0;
    return row->is_first || (tare_export_estimate(row) != NULL &&
                             tare_measure_is_news(run, row->measure));
}

static size_t count_results(const struct tare_export_input *input)
{
    size_t count = 0;

    for (size_t i = 0; i < input->count; i++)
        count += is_result(input->run, &input->rows[i]) ? 1 : 0;
    return count;
}

static void add_results(struct page *page)
{
    const struct tare_export_input *input = page->input;
    size_t count = count_results(input), shown = 0;

    if (count == 0)
        return;
    if (input->comparison != NULL)
        tare_buf_puts(&page->text, "\n<details><summary>Numbers</summary>\n");
    tare_buf_puts(&page->text,
                  "\n| Case | Estimate | Interval | Spread | Throughput |\n"
                  "| --- | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < input->count; i++)
        if (is_result(input->run, &input->rows[i])) {
            if (!add_result(page, &input->rows[i]))
                break;
            shown++;
        }
    add_more(page, count - shown);
    if (input->comparison != NULL)
        tare_buf_puts(&page->text, "\n</details>\n");
}

/* ---- contests ------------------------------------------------------------ */

static int add_contest(struct page *page, size_t from, size_t count)
{
    const struct tare_contests *contests = page->input->contests;
    const struct tare_contest *contest = &contests->items[from];
    struct tare_buf row = { 0 }, where = { 0 }, who = { 0 }, what = { 0 };

    tare_contests_where(&where, contests, from, count);
    tare_contest_leaders(&who, contest);
    tare_contests_outcome(&what, contests, from, count);
    tare_buf_puts(&row, "| ");
    add_prose(&row, contest->title);
    tare_buf_puts(&row, " | ");
    add_prose(&row, tare_buf_text(&where));
    tare_buf_puts(&row, " | ");
    add_prose(&row, tare_buf_text(&who));
    tare_buf_puts(&row, " | ");
    add_prose(&row, tare_buf_text(&what));
    tare_buf_puts(&row, " |\n");
    tare_buf_release(&where);
    tare_buf_release(&who);
    tare_buf_release(&what);
    return take_row(page, &row);
}

static void add_contests(struct page *page)
{
    const struct tare_contests *contests = page->input->contests;
    size_t count, budget = page->budget;

    if (contests == NULL || contests->count == 0)
        return;
    page->budget /= 2; /* the other half is for the times */
    tare_buf_puts(&page->text, "\n| Group | At | Fastest | What was shown |\n"
                               "| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < contests->count; i += count) {
        count = tare_contests_alike(contests, i);
        if (!add_contest(page, i, count)) {
            add_more(page, contests->count - i);
            break;
        }
    }
    page->budget = budget;
}

/* Where, and by which tare. */
static void add_machine(struct page *page)
{
    const struct tare_run *run = page->input->run;
    const char *cpu = tare_export_fact(&run->machine, "cpu");
    const char *tare = tare_export_fact(&run->settings, "tare");

    tare_buf_puts(&page->text, "\n<sub>tare ");
    add_prose(&page->text, tare != NULL ? tare : "");
    if (cpu != NULL) {
        tare_buf_puts(&page->text, " on ");
        add_prose(&page->text, cpu);
    }
    if (run->started != NULL) {
        tare_buf_puts(&page->text, ", ");
        add_prose(&page->text, run->started);
    }
    tare_buf_puts(&page->text, "</sub>\n");
}

void tare_markdown_page(const struct tare_export_input *input, size_t budget,
                        FILE *stream)
{
    struct page page = { .input = input, .budget = budget };

    if (input->comparison != NULL)
        add_comparison(&page);
    else
        tare_buf_printf(&page.text, "### Benchmarks%s\n",
                        input->run->interrupted ? " (interrupted)" : "");
    add_contests(&page);
    add_results(&page);
    add_machine(&page);
    fwrite(page.text.data, 1, page.text.size, stream);
    tare_buf_release(&page.text);
}
