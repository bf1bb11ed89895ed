/* SPDX-License-Identifier: MIT */
/* A case: the answer, its plots, its numbers. */
#include "report/html/page.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/html/case_tables.h"
#include "report/html/flame.h"
#include "report/terminal/changes.h"
#include "report/html/latency_table.h"
#include "report/terminal/text.h"
#include "report/terminal/rate.h"
#include "store/alloc.h"

/* ---- the answer ---------------------------------------------------------- */

static void capitalize(struct tare_buf *text)
{
    text->data[0] = (char)toupper((unsigned char)text->data[0]);
}

/* Takes what is said. */
static void add_signed(struct tare_buf *text, const char *before,
                       struct tare_buf *said)
{
    tare_buf_puts(text, before);
    tare_page_signs(text, said->data);
    tare_buf_release(said);
}

/* "Regressed: +4.0 % (+3.9 … +4.1 %); confirmed on fresh pairs." */
static void describe_verdict(struct tare_buf *text,
                             const struct tare_verdict *verdict)
{
    const struct tare_band *change = &verdict->change;
    struct tare_buf said = { 0 };

    if (!tare_is_time(verdict->measure)) {
        tare_text_show(text, verdict->measure);
        tare_buf_puts(text, " ");
    }
    tare_buf_puts(text, tare_page_kind(verdict));
    capitalize(text);
    if (isfinite(change->value)) {
        tare_change_whole(&said, change, 1);
        add_signed(text, ": ", &said);
    }
    if (verdict->is_confirmed && !verdict->is_counted)
        tare_buf_puts(text, "; confirmed on fresh pairs");
    if (verdict->reason != NULL && verdict->reason[0] != '\0') {
        tare_text_show(&said, verdict->reason);
        add_signed(text, "; ", &said);
    }
    tare_buf_puts(text, ".");
    if (verdict->evidence != NULL) {
        tare_text_show(&said, verdict->evidence);
        add_signed(text, " Evidence: ", &said);
        tare_buf_puts(text, ".");
    }
}

static void describe_alone(struct tare_buf *text, const struct tare_case *c)
{
    if (tare_case_is_measured(c)) {
        tare_buf_puts(text, "One iteration takes ");
        tare_page_estimate(text, &c->measures[0].estimate, "ns", 1);
        tare_buf_puts(text, ".");
        return;
    }
    tare_buf_puts(text, c->status == TARE_STATUS_OK
                            ? "Not measured"
                            : tare_status_name(c->status));
    capitalize(text);
    if (c->reason != NULL && c->reason[0] != '\0') {
        tare_buf_puts(text, ": ");
        tare_text_show(text, c->reason);
    }
}

/* Where it is declared, and how it was measured. */
static void describe_origin(struct tare_buf *text, const struct tare_case *c)
{
    if (c->identity.file != NULL) {
        tare_text_show(text, c->identity.file);
        tare_buf_printf(text, ":%d", c->identity.line);
    }
    if (!tare_case_is_measured(c))
        return;
    tare_buf_printf(
        text, "%s%zu launch%s of %u %s sample%s of %s%llu iteration%s",
        text->size > 0 ? " · " : "", c->measures[0].count,
        c->measures[0].count == 1 ? "" : "es", c->samples,
        c->is_linear ? "linear" : "flat", c->samples == 1 ? "" : "s",
        c->is_linear ? "n times " : "", (unsigned long long)c->iterations,
        c->iterations == 1 ? "" : "s");
    if (c->batch > 1)
        tare_buf_printf(text, " in batches of %llu",
                        (unsigned long long)c->batch);
    if (c->identity.threads > 1)
        tare_buf_printf(text, " in %u threads", c->identity.threads);
}

/* ---- cards --------------------------------------------------------------- */

static void add_card(struct tare_buf *cards, const char *ink, const char *name,
                     const char *value, const char *remark)
{
    TARE_FILL(cards, "case.html", "card", tare_hole("ink", ink),
              tare_hole("name", name), tare_hole("value", value),
              tare_hole("remark", remark));
}

