/* SPDX-License-Identifier: MIT */
/* A group: its cases against each other, over the argument that they share. */
#include "report/html/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/plots/families.h"
#include "report/html/svg.h"
#include "report/terminal/rate.h"

static double time_of(const struct tare_entry *entry)
{
    return tare_entry_case(entry)->measures[0].estimate.value;
}

/* "×1.25"; nothing for a time that cannot be divided by. */
static void add_ratio(struct tare_buf *text, double value, double best)
{
    double ratio = value / best;

    if (isfinite(ratio) && best > 0)
        tare_buf_printf(text, "×%.*f",
                        ratio < 9.995   ? 2
                        : ratio < 99.95 ? 1
                                        : 0,
                        ratio);
}

/* ---- times at each value ------------------------------------------------- */

static double best_at(const struct tare_families *families, double at)
{
    double best = INFINITY;

    for (size_t i = 0; i < families->count; i++) {
        const struct tare_entry *entry =
            tare_family_at(&families->items[i], at);

        if (entry != NULL && time_of(entry) > 0)
            best = fmin(best, time_of(entry));
    }
    return best;
}

/* What to compare a time with: the best of its contest, or else of all. */
static double rival_of(const struct tare_pages *pages,
                       const struct tare_entry *entry, double best)
{
    double rival = tare_page_contest_best(pages, tare_entry_case(entry));

    return isnan(rival) ? best : rival;
}

static void add_cell(struct tare_buf *cells, const struct tare_pages *pages,
                     const struct tare_entry *entry, double best)
{
    const char *mark =
        entry != NULL ? tare_page_contest_mark(pages, tare_entry_case(entry))
                      : "";
    struct tare_buf ratio = { 0 };
    char value[TARE_SCALED_SIZE] = "–";

    if (entry != NULL) {
        struct tare_scale scale = tare_scale_one(best, "ns");

        if (time_of(entry) > 1e3 * best)
            scale = tare_scale_one(time_of(entry), "ns");
        tare_scaled_format(value, time_of(entry), &scale);
        tare_buf_printf(&ratio, " %s", mark);
        if (mark[0] == '\0')
            add_ratio(&ratio, time_of(entry), rival_of(pages, entry, best));
    }
    TARE_FILL(cells, "group.html", "time-cell",
              tare_hole("ink", strcmp(mark, "fastest") == 0 ? "e" : ""),
              tare_hole("value", value), tare_hole_take("ratio", &ratio));
}

static void add_times_row(struct tare_buf *rows, const struct tare_pages *pages,
                          const struct tare_families *families, double at)
{
    struct tare_buf cells = { 0 };
    double best = best_at(families, at);
    char name[32];

    for (size_t i = 0; i < families->count; i++)
        add_cell(&cells, pages, tare_family_at(&families->items[i], at), best);
    snprintf(name, sizeof name, "%.15g", at);
    tare_page_row(rows, name, &cells);
}

/* Only where several lines meet at several values. */
static void add_times(struct tare_buf *buf, const struct tare_pages *pages,
                      const struct tare_families *families)
{
    struct tare_buf heads = { 0 }, rows = { 0 }, at = { 0 };

    if (families->argument == NULL || families->count < 2)
        return;
    for (size_t i = 0; i < families->count; i++)
        tare_page_head(&heads, families->items[i].label);
    for (size_t i = 0; i < families->value_count; i++)
        add_times_row(&rows, pages, families, families->values[i]);
    tare_page_cut(&at, families->argument);
    TARE_FILL(
        buf, "group.html", "times", tare_hole_take("at", &at),
        tare_hole(
            "lead",
            "Time per iteration, and its ratio to the shortest with which it "
            "competes; who is fastest is named where that was shown."),
        tare_hole("argument", families->argument),
        tare_hole_markup("heads", &heads), tare_hole_markup("rows", &rows));
}

/* ---- all cases ----------------------------------------------------------- */

struct frame {
    struct tare_svg_bars bars;
    const struct tare_families *families;
};

/* The best time at the same value of the argument. */
static double best_beside(const struct tare_families *families,
                          const struct tare_entry *entry)
{
    for (size_t i = 0; i < families->count; i++)
        for (size_t j = 0; j < families->items[i].count; j++)
            if (families->items[i].items[j].entry == entry)
                return best_at(families, families->items[i].items[j].at);
    return NAN;
}

