/* SPDX-License-Identifier: MIT */
#include "report/terminal/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/terminal/details.h"
#include "report/terminal/latency_text.h"
#include "report/terminal/news.h"
#include "report/terminal/rate.h"
#include "report/terminal/table.h"
#include "report/terminal/text.h"
#include "report/terminal/weather_text.h"
#include "report/terminal/units.h"
#include "store/alloc.h"
#include "store/buf.h"

/* Cases that are there to be compared: of one group, or, where there is none,
 * of one benchmark. */
static const char *family_of(const struct tare_case *c)
{
    return c->identity.group != NULL ? c->identity.group : c->identity.name;
}

/* ---- one scale for a group ----------------------------------------------- */

/* From where to where the cases from..to have it. */
static struct tare_extent collect(const struct tare_run *run, size_t from,
                                  size_t to,
                                  double (*value)(const struct tare_case *c))
{
    struct tare_extent extent = { 0 };

    for (size_t i = from; i < to; i++)
        if (tare_case_is_measured(&run->cases[i]))
            tare_extent_add(&extent, value(&run->cases[i]));
    return extent;
}

static double time_of(const struct tare_case *c)
{
    return c->measures[0].estimate.value;
}

/* ---- rows ---------------------------------------------------------------- */

static void add_name(struct tare_table *table, const struct tare_case *c,
                     enum tare_ink ink)
{
    struct tare_buf name = { 0 };

    tare_text_show(&name, c->identity.id);
    tare_table_take(table, &name, TARE_ALIGN_LEFT, ink);
}

/* The codes of the warnings, which the lines below the table explain. */
static void add_notes(struct tare_table *table, const struct tare_case *c)
{
    struct tare_buf text = { 0 };

    for (size_t i = 0; i < c->warning_count; i++)
        tare_buf_printf(&text, "%s%s", i > 0 ? ", " : "", c->warnings[i].code);
    tare_table_take(table, &text, TARE_ALIGN_SPAN, TARE_INK_DOUBT);
}

