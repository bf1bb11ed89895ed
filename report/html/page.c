/* SPDX-License-Identifier: MIT */
#include "report/html/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/terminal/answer.h"
#include "report/plots/families.h"
#include "report/plots/plot_file.h"
#include "report/terminal/text.h"

enum {
    MEASURE_MAX_COLUMNS = 20 /* beside a verdict */
};

/* ---- names and addresses ------------------------------------------------- */

/* "tare-pages/case-0123456789abcdef.html", or "#case-..." in a single file. */
static void add_address(struct tare_buf *buf, const struct tare_pages *pages,
                        const char *kind, const char *key,
                        enum tare_page_from from)
{
    if (pages->settings->is_single)
        tare_buf_printf(buf, "#%s-%s", kind, key);
    else
        tare_buf_printf(buf, "%s%s-%s.html",
                        from == TARE_FROM_INDEX ? TARE_PUBLICATION_PAGES "/"
                                                : "",
                        kind, key);
}

static void add_link(struct tare_buf *buf, const struct tare_pages *pages,
                     const char *kind, const char *key, const char *name,
                     enum tare_page_from from)
{
    struct tare_buf address = { 0 }, shown = { 0 };

    add_address(&address, pages, kind, key, from);
    tare_page_cut(&shown, name);
    TARE_FILL(buf, "parts.html", "link", tare_hole_take("href", &address),
              tare_hole_take("text", &shown));
}

void tare_page_link(struct tare_buf *buf, const struct tare_pages *pages,
                    const struct tare_entry *entry, enum tare_page_from from)
{
    add_link(buf, pages, "case", entry->key, entry->id, from);
}

void tare_page_link_group(struct tare_buf *buf, const struct tare_pages *pages,
                          const struct tare_group *group,
                          enum tare_page_from from)
{
    struct tare_buf shown = { 0 };

    if (tare_group_has_page(&pages->entries, group)) {
        add_link(buf, pages, "group", group->key, group->name, from);
    } else if (group->name != NULL) {
        tare_page_cut(&shown, group->name);
        tare_html_text(buf, shown.data);
        tare_buf_release(&shown);
    }
}

void tare_page_home(struct tare_buf *buf, const struct tare_pages *pages)
{
    tare_buf_puts(
        buf, pages->settings->is_single ? "#" : "../" TARE_PUBLICATION_INDEX);
}

/* ---- verdicts ------------------------------------------------------------- */

/* In the order of their weight. */
static int weight_of(const struct tare_verdict *verdict)
{
    static const int weights[TARE_VERDICT_KINDS] = {
        [TARE_VERDICT_REGRESSED] = 8, [TARE_VERDICT_FAILED] = 7,
        [TARE_VERDICT_IMPROVED] = 6,  [TARE_VERDICT_INCONCLUSIVE] = 4,
        [TARE_VERDICT_REMOVED] = 3,   [TARE_VERDICT_ADDED] = 2,
        [TARE_VERDICT_SKIPPED] = 1,   [TARE_VERDICT_DIFFERENT] = 7,
    };

    return verdict->is_suspect ? 5 : weights[verdict->kind];
}

const struct tare_verdict *tare_page_leading(const struct tare_entry *entry)
{
    const struct tare_verdict *leading = tare_entry_verdict(entry);

    for (size_t i = 0; i < entry->verdict_count; i++)
        if (weight_of(entry->verdicts[i]) > weight_of(leading))
            leading = entry->verdicts[i];
    return leading;
}

const char *tare_page_kind(const struct tare_verdict *verdict)
{
    if (verdict->kind != TARE_VERDICT_INCONCLUSIVE)
        return tare_verdict_kind_name(verdict->kind);
    if (!verdict->is_suspect)
        return "can't tell";
    return tare_verdict_is_worse(verdict) ? "looks worse" : "looks better";
}

