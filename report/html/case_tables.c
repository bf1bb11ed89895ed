/* SPDX-License-Identifier: MIT */
#include "report/html/case_tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/terminal/changes.h"
#include "report/terminal/placements.h"
#include "report/html/latency_table.h"

enum {
    LAUNCHES_SHOWN = 80 /* of a side */
};

/* ---- measures ------------------------------------------------------------ */

static const struct tare_measure *measure_of(const struct tare_case *c,
                                             const char *name)
{
    const struct tare_measure *measure =
        c != NULL ? tare_case_measure(c, name) : NULL;

    return measure != NULL && measure->has_estimate ? measure : NULL;
}

void tare_case_estimate(struct tare_buf *cells, const struct tare_case *c,
                        const char *name)
{
    const struct tare_measure *measure = measure_of(c, name);
    struct tare_buf text = { 0 };

    if (measure != NULL)
        tare_page_estimate(&text, &measure->estimate, measure->unit,
                           measure->kind != TARE_KIND_EXACT); /* has none */
    else
        tare_buf_puts(&text, "–");
    tare_page_cell_take(cells, &text);
}

static void add_spread(struct tare_buf *cells,
                       const struct tare_measure *measure)
{
    char text[TARE_SCALED_SIZE] = "–";

    if (measure != NULL)
        tare_percent_format(text, measure->spread);
    tare_page_cell(cells, text);
}

static void add_change(struct tare_buf *cells,
                       const struct tare_verdict *verdict)
{
    struct tare_buf text = { 0 };

    if (verdict != NULL && isfinite(verdict->change.value))
        tare_change_whole(&text, &verdict->change, !verdict->is_counted);
    tare_page_cell_take(cells, &text);
    tare_page_cell(cells, verdict != NULL ? tare_page_kind(verdict) : "");
}

static void add_measure(struct tare_buf *rows, const struct tare_entry *entry,
                        const char *name)
{
    const struct tare_measure *now = measure_of(entry->now, name);
    const struct tare_measure *before = measure_of(entry->before, name);
    struct tare_buf cells = { 0 };

    if ((now == NULL && before == NULL) || tare_case_in_latency(entry, name))
        return;
    if (entry->before != NULL)
        tare_case_estimate(&cells, entry->before, name);
    tare_case_estimate(&cells, entry->now, name);
    add_spread(&cells, now != NULL ? now : before);
    if (entry->before != NULL)
        add_change(&cells, tare_entry_judged(entry, name));
    tare_page_row(rows, name, &cells);
}

/* Below a measure: how much of it is where the linker has put the code. */
static void add_placement(struct tare_buf *rows,
                          const struct tare_verdict *verdict)
{
    struct tare_buf cells = { 0 }, text = { 0 };
    const struct tare_placement *placement;

    if (verdict == NULL || !tare_placement_is_known(&verdict->placement))
        return;
    placement = &verdict->placement;
    for (unsigned side = 0; side < 2; side++) {
        tare_placement_side(&text, placement, side);
        tare_page_cell_take(&cells, &text);
    }
    tare_placement_within(&text, placement);
    tare_page_cell_take(&cells, &text);
    tare_placement_unknown(&text, placement);
    tare_buf_puts(&text, " unknown");
    tare_page_cell_take(&cells, &text);
    tare_page_cell(&cells, "");
    tare_page_row(rows, "between layouts", &cells);
}

void tare_case_measures(struct tare_buf *buf, const struct tare_entry *entry)
{
    static const char *const names[2][6] = { { "Estimate", "Spread" },
                                             { "Old", "New", "Spread", "Change",
                                               "Verdict" } };
    const struct tare_case *c = tare_entry_case(entry);
    struct tare_buf heads = { 0 }, rows = { 0 };

    for (size_t i = 0; i < c->measure_count; i++) {
        add_measure(&rows, entry, c->measures[i].name);
        if (entry->before != NULL)
            add_placement(&rows, tare_entry_judged(entry, c->measures[i].name));
    }
    if (rows.size == 0)
        return;
    for (const char *const *name = names[entry->before != NULL]; *name != NULL;
         name++)
        tare_page_head(&heads, *name);
    TARE_FILL(buf, "case.html", "table", tare_hole("label", "Measures"),
              tare_hole("caption", "Measures, per iteration"),
              tare_hole("first", "Measure"), tare_hole_markup("heads", &heads),
              tare_hole_markup("rows", &rows));
}

/* ---- statistics of the samples ------------------------------------------- */

static void add_figure(struct tare_buf *rows, const char *name,
                       const struct tare_figure *figure, const char *unit)
{
    struct tare_scale scale = tare_scale_one(fabs(figure->value), unit);
    struct tare_band band = { figure->value, figure->low, figure->high, 0 };
    struct tare_buf cells = { 0 }, interval = { 0 };
    char text[TARE_SCALED_SIZE];

    if (!isfinite(figure->value))
        return;
    tare_scaled_format(text, figure->value, &scale);
    tare_page_cell(&cells, text);
    tare_page_interval(&interval, &band, &scale);
    tare_page_cell_take(&cells, &interval);
    tare_page_row(rows, name, &cells);
}

/* Of what has no interval. */
static void add_plain(struct tare_buf *rows, const char *name, const char *text)
{
    TARE_FILL(rows, "case.html", "remark", tare_hole("name", name),
              tare_hole("text", text));
}