static void add_measured(struct tare_table *table, const struct tare_case *c,
                         const struct tare_scale *time_scale,
                         const struct tare_scale *rate_scale)
{
    const struct tare_measure *time = &c->measures[0];
    const struct tare_band *band = &time->estimate;
    double half = fmax(band->high - band->value, band->value - band->low);
    double rate = tare_case_rate(c);
    struct tare_scale scale = tare_scale_within(*time_scale, half);
    char text[TARE_SCALED_SIZE];

    add_name(table, c, TARE_INK_PLAIN);
    tare_scaled_format(text, band->value, &scale);
    tare_table_cell(table, text, TARE_ALIGN_POINT, TARE_INK_STRONG);
    tare_details_interval(table, band, &scale);
    tare_percent_format(text, time->spread);
    tare_table_cell(table, text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    scale = tare_scale_within(*rate_scale, rate * half / band->value);
    if (rate > 0)
        tare_scaled_format(text, rate, &scale);
    else
        text[0] = '\0';
    tare_table_cell(table, text, TARE_ALIGN_POINT, TARE_INK_PLAIN);
    add_notes(table, c);
}

static void add_unmeasured(struct tare_table *table, const struct tare_case *c)
{
    int is_skipped = c->status == TARE_STATUS_SKIPPED;
    struct tare_buf text = { 0 };

    add_name(table, c, TARE_INK_PLAIN);
    tare_buf_printf(&text, "%s", tare_status_name(c->status));
    if (c->reason != NULL && c->reason[0] != '\0') {
        tare_buf_puts(&text, ": ");
        tare_text_show(&text, c->reason);
    }
    tare_table_take(table, &text, TARE_ALIGN_SPAN,
                    c->status == TARE_STATUS_OK ? TARE_INK_GOOD
                    : is_skipped                ? TARE_INK_FAINT
                                                : TARE_INK_BAD);
}

/* A count has no interval, nor has evidence in which all launches agree. */
static int has_interval(const struct tare_measure *measure)
{
    return measure->kind == TARE_KIND_NOISY ||
           (measure->kind == TARE_KIND_EVIDENCE &&
            measure->estimate.high > measure->estimate.low);
}

static void add_certain(struct tare_table *table,
                        const struct tare_measure *measure)
{
    int is_exact = measure->kind == TARE_KIND_EXACT;

    tare_table_cell(table, is_exact ? "exact" : "–", TARE_ALIGN_RIGHT,
                    TARE_INK_FAINT);
    tare_table_cell(table, "–", TARE_ALIGN_RIGHT, TARE_INK_FAINT);
}

/* What was measured beside time stands under it. */
static void add_beside(struct tare_table *table, const struct tare_run *run,
                       const struct tare_case *c, enum tare_detail detail)
{
    for (size_t i = 1; i < c->measure_count; i++) {
        const struct tare_measure *measure = &c->measures[i];
        struct tare_scale scale =
            tare_scale_one(fabs(measure->estimate.value), measure->unit);
        struct tare_buf name = { 0 };
        char text[TARE_SCALED_SIZE];

        if (!tare_measure_is_news(run, measure) &&
            (!measure->has_estimate || detail != TARE_DETAIL_VERBOSE))
            continue;
        tare_table_row(table);
        tare_buf_puts(&name, "  · ");
        tare_text_show(&name, measure->name);
        tare_table_take(table, &name, TARE_ALIGN_LEFT, TARE_INK_FAINT);
        tare_scaled_format(text, measure->estimate.value, &scale);
        tare_text_show(&name, text); /* the unit is the user's too */
        tare_table_take(table, &name, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
        if (!has_interval(measure)) {
            add_certain(table, measure);
            continue;
        }
        tare_details_interval(table, &measure->estimate, &scale);
        tare_percent_format(text, measure->spread);
        tare_table_cell(table, text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    }
}

static void add_group(struct tare_table *table, const struct tare_run *run,
                      size_t from, size_t to, enum tare_detail detail)
{
    struct tare_extent times = collect(run, from, to, time_of);
    struct tare_extent rates = collect(run, from, to, tare_case_rate);

    for (size_t i = from; i < to; i++) {
        const struct tare_case *c = &run->cases[i];

        tare_table_row(table);
        if (tare_case_is_measured(c)) {
            struct tare_scale time =
                tare_scale_shared(&times, time_of(c), "ns");
            struct tare_scale rate = tare_scale_shared(
                &rates, tare_case_rate(c), tare_case_rate_unit(c));

            rate.unit = tare_case_rate_unit(c);
            add_measured(table, c, &time, &rate);
            add_beside(table, run, c, detail);
        } else {
            add_unmeasured(table, c);
        }
    }
}

static void add_header(struct tare_table *table, const struct tare_run *run)
{
    double confidence = 0;
    char interval[32];

    for (size_t i = 0; i < run->case_count; i++)
        if (tare_case_is_measured(&run->cases[i]))
            confidence = run->cases[i].measures[0].estimate.confidence;
    if (confidence <= 0)
        return; /* nothing was measured: no columns */
    snprintf(interval, sizeof interval, "%g %% interval", 100 * confidence);
    tare_table_heads(
        table,
        (const char *[]){ "case", "time", interval, "spread", "throughput" },
        5);
}

/* ---- below the table ----------------------------------------------------- */

static void print_paragraph(FILE *stream, const struct tare_style *style,
                            enum tare_ink ink, const char *head,
                            const char *text)
{
    struct tare_buf line = { 0 };

    tare_text_wrap(&line, text, style->columns > 0 ? style->columns : 100, 4);
    fprintf(stream, "  %s%s%s\n    %s\n", tare_ink_begin(style, ink), head,
            tare_ink_end(style, ink), tare_buf_text(&line));
    tare_buf_release(&line);
}

/* A warning of a case; of those with one code, the first case explains it. */
struct remark {
    const struct tare_case *c;
    const struct tare_warning *warning;
    size_t more; /* that have the same */
    int is_first;
};

/* The id, and how many more have the same warning. */
static void print_warning(const struct remark *remark, int all, FILE *stream,
                          const struct tare_style *style)
{
    struct tare_buf head = { 0 }, text = { 0 };

    tare_text_show(&head, remark->warning->code);
    tare_buf_puts(&head, ": ");
    tare_text_show(&head, remark->c->identity.id);
    if (remark->more > 0 && !all)
        tare_buf_printf(&head, ", and %zu more", remark->more);
    tare_text_show(&text, remark->warning->text);
    print_paragraph(stream, style, TARE_INK_DOUBT, head.data,
                    tare_buf_text(&text));
    tare_buf_release(&head);
    tare_buf_release(&text);
}

/* All of them, in the order of the cases.  The array is returned. */
static struct remark *collect_remarks(const struct tare_run *run, size_t *count)
{
    struct remark *remarks;
    size_t total = 0;

    for (size_t i = 0; i < run->case_count; i++)
        total += run->cases[i].warning_count;
    remarks = tare_alloc(total, sizeof *remarks);
    *count = 0;
    for (size_t i = 0; i < run->case_count; i++)
        for (size_t j = 0; j < run->cases[i].warning_count; j++)
            remarks[(*count)++] =
                (struct remark){ .c = &run->cases[i],
                                 .warning = &run->cases[i].warnings[j] };
    return remarks;
}

/* By code, and then in the order of the cases. */
static int compare_remarks(const void *a, const void *b)
{
    const struct remark *x = *(struct remark *const *)a;
    const struct remark *y = *(struct remark *const *)b;
    int order = strcmp(x->warning->code, y->warning->code);

    return order != 0 ? order : (x > y) - (x < y);
}

/* Those of one code. */
static void mark_first(struct remark **remarks, size_t count)
{
    for (size_t i = 0; i < count && remarks[i]->c == remarks[0]->c; i++) {
        remarks[i]->is_first = 1;
        remarks[i]->more = count - 1;
    }
}

static void mark_all_first(struct remark *remarks, size_t count)
{
    struct remark **sorted = tare_alloc(count, sizeof *sorted);
    size_t from = 0;

    for (size_t i = 0; i < count; i++)
        sorted[i] = &remarks[i];
    qsort(sorted, count, sizeof *sorted, compare_remarks);
    for (size_t i = 1; i <= count; i++)
        if (i == count || strcmp(sorted[from]->warning->code,
                                 sorted[i]->warning->code) != 0) {
            mark_first(sorted + from, i - from);
            from = i;
        }
    free(sorted);
}

/* Each code once, explained with its first case; all of them with --verbose. */
static void print_warnings(const struct tare_run *run, FILE *stream,
                           const struct tare_style *style, int all)
{
    size_t count;
    struct remark *remarks = collect_remarks(run, &count);

    if (count > 0)
        fputc('\n', stream);
    mark_all_first(remarks, count);
    for (size_t i = 0; i < count; i++)
        if (all || remarks[i].is_first)
            print_warning(&remarks[i], all, stream, style);
    free(remarks);
}

void tare_summary_print(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style, enum tare_detail detail)
{
    struct tare_table table = { 0 };
    size_t from = 0;

    add_header(&table, run);
    for (size_t i = 1; i <= run->case_count; i++)
        if (i == run->case_count || strcmp(family_of(&run->cases[from]),
                                           family_of(&run->cases[i])) != 0) {
            add_group(&table, run, from, i, detail);
            from = i;
        }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
    if (detail != TARE_DETAIL_QUIET) {
        tare_details_growths(run, stream, style);
        tare_latency_print(run, stream, style);
    }
    if (detail == TARE_DETAIL_VERBOSE) {
        tare_details_figures(run, stream, style);
        tare_details_plans(run, stream, style);
    }
    if (detail != TARE_DETAIL_QUIET)
        print_warnings(run, stream, style, detail == TARE_DETAIL_VERBOSE);
}

void tare_summary_unmeasured(const struct tare_run *run, FILE *stream,
                             const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < run->case_count; i++) {
        if (run->cases[i].status == TARE_STATUS_OK)
            continue;
        tare_table_row(&table);
        add_unmeasured(&table, &run->cases[i]);
    }
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

void tare_summary_failures(const struct tare_run *run, FILE *stream,
                           const struct tare_style *style)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        struct tare_buf text = { 0 };
        char *line, *rest = NULL, *copy;

        if (c->output == NULL)
            continue;
        tare_buf_puts(&text, "last output of ");
        tare_text_show(&text, c->identity.id);
        tare_ink_print(stream, style, TARE_INK_BAD, "\n", &text);
        copy = tare_strdup(c->output);
        for (line = strtok_r(copy, "\n", &rest); line != NULL;
             line = strtok_r(NULL, "\n", &rest)) {
            tare_text_show(&text, line);
            fprintf(stream, "  | %s\n", tare_buf_text(&text));
            tare_buf_release(&text);
        }
        free(copy);
    }
}

size_t tare_summary_count(const struct tare_run *run, enum tare_status status)
{
    size_t count = 0;

    for (size_t i = 0; i < run->case_count; i++)
        count += run->cases[i].status == status;
    return count;
}

/* How well the cases are known, and how quiet the machine was. */
static void print_quality(const struct tare_run *run, FILE *stream,
                          const struct tare_style *style)
{
    struct tare_buf text = { 0 }, lines = { 0 };
    size_t columns = style->columns > 0 ? style->columns : 100;

    tare_precision_describe(&text, run);
    if (text.size > 0 && run->weather.quiet > 0)
        tare_buf_puts(&text, "; ");
    tare_weather_describe(&text, &run->weather);
    tare_text_wrap(&lines, tare_buf_text(&text), columns, 0);
    if (text.size > 0)
        fprintf(stream, "%s%s%s\n", tare_ink_begin(style, TARE_INK_FAINT),
                tare_buf_text(&lines), tare_ink_end(style, TARE_INK_FAINT));
    tare_buf_release(&text);
    tare_buf_release(&lines);
}

/* Of the cases alone where that is known, as in the list of where the time went;
 * 0: nothing is. */
static double sampled_part(const struct tare_run *run)
{
    double all_s = tare_spent_s(&run->spent);

    if (all_s > 0)
        return run->spent.s[TARE_SPENT_SAMPLES] / all_s;
    return run->sampling_s > 0 && run->elapsed_s > 0
               ? fmin(run->sampling_s / run->elapsed_s, 1)
               : 0;
}

void tare_summary_total(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style)
{
    char elapsed[TARE_SCALED_SIZE];
    double sampled = sampled_part(run);

    tare_duration_format(elapsed, run->elapsed_s);
    fprintf(stream, "%s%zu case%s in %s", tare_ink_begin(style, TARE_INK_FAINT),
            run->case_count, run->case_count == 1 ? "" : "s", elapsed);
    if (sampled > 0)
        fprintf(stream, ", %.0f %% of it in timed samples",
                tare_percent(sampled));
    for (enum tare_status i = TARE_STATUS_FAILED; i <= TARE_STATUS_SKIPPED; i++)
        if (tare_summary_count(run, i) > 0)
            fprintf(stream, ", %zu %s", tare_summary_count(run, i),
                    tare_status_name(i));
    fprintf(stream, "%s%s\n", run->interrupted ? ", interrupted" : "",
            tare_ink_end(style, TARE_INK_FAINT));
    print_quality(run, stream, style);
}
