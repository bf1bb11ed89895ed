/* SPDX-License-Identifier: MIT */
/* The index: the answer, the changes, and below them everything else. */
#include "report/html/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/answer.h"
#include "report/html/index_results.h"
#include "report/terminal/differences.h"
#include "report/terminal/race.h"
#include "report/terminal/summary.h"
#include "report/terminal/weather_text.h"
#include "report/html/svg.h"
#include "report/terminal/text.h"
#include "stats/order.h"
#include "store/alloc.h"

enum {
    CHANGES_MAX = 100 /* rows of the forest */
};

static const char *class_of(enum tare_ink ink)
{
    static const char *const classes[] = {
        [TARE_INK_PLAIN] = "plain", [TARE_INK_STRONG] = "plain",
        [TARE_INK_FAINT] = "faint", [TARE_INK_GOOD] = "good",
        [TARE_INK_BAD] = "bad",     [TARE_INK_DOUBT] = "doubt",
    };

    return classes[ink];
}

/* ---- the answer ---------------------------------------------------------- */

/* How wide the interval is that half of the cases have at most. */
static void add_precision(struct tare_buf *text, const struct tare_run *run)
{
    double *widths = tare_alloc(run->case_count, sizeof *widths);
    char shown[TARE_SCALED_SIZE];
    size_t count = 0;

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_band *band;

        if (!tare_case_is_measured(&run->cases[i]))
            continue;
        band = &run->cases[i].measures[0].estimate;
        if (isfinite(band->high - band->low) && band->value > 0)
            widths[count++] = (band->high - band->low) / 2 / band->value;
    }
    tare_sort(widths, count);
    if (count > 0) {
        tare_percent_format(shown, tare_median(widths, count));
        tare_buf_printf(text, count == 1 ? ", to ±%s" : ", half of them to ±%s",
                        shown);
    }
    free(widths);
}

static int is_measured(const struct tare_run *run)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (tare_case_is_measured(&run->cases[i]))
            return 1;
    return 0;
}

/* Of a run alone: "19 cases measured; 2 failed."  A test measures nothing. */
static enum tare_ink describe_run(struct tare_buf *text,
                                  const struct tare_run *run)
{
    size_t ok = tare_summary_count(run, TARE_STATUS_OK);
    size_t skipped = tare_summary_count(run, TARE_STATUS_SKIPPED);
    size_t bad = run->case_count - ok - skipped;
    const char *separator = "; ";

    tare_buf_printf(text, "%zu case%s %s", ok, ok == 1 ? "" : "s",
                    ok > 0 && !is_measured(run) ? "tried, not measured"
                                                : "measured");
    add_precision(text, run);
    for (enum tare_status i = TARE_STATUS_FAILED; i <= TARE_STATUS_SKIPPED;
         i++) {
        size_t count = tare_summary_count(run, i);

        if (count == 0)
            continue;
        tare_buf_printf(text, "%s%zu %s", separator, count,
                        tare_status_name(i));
        separator = ", ";
    }
    tare_buf_puts(text, run->interrupted ? " (interrupted)" : "");
    tare_buf_puts(text, ".");
    return bad > 0 ? TARE_INK_BAD : TARE_INK_PLAIN;
}

static void add_fact(struct tare_buf *text, const struct tare_facts *facts,
                     const char *name)
{
    const struct tare_fact *fact = tare_facts_find(facts, name);

    if (fact == NULL || fact->kind != TARE_FACT_TEXT)
        return;
    tare_buf_puts(text, " · ");
    tare_text_show(text, fact->text);
}

/* "2026-01-02T03:04:05Z" as people write it. */
static void add_moment(struct tare_buf *text, const char *moment)
{
    if (strlen(moment) == 20 && moment[10] == 'T' && moment[19] == 'Z')
        tare_buf_printf(text, "%.10s %.8s UTC", moment, moment + 11);
    else
        tare_text_show(text, moment);
}

static void describe_course(struct tare_buf *text,
                            const struct tare_subject *subject)
{
    const struct tare_run *run = subject->run;
    char duration[TARE_SCALED_SIZE];

    if (subject->comparison != NULL) {
        tare_course_format(text, subject->comparison);
    } else {
        tare_duration_format(duration, run->elapsed_s);
        tare_buf_printf(text, "in %s", duration);
    }
    tare_buf_puts(text, " · ");
    add_moment(text, run->started != NULL ? run->started : "");
    add_fact(text, &run->machine, "host");
    add_fact(text, &run->machine, "cpu");
    if (subject->comparison == NULL && run->weather.quiet > 0)
        tare_buf_puts(text, " · ");
    if (subject->comparison == NULL)
        tare_weather_describe(text, &run->weather);
}

static void add_count(struct tare_buf *items, const char *ink, size_t count,
                      const char *word)
{
    char number[32];

    if (count == 0)
        return;
    snprintf(number, sizeof number, "%zu", count);
    TARE_FILL(items, "index.html", "tally-item", tare_hole("ink", ink),
              tare_hole("count", number), tare_hole("word", word));
}