static void add_change_card(struct tare_buf *cards,
                            const struct tare_verdict *verdict)
{
    struct tare_buf value = { 0 }, remark = { 0 };

    tare_page_change(&value, &verdict->change);
    tare_change_values(&remark, verdict);
    add_card(cards, tare_page_verdict_ink(verdict), "Change",
             tare_buf_text(&value), tare_buf_text(&remark));
    tare_buf_release(&value);
    tare_buf_release(&remark);
}

static void add_time_card(struct tare_buf *cards,
                          const struct tare_pages *pages,
                          const struct tare_band *band)
{
    struct tare_scale scale = tare_scale_one(band->value, "ns");
    struct tare_buf interval = { 0 };
    char value[TARE_SCALED_SIZE];

    tare_scaled_format(value, band->value, &scale);
    tare_page_interval(&interval, band, &scale);
    if (interval.size > 0)
        tare_buf_printf(&interval, " (%s)", pages->confidence);
    add_card(cards, "", "Time per iteration", value, tare_buf_text(&interval));
    tare_buf_release(&interval);
}

static void add_cards(struct tare_buf *cards, const struct tare_pages *pages,
                      const struct tare_entry *entry)
{
    const struct tare_verdict *verdict = tare_entry_verdict(entry);
    const struct tare_case *c = tare_entry_case(entry);
    char text[TARE_SCALED_SIZE], count[32];

    if (verdict != NULL && isfinite(verdict->change.value))
        add_change_card(cards, verdict);
    if (!tare_case_is_measured(c))
        return;
    add_time_card(cards, pages, &c->measures[0].estimate);
    tare_rate_format(text, c);
    if (text[0] != '\0')
        add_card(cards, "", "Throughput", text,
                 c->identity.threads > 1 ? "of all threads" : "");
    if (isfinite(c->measures[0].spread)) {
        tare_percent_format(text, c->measures[0].spread);
        add_card(cards, "", "Spread", text, "between launches");
    }
    snprintf(count, sizeof count, "%zu", c->measures[0].count);
    add_card(cards, "", verdict != NULL ? "Launches on each side" : "Launches",
             count,
             c->has_converged || verdict != NULL
                 ? ""
                 : "not yet as precise as requested");
}

/* ---- around -------------------------------------------------------------- */

static void add_warnings(struct tare_buf *buf, const struct tare_case *c)
{
    for (size_t i = 0; i < c->warning_count; i++)
        TARE_FILL(buf, "case.html", "warning",
                  tare_hole("code", c->warnings[i].code),
                  tare_hole("text", c->warnings[i].text));
}