const char *tare_page_verdict_ink(const struct tare_verdict *verdict)
{
    static const char *const inks[TARE_VERDICT_KINDS] = {
        [TARE_VERDICT_REGRESSED] = "bad", [TARE_VERDICT_FAILED] = "bad",
        [TARE_VERDICT_IMPROVED] = "good", [TARE_VERDICT_INCONCLUSIVE] = "doubt",
        [TARE_VERDICT_REMOVED] = "doubt", [TARE_VERDICT_ADDED] = "plain",
        [TARE_VERDICT_SKIPPED] = "faint", [TARE_VERDICT_UNCHANGED] = "faint",
        [TARE_VERDICT_DIFFERENT] = "bad",
    };

    return inks[verdict->kind];
}

const char *tare_page_word(const struct tare_entry *entry)
{
    const struct tare_verdict *leading = tare_page_leading(entry);
    const struct tare_case *c = tare_entry_case(entry);

    if (leading != NULL)
        return tare_page_kind(leading);
    return c->status == TARE_STATUS_OK ? "" : tare_status_name(c->status);
}

const char *tare_page_ink(const struct tare_entry *entry)
{
    const struct tare_verdict *leading = tare_page_leading(entry);
    const struct tare_case *c = tare_entry_case(entry);

    if (leading != NULL)
        return tare_page_verdict_ink(leading);
    return c->status == TARE_STATUS_OK        ? "plain"
           : c->status == TARE_STATUS_SKIPPED ? "faint"
                                              : "bad";
}

/* Proven, and no time was left for fresh pairs. */
static int is_unconfirmed(const struct tare_verdict *verdict)
{
    return verdict->code != NULL && strcmp(verdict->code, "unconfirmed") == 0;
}

void tare_page_badge(struct tare_buf *buf, const struct tare_verdict *verdict,
                     int is_among)
{
    struct tare_buf word = { 0 };

    if (is_among && !tare_is_time(verdict->measure)) {
        tare_text_shorten(&word, verdict->measure, MEASURE_MAX_COLUMNS);
        tare_buf_puts(&word, ": ");
    }
    tare_buf_puts(&word, tare_page_kind(verdict));
    if (is_unconfirmed(verdict))
        tare_buf_puts(&word, ", unconfirmed");
    TARE_FILL(buf, "parts.html", "badge",
              tare_hole("ink", tare_page_verdict_ink(verdict)),
              tare_hole_take("word", &word));
}

void tare_page_why(struct tare_buf *buf, const struct tare_verdict *verdict)
{
    int is_open =
        verdict->kind == TARE_VERDICT_INCONCLUSIVE || is_unconfirmed(verdict);

    if (is_open && verdict->reason != NULL && verdict->reason[0] != '\0')
        TARE_FILL(buf, "parts.html", "why", tare_hole("text", verdict->reason));
}

/* ---- pieces -------------------------------------------------------------- */

/* Its file, or in a single file what is in it. */
static void add_source(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_plot *plot)
{
    char name[TARE_PLOT_NAME_SIZE];
    struct tare_buf svg = { 0 };

    tare_plot_name(name, plot, TARE_PLOT_SVG);
    if (!pages->settings->is_single) {
        tare_buf_puts(buf, name);
        return;
    }
    tare_plot_read(&svg, pages->publication, plot);
    tare_html_data(buf, "image/svg+xml", svg.data, svg.size);
    tare_buf_release(&svg);
}

static void add_figure(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_plot *plot)
{
    static const char *const others[] = { "", "PNG", "PDF" };
    enum tare_plot_format format = pages->settings->format;
    struct tare_buf source = { 0 }, other = { 0 }, open = { 0 };
    struct tare_buf caption = { 0 };
    char name[TARE_PLOT_NAME_SIZE], height[16];

    snprintf(height, sizeof height, "%u", plot->height);
    add_source(&source, pages, plot);
    tare_page_signs(&caption, plot->caption);
    if (format != TARE_PLOT_SVG) {
        tare_plot_name(name, plot, format);
        tare_buf_printf(&other, " <a href=\"%s\">%s</a>", name, others[format]);
    }
    if (!pages->settings->is_single)
        tare_buf_printf(&open, "<a href=\"%s\">", source.data);
    TARE_FILL(buf, "parts.html", "figure", tare_hole("title", plot->title),
              tare_hole_take("caption", &caption),
              tare_hole_markup("other", &other), tare_hole("height", height),
              tare_hole_markup("open", &open),
              tare_hole_kept("close", open.size > 0 ? "</a>" : ""),
              tare_hole_markup("source", &source));
}