/* How many cases there are of which kind. */
static void add_tally(struct tare_buf *buf,
                      const struct tare_comparison *comparison)
{
    static const struct {
        enum tare_verdict_kind kind;
        const char *ink;
    } shown[] = { { TARE_VERDICT_REGRESSED, "bad" },
                  { TARE_VERDICT_IMPROVED, "good" },
                  { TARE_VERDICT_FAILED, "bad" },
                  { TARE_VERDICT_UNCHANGED, "faint" },
                  { TARE_VERDICT_INCONCLUSIVE, "doubt" },
                  { TARE_VERDICT_REMOVED, "doubt" },
                  { TARE_VERDICT_ADDED, "plain" },
                  { TARE_VERDICT_SKIPPED, "faint" } };
    struct tare_tally tally = tare_tally_count(comparison);
    struct tare_buf items = { 0 };

    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        add_count(&items, shown[i].ink, tally.kinds[shown[i].kind],
                  shown[i].kind == TARE_VERDICT_INCONCLUSIVE
                      ? "can't tell"
                      : tare_verdict_kind_name(shown[i].kind));
    add_count(&items, "doubt", tally.worse, "look worse");
    add_count(&items, "doubt", tally.better, "look better");
    TARE_FILL(buf, "index.html", "tally", tare_hole_markup("items", &items));
}

static void add_note(struct tare_buf *buf, enum tare_ink ink, const char *code,
                     const char *text)
{
    TARE_FILL(buf, "index.html", "note", tare_hole("ink", class_of(ink)),
              tare_hole("code", code), tare_hole("text", text));
}

/* A control that failed has a note that says what follows, or all verdicts do. */
static void add_notes(struct tare_buf *buf,
                      const struct tare_comparison *comparison)
{
    struct tare_buf controls = { 0 }, differences = { 0 };
    enum tare_ink ink = tare_controls_format(&controls, comparison);
    int is_told = 0;

    for (size_t i = 0; i < comparison->note_count; i++) {
        add_note(buf, TARE_INK_DOUBT, comparison->notes[i].code,
                 comparison->notes[i].text);
        is_told |= strcmp(comparison->notes[i].code, "control") == 0;
    }
    if (controls.size > 0 && ink == TARE_INK_DOUBT && !is_told)
        add_note(buf, ink, "", controls.data);
    tare_differences_format(&differences, comparison);
    if (differences.size > 0)
        add_note(buf, TARE_INK_DOUBT, TARE_DIFFERENCES_TITLE, differences.data);
    tare_buf_release(&differences);
    tare_buf_release(&controls);
}

/* ---- the forest ---------------------------------------------------------- */

/* A row: what is said of one measure of a case. */
struct change {
    const struct tare_entry *entry;
    const struct tare_verdict *verdict;
};

/* What was decided first, and there the largest change. */
static int by_weight(const void *a, const void *b)
{
    static const int order[TARE_VERDICT_KINDS] = {
        [TARE_VERDICT_REGRESSED] = 3,
        [TARE_VERDICT_IMPROVED] = 2,
        [TARE_VERDICT_INCONCLUSIVE] = 1,
    };
    const struct change *x = a, *y = b;
    double p = fabs(x->verdict->change.value);
    double q = fabs(y->verdict->change.value);

    if (x->verdict->kind != y->verdict->kind)
        return order[y->verdict->kind] - order[x->verdict->kind];
    if (p < q || p > q)
        return p < q ? 1 : -1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

/* All that have a number; returned array. */
static struct change *collect(const struct tare_entries *entries, size_t *count)
{
    struct change *changes =
        tare_alloc(entries->subject.comparison->count, sizeof *changes);

    *count = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct tare_entry *entry = &entries->items[i];

        for (size_t j = 0; j < entry->verdict_count; j++)
            if (isfinite(entry->verdicts[j]->change.value))
                changes[(*count)++] =
                    (struct change){ entry, entry->verdicts[j] };
    }
    qsort(changes, *count, sizeof *changes, by_weight);
    return changes;
}

static void add_change_name(struct tare_buf *name,
                            const struct tare_pages *pages,
                            const struct change *change)
{
    tare_page_link(name, pages, change->entry, TARE_FROM_INDEX);
    if (!tare_is_time(change->verdict->measure)) {
        tare_buf_puts(name, ": ");
        tare_html_text(name, change->verdict->measure);
    }
}

static void add_change(struct tare_buf *rows, const struct tare_pages *pages,
                       const struct change *change,
                       const struct tare_svg_axis *axis)
{
    const struct tare_verdict *verdict = change->verdict;
    const struct tare_band *band = &verdict->change;
    struct tare_buf name = { 0 }, chart = { 0 }, value = { 0 };
    struct tare_buf interval = { 0 }, badge = { 0 }, why = { 0 };

    add_change_name(&name, pages, change);
    tare_svg_change(&chart, axis, band, verdict->threshold);
    tare_page_change(&value, band);
    tare_page_change_interval(&interval, band);
    tare_page_badge(&badge, verdict, 0);
    tare_page_why(&why, verdict);
    TARE_FILL(rows, "index.html", "change",
              tare_hole("ink", tare_page_verdict_ink(verdict)),
              tare_hole_markup("name", &name), tare_hole_markup("why", &why),
              tare_hole_markup("chart", &chart),
              tare_hole_take("change", &value),
              tare_hole_take("interval", &interval),
              tare_hole_markup("verdict", &badge));
}