static void add_outliers(struct tare_buf *rows,
                         const struct tare_outliers *outliers)
{
    char text[128];
    size_t low = outliers->low_mild + outliers->low_severe;
    size_t high = outliers->high_mild + outliers->high_severe;

    if (low + high == 0)
        snprintf(text, sizeof text, "none");
    else
        snprintf(text, sizeof text, "%zu low, %zu high; %zu of them severe",
                 low, high, outliers->low_severe + outliers->high_severe);
    add_plain(rows, "outliers", text);
}

static void add_statistics(struct tare_buf *buf, const struct tare_pages *pages,
                           const struct tare_measure *time, const char *caption)
{
    struct tare_buf rows = { 0 };
    char text[64];

    add_figure(&rows, "mean", &time->mean, time->unit);
    add_figure(&rows, "median", &time->median, time->unit);
    add_figure(&rows, "standard deviation", &time->std_dev, time->unit);
    add_figure(&rows, "median absolute deviation", &time->mad, time->unit);
    add_figure(&rows, "slope through the origin", &time->slope, time->unit);
    if (isfinite(time->slope.value) && isfinite(time->r_squared)) {
        snprintf(text, sizeof text, "%.4f", time->r_squared);
        add_plain(&rows, "R² of that slope", text);
    }
    add_outliers(&rows, &time->outliers);
    snprintf(text, sizeof text, "%s interval", pages->confidence);
    TARE_FILL(buf, "case.html", "statistics", tare_hole("caption", caption),
              tare_hole("interval", text), tare_hole_markup("rows", &rows));
}

static int is_analysed(const struct tare_case *c)
{
    return c != NULL && tare_case_is_measured(c) && c->measures[0].is_analysed;
}

void tare_case_statistics(struct tare_buf *buf, const struct tare_pages *pages,
                          const struct tare_entry *entry)
{
    if (is_analysed(entry->before))
        add_statistics(buf, pages, &entry->before->measures[0],
                       "All samples, old side");
    if (is_analysed(entry->now))
        add_statistics(buf, pages, &entry->now->measures[0],
                       entry->before != NULL ? "All samples, new side"
                                             : "All samples");
}

/* ---- launches ------------------------------------------------------------ */

/* What its samples met, all together. */
static struct tare_sample sum_samples(const struct tare_launch *launch)
{
    struct tare_sample sum = { 0 };

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];

        sum.switches += sample->switches;
        sum.faults += sample->faults;
        sum.major_faults += sample->major_faults;
        sum.steal_ns += fmax(sample->steal_ns, 0);
    }
    return sum;
}

static void add_launch(struct tare_buf *rows, const char *side,
                       const struct tare_launch *launch,
                       const struct tare_scale *scale)
{
    struct tare_sample sum = sum_samples(launch);
    char start[32], value[TARE_SCALED_SIZE], switches[16], faults[40];
    char steal[TARE_SCALED_SIZE] = "", cpu[16] = "";

    snprintf(start, sizeof start, "%.3f s", launch->start_s);
    tare_scaled_format(value, launch->value, scale);
    snprintf(switches, sizeof switches, "%u", sum.switches);
    snprintf(faults, sizeof faults, sum.major_faults > 0 ? "%u, %u slow" : "%u",
             sum.faults, sum.major_faults);
    if (sum.steal_ns > 0)
        tare_duration_format(steal, sum.steal_ns / 1e9);
    if (launch->cpu >= 0)
        snprintf(cpu, sizeof cpu, "%d", launch->cpu);
    TARE_FILL(
        rows, "case.html", "launch", tare_hole("start", start),
        tare_hole("side", side), tare_hole("value", value),
        tare_hole("outlier", launch->aside ? "set aside" : launch->outlier),
        tare_hole("switches", switches), tare_hole("faults", faults),
        tare_hole("steal", steal), tare_hole("cpu", cpu));
}

/* Those of a side, and how many there are. */
static size_t add_launches(struct tare_buf *rows, const struct tare_case *c,
                           const char *side)
{
    const struct tare_measure *time;
    struct tare_scale scale;

    if (c == NULL || c->measure_count == 0)
        return 0;
    time = &c->measures[0];
    scale = tare_scale_one(time->has_estimate ? time->estimate.value : NAN,
                           time->unit);
    for (size_t i = 0; i < time->count && i < LAUNCHES_SHOWN; i++)
        add_launch(rows, side, &time->launches[i], &scale);
    return time->count;
}

void tare_case_launches(struct tare_buf *buf, const struct tare_entry *entry)
{
    struct tare_buf rows = { 0 }, summary = { 0 };
    size_t count = add_launches(&rows, entry->before, "old");

    count +=
        add_launches(&rows, entry->now, entry->before != NULL ? "new" : "");
    if (count == 0)
        return;
    if (count == 1)
        tare_buf_puts(&summary, "The launch");
    else
        tare_buf_printf(&summary, "All %zu launches", count);
    if (count > LAUNCHES_SHOWN)
        tare_buf_printf(&summary,
                        ", of which the first %d of each side are shown",
                        LAUNCHES_SHOWN);
    TARE_FILL(buf, "case.html", "launches", tare_hole_take("summary", &summary),
              tare_hole_markup("rows", &rows));
}