void tare_page_figures(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_plot *plots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (plots[i].is_drawn)
            add_figure(buf, pages, &plots[i]);
}

void tare_page_advice(struct tare_buf *buf, const struct tare_pages *pages,
                      const struct tare_plot *plots, size_t count)
{
    const struct tare_gnuplot *gnuplot = &pages->gnuplot;
    struct tare_buf text = { 0 };
    size_t missing = 0;

    for (size_t i = 0; i < count; i++)
        missing += !plots[i].is_drawn;
    if (missing == 0)
        return;
    if (gnuplot->is_missing)
        tare_buf_puts(
            &text,
            "The large plots need gnuplot, which is not installed: install it "
            "(Debian: gnuplot-nox) and make the report again.");
    else
        tare_buf_printf(&text, "%zu plot%s could not be drawn. %s", missing,
                        missing == 1 ? "" : "s",
                        tare_buf_text(&gnuplot->trouble));
    TARE_FILL(buf, "parts.html", "advice", tare_hole_take("text", &text));
}

/* ---- growth -------------------------------------------------------------- */

/* "n^2" as it is written. */
static const char *order_shown(const char *order)
{
    return strcmp(order, "n^2") == 0   ? "n²"
           : strcmp(order, "n^3") == 0 ? "n³"
                                       : order;
}

/* "time ~ n^1.12 [1.05, 1.19]; O(n log n) fits best (weight 0.97)" */
static void describe_growth(struct tare_buf *text,
                            const struct tare_growth_facts *growth)
{
    struct tare_buf exponent = { 0 };
    char each[TARE_SCALED_SIZE];

    tare_buf_puts(text, "time grows like ");
    tare_page_cut(text, growth->arg);
    if (isfinite(growth->exponent.value))
        tare_buf_printf(&exponent, "^%.2f", growth->exponent.value);
    if (isfinite(growth->exponent.low) && isfinite(growth->exponent.high))
        tare_buf_printf(&exponent, " (%.2f … %.2f)", growth->exponent.low,
                        growth->exponent.high);
    tare_page_signs(text, tare_buf_text(&exponent));
    tare_buf_release(&exponent);
    if (growth->order == NULL) {
        tare_buf_puts(text, "; none of the usual orders fits");
        return;
    }
    tare_amount_format(each, growth->coefficient, "ns");
    tare_buf_printf(text, "; O(%s) fits best", order_shown(growth->order));
    if (isfinite(growth->weight))
        tare_buf_printf(text, ", with %.0f %% of the evidence",
                        tare_percent(growth->weight));
    tare_buf_printf(text, ": %s each", each);
    if (growth->fixed > 0) {
        tare_amount_format(each, growth->fixed, "ns");
        tare_buf_printf(text, ", plus %s regardless of the size", each);
    }
    if (isfinite(growth->residual))
        tare_buf_printf(text, "; off by %.1f %%",
                        tare_percent(growth->residual));
}

static int has_family(const struct tare_pages *pages,
                      const struct tare_group *group,
                      const struct tare_growth_facts *growth)
{
    for (size_t i = 0; i < group->count; i++)
        if (tare_growth_has(growth, pages->entries.items[group->first + i].id))
            return 1;
    return 0;
}