static void add_output(struct tare_buf *buf, const struct tare_case *c)
{
    char *copy, *line, *rest = NULL;
    struct tare_buf text = { 0 };

    if (c == NULL || c->output == NULL)
        return;
    copy = tare_strdup(c->output);
    for (line = strtok_r(copy, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        tare_html_text(&text, line);
        tare_buf_puts(&text, "\n");
    }
    TARE_FILL(buf, "case.html", "output", tare_hole_markup("text", &text));
    free(copy);
}

static void add_figures(struct tare_buf *buf, const struct tare_pages *pages,
                        const struct tare_entry *entry)
{
    struct tare_buf figures = { 0 };

    tare_page_figures(&figures, pages, entry->plots, entry->plot_count);
    tare_html_wrap(buf, "case.html", "figures", "figures", &figures);
}

static void add_neighbour(struct tare_buf *buf, const struct tare_pages *pages,
                          const struct tare_entry *entry, const char *before,
                          const char *after)
{
    tare_buf_puts(buf, "<span>");
    if (entry != NULL) {
        tare_buf_puts(buf, before);
        tare_page_link(buf, pages, entry, TARE_FROM_PAGE);
        tare_buf_puts(buf, after);
    }
    tare_buf_puts(buf, "</span>");
}

static void add_around(struct tare_buf *buf, const struct tare_pages *pages,
                       size_t index)
{
    const struct tare_entries *entries = &pages->entries;
    struct tare_buf links = { 0 };

    if (entries->count < 2)
        return;
    add_neighbour(&links, pages, index > 0 ? &entries->items[index - 1] : NULL,
                  "← ", "");
    add_neighbour(&links, pages,
                  index + 1 < entries->count ? &entries->items[index + 1]
                                             : NULL,
                  "", " →");
    TARE_FILL(buf, "case.html", "around", tare_hole_markup("links", &links));
}

static void add_numbers(struct tare_buf *buf, const struct tare_pages *pages,
                        const struct tare_entry *entry)
{
    struct tare_buf measures = { 0 }, statistics = { 0 };

    tare_case_measures(&measures, entry);
    tare_case_latency(&measures, pages, entry);
    tare_case_statistics(&statistics, pages, entry);
    if (measures.size > 0 || statistics.size > 0)
        TARE_FILL(buf, "case.html", "numbers",
                  tare_hole_markup("measures", &measures),
                  tare_hole_markup("statistics", &statistics));
}

/* Links to the records, which are beside the pages. */
static void add_raw(struct tare_buf *buf, const struct tare_pages *pages)
{
    const struct tare_pages_settings *settings = pages->settings;

    if (settings->raw == NULL)
        return;
    tare_buf_printf(buf, "All samples of all cases: <a href=\"%s\">%s</a>",
                    settings->raw, settings->raw);
    if (settings->raw_before != NULL)
        tare_buf_printf(
            buf, ", and of the run it is compared with: <a href=\"%s\">%s</a>",
            settings->raw_before, settings->raw_before);
}

/* ---- the page ------------------------------------------------------------ */

/* The answer of the leading verdict, and what to do about it. */
static void add_answer(struct tare_buf *answer, struct tare_buf *next,
                       const struct tare_entry *entry)
{
    const struct tare_verdict *leading = tare_page_leading(entry);

    if (leading == NULL) {
        describe_alone(answer, tare_entry_case(entry));
        return;
    }
    describe_verdict(answer, leading);
    if (leading->advice != NULL)
        TARE_FILL(next, "case.html", "next",
                  tare_hole("text", leading->advice));
}

static void add_group(struct tare_buf *buf, const struct tare_pages *pages,
                      const struct tare_group *group)
{
    if (tare_group_has_page(&pages->entries, group))
        tare_page_link_group(buf, pages, group, TARE_FROM_PAGE);
}

void tare_page_case(struct tare_buf *body, const struct tare_pages *pages,
                    size_t index)
{
    const struct tare_entry *entry = &pages->entries.items[index];
    const struct tare_case *c = tare_entry_case(entry);
    struct tare_buf home = { 0 }, group = { 0 }, answer = { 0 }, next = { 0 };
    struct tare_buf name = { 0 }, meta = { 0 }, cards = { 0 }, warnings = { 0 };
    struct tare_buf output = { 0 }, figures = { 0 }, advice = { 0 };
    struct tare_buf numbers = { 0 }, launches = { 0 }, raw = { 0 };
    struct tare_buf around = { 0 }, profile = { 0 };

    tare_page_home(&home, pages);
    add_group(&group, pages, &pages->entries.groups[entry->group]);
    tare_text_show(&name, entry->id);
    add_answer(&answer, &next, entry);
    describe_origin(&meta, c);
    add_cards(&cards, pages, entry);
    add_warnings(&warnings, c);
    add_output(&output, entry->now);
    add_output(&output, entry->before);
    add_figures(&figures, pages, entry);
    tare_page_advice(&advice, pages, entry->plots, entry->plot_count);
    tare_flame(&profile, entry->before, entry->now, entry->key);
    tare_flame_waits(&profile, entry->before, entry->now, entry->key);
    tare_flame_heap(&profile, entry->before, entry->now, entry->key);
    add_numbers(&numbers, pages, entry);
    tare_case_launches(&launches, entry);
    add_raw(&raw, pages);
    add_around(&around, pages, index);
    TARE_FILL(
        body, "case.html", "", tare_hole_take("home", &home),
        tare_hole_markup("group", &group), tare_hole_take("name", &name),
        tare_hole("ink", tare_page_ink(entry)),
        tare_hole_take("answer", &answer), tare_hole_markup("next", &next),
        tare_hole_take("meta", &meta), tare_hole_markup("cards", &cards),
        tare_hole_markup("warnings", &warnings),
        tare_hole_markup("output", &output),
        tare_hole_markup("figures", &figures),
        tare_hole_markup("advice", &advice),
        tare_hole_markup("profile", &profile),
        tare_hole_markup("numbers", &numbers),
        tare_hole_markup("launches", &launches), tare_hole_markup("raw", &raw),
        tare_hole_markup("around", &around));
}