static void describe_forest(struct tare_buf *lead,
                            const struct tare_comparison *comparison,
                            size_t count)
{
    tare_buf_printf(
        lead,
        "New over old, %s; changes in the grey zone do not matter (±%.3g %%).",
        comparison->by == TARE_BY_DUEL ? "measured now in pairs of launches"
                                       : "by saved numbers alone",
        tare_percent(comparison->threshold));
    if (count > CHANGES_MAX)
        tare_buf_printf(lead,
                        " These are the first %d of %zu; all are in the "
                        "results below.",
                        CHANGES_MAX, count);
}

static void add_rows(struct tare_buf *rows, const struct tare_pages *pages,
                     const struct change *changes, size_t count,
                     struct tare_svg_axis *axis)
{
    for (size_t i = 0; i < count; i++)
        tare_svg_axis_add(axis, &changes[i].verdict->change,
                          changes[i].verdict->threshold);
    for (size_t i = 0; i < count; i++)
        add_change(rows, pages, &changes[i], axis);
}

static void add_forest(struct tare_buf *buf, const struct tare_pages *pages)
{
    struct tare_svg_axis axis = { 0 };
    struct tare_buf rows = { 0 }, lead = { 0 }, labels = { 0 };
    size_t count;
    struct change *changes = collect(&pages->entries, &count);

    if (count > 0) {
        add_rows(&rows, pages, changes,
                 count < CHANGES_MAX ? count : CHANGES_MAX, &axis);
        describe_forest(&lead, pages->entries.subject.comparison, count);
        tare_svg_change_labels(&labels, &axis);
        TARE_FILL(buf, "index.html", "changes", tare_hole_take("lead", &lead),
                  tare_hole_markup("labels", &labels),
                  tare_hole_markup("rows", &rows));
    }
    free(changes);
}

/* ---- below the results --------------------------------------------------- */

static void add_growths(struct tare_buf *buf, const struct tare_pages *pages)
{
    struct tare_buf items = { 0 };

    for (size_t i = 0; i < pages->entries.group_count; i++)
        tare_page_growths(&items, pages, &pages->entries.groups[i]);
    tare_html_wrap(buf, "index.html", "growths", "items", &items);
}

/* ---- the page ------------------------------------------------------------ */

static int is_race(const struct tare_subject *subject)
{
    return subject->contests != NULL && subject->contests->overall.count > 0;
}

/* Of a race, how precise its cases are is a note to the answer. */
static void add_head(struct tare_buf *answer, struct tare_buf *tally,
                     struct tare_buf *notes, const struct tare_subject *subject,
                     enum tare_ink *ink)
{
    if (subject->comparison == NULL) {
        *ink = describe_run(answer, subject->run);
        if (is_race(subject)) {
            add_note(notes, *ink, "", answer->data);
            tare_buf_release(answer);
            tare_race_answer(answer, &subject->contests->overall);
        }
        return;
    }
    *ink = tare_answer_format(answer, subject->comparison);
    add_tally(tally, subject->comparison);
    add_notes(notes, subject->comparison);
}

void tare_page_index(struct tare_buf *body, const struct tare_pages *pages)
{
    const struct tare_subject *subject = &pages->entries.subject;
    struct tare_buf answer = { 0 }, meta = { 0 }, tally = { 0 }, notes = { 0 };
    struct tare_buf changes = { 0 }, results = { 0 }, growths = { 0 };
    struct tare_buf race = { 0 };
    struct tare_buf warnings = { 0 }, spent = { 0 }, about = { 0 };
    enum tare_ink ink;

    add_head(&answer, &tally, &notes, subject, &ink);
    describe_course(&meta, subject);
    if (subject->comparison != NULL)
        add_forest(&changes, pages);
    tare_index_race(&race, pages);
    tare_index_results(&results, pages);
    add_growths(&growths, pages);
    tare_index_warnings(&warnings, pages);
    tare_index_spent(&spent, subject->run);
    tare_index_facts(&about, subject->run);
    TARE_FILL(
        body, "index.html", "", tare_hole("ink", class_of(ink)),
        tare_hole_take("answer", &answer), tare_hole_take("meta", &meta),
        tare_hole_markup("tally", &tally), tare_hole_markup("notes", &notes),
        tare_hole_markup("changes", &changes), tare_hole_markup("race", &race),
        tare_hole_markup("results", &results),
        tare_hole_markup("growths", &growths),
        tare_hole_markup("warnings", &warnings),
        tare_hole_markup("spent", &spent), tare_hole_markup("about", &about));
}