void tare_page_growths(struct tare_buf *buf, const struct tare_pages *pages,
                       const struct tare_group *group)
{
    const struct tare_run *run = pages->entries.subject.run;

    for (size_t i = 0; i < run->growth_count; i++) {
        const struct tare_growth_facts *growth = &run->growths[i];
        struct tare_buf text = { 0 }, family = { 0 };

        if (!has_family(pages, group, growth))
            continue;
        describe_growth(&text, growth);
        tare_page_cut(&family, growth->family);
        TARE_FILL(buf, "index.html", "growth",
                  tare_hole_take("family", &family),
                  tare_hole_take("text", &text));
    }
}

/* ---- the frame ----------------------------------------------------------- */

static int has_profile(const struct tare_pages *pages)
{
    for (size_t i = 0; i < pages->entries.count; i++) {
        const struct tare_case *c = pages->entries.items[i].now;

        if (c != NULL &&
            (c->profile.launch_count > 0 || c->waits.launch_count > 0 ||
             c->heap.launch_count > 0))
            return 1;
    }
    return 0;
}

void tare_page_prepare(struct tare_pages *pages)
{
    const struct tare_run *run = pages->entries.subject.run;
    double confidence = 0;

    tare_palette_css(&pages->style);
    tare_html_file(&pages->style, "style.css");
    tare_html_file(&pages->script, "script.js");
    if (has_profile(pages))
        tare_html_file(&pages->script, "flame.js");
    tare_buf_puts(&pages->policy, "default-src 'none'; style-src ");
    tare_html_policy_hash(&pages->policy, pages->style.data);
    tare_buf_puts(&pages->policy, "; script-src ");
    tare_html_policy_hash(&pages->policy, pages->script.data);
    tare_buf_puts(&pages->policy, "; img-src 'self' file: data:; "
                                  "base-uri 'none'; form-action 'none'");
    for (size_t i = 0; i < run->case_count; i++)
        if (tare_case_is_measured(&run->cases[i]))
            confidence = run->cases[i].measures[0].estimate.confidence;
    snprintf(pages->confidence, sizeof pages->confidence, "%.4g %%",
             100 * (confidence > 0 ? confidence : 0.95));
}

int tare_page_save(const struct tare_pages *pages, const char *name,
                   const char *title, const struct tare_buf *body,
                   struct tare_err *err)
{
    FILE *stream = tare_publication_begin(pages->publication, name, err);
    struct tare_buf page = { 0 }, shown = { 0 };

    if (stream == NULL)
        return TARE_EOUTPUT;
    tare_page_cut(&shown, title);
    TARE_FILL(&page, "page.html", "",
              tare_hole("version", pages->settings->version),
              tare_hole_kept("policy", pages->policy.data),
              tare_hole_take("title", &shown),
              tare_hole_kept("style", pages->style.data),
              tare_hole_kept("body", body->data),
              tare_hole("confidence", pages->confidence),
              tare_hole_kept("script", pages->script.data));
    fwrite(page.data, 1, page.size, stream);
    tare_buf_release(&page);
    return tare_publication_end(pages->publication, name, stream, err);
}

int tare_page_is_compared(const struct tare_pages *pages)
{
    return pages->entries.subject.comparison != NULL;
}

void tare_page_change_cells(struct tare_buf *buf,
                            const struct tare_pages *pages,
                            const struct tare_entry *entry)
{
    const struct tare_verdict *leading = tare_page_leading(entry);
    struct tare_buf change = { 0 }, interval = { 0 }, badge = { 0 };

    if (!tare_page_is_compared(pages))
        return;
    if (leading != NULL) {
        tare_page_change(&change, &leading->change);
        tare_page_change_interval(&interval, &leading->change);
        tare_page_badge(&badge, leading, 1);
        if (!isfinite(leading->change.value)) /* no row above says it */
            tare_page_why(&badge, leading);
    }
    TARE_FILL(buf, "parts.html", "row-change",
              tare_hole_take("change", &change),
              tare_hole_take("interval", &interval),
              tare_hole_markup("verdict", &badge));
}