static void add_row(struct tare_buf *rows, const struct tare_pages *pages,
                    const struct tare_entry *entry, const struct frame *frame)
{
    const struct tare_case *c = tare_entry_case(entry);
    const struct tare_measure *time = &c->measures[0];
    struct tare_scale scale = tare_scale_one(time->estimate.value, "ns");
    struct tare_buf name = { 0 }, bar = { 0 }, interval = { 0 }, ratio = { 0 };
    struct tare_buf change = { 0 };
    char value[TARE_SCALED_SIZE], spread[TARE_SCALED_SIZE];
    char rate[TARE_SCALED_SIZE];

    tare_page_link(&name, pages, entry, TARE_FROM_PAGE);
    tare_scaled_format(value, time->estimate.value, &scale);
    tare_percent_format(spread, time->spread);
    tare_rate_format(rate, c);
    tare_svg_bar(&bar, &frame->bars, &time->estimate);
    tare_page_interval(&interval, &time->estimate, &scale);
    add_ratio(&ratio, time->estimate.value,
              rival_of(pages, entry, best_beside(frame->families, entry)));
    tare_page_change_cells(&change, pages, entry);
    TARE_FILL(rows, "group.html", "row", tare_hole_markup("name", &name),
              tare_hole("time", value), tare_hole_markup("bar", &bar),
              tare_hole_take("interval", &interval),
              tare_hole("spread", spread), tare_hole("rate", rate),
              tare_hole_take("ratio", &ratio),
              tare_hole_markup("change", &change));
}

static void add_rows(struct tare_buf *rows, const struct tare_pages *pages,
                     const struct tare_group *group,
                     const struct tare_families *families)
{
    const struct tare_entry *entries = &pages->entries.items[group->first];
    struct frame frame = { .families = families };

    for (size_t i = 0; i < group->count; i++) {
        if (!tare_entry_is_measured(&entries[i]))
            continue;
        tare_svg_bars_add(&frame.bars,
                          &tare_entry_case(&entries[i])->measures[0].estimate);
    }
    for (size_t i = 0; i < group->count; i++)
        if (tare_entry_is_measured(&entries[i]))
            add_row(rows, pages, &entries[i], &frame);
}

/* ---- the page ------------------------------------------------------------ */

/* The plots, and among them what is known of the growth. */
static void add_figures(struct tare_buf *buf, const struct tare_pages *pages,
                        const struct tare_group *group)
{
    struct tare_buf figures = { 0 }, growths = { 0 };

    tare_page_figures(&figures, pages, group->plots, group->plot_count);
    tare_page_growths(&growths, pages, group);
    tare_html_wrap(&figures, "group.html", "growths", "items", &growths);
    tare_html_wrap(buf, "case.html", "figures", "figures", &figures);
    tare_page_advice(buf, pages, group->plots, group->plot_count);
}

void tare_page_group(struct tare_buf *body, const struct tare_pages *pages,
                     size_t index)
{
    const struct tare_group *group = &pages->entries.groups[index];
    struct tare_buf home = { 0 }, name = { 0 }, answer = { 0 }, figures = { 0 };
    struct tare_buf contests = { 0 }, times = { 0 }, heads = { 0 };
    struct tare_buf rows = { 0 };
    struct tare_families families;
    char interval[40];

    tare_families_make(&families, &pages->entries, group);
    tare_page_home(&home, pages);
    tare_page_cut(&name, group->name);
    tare_page_contest_answer(&answer, pages, group);
    add_figures(&figures, pages, group);
    tare_page_contests(&contests, pages, group);
    add_times(&times, pages, &families);
    add_rows(&rows, pages, group, &families);
    if (tare_page_is_compared(pages))
        tare_html_fill(&heads, "group.html", "heads", NULL, 0);
    snprintf(interval, sizeof interval, "%s interval", pages->confidence);
    TARE_FILL(
        body, "group.html", "", tare_hole_take("home", &home),
        tare_hole_take("name", &name), tare_hole_take("answer", &answer),
        tare_hole_markup("figures", &figures),
        tare_hole_markup("contests", &contests),
        tare_hole_markup("times", &times), tare_hole("interval", interval),
        tare_hole_markup("heads", &heads), tare_hole_markup("rows", &rows));
    tare_families_release(&families);
}
