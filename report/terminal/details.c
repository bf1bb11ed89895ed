/* SPDX-License-Identifier: MIT */
#include "report/terminal/details.h"

#include <math.h>

#include "report/terminal/text.h"
#include "report/terminal/units.h"
#include "store/buf.h"

void tare_details_interval(struct tare_table *table,
                           const struct tare_band *interval,
                           const struct tare_scale *scale)
{
    struct tare_buf text = { 0 };

    tare_interval_format(&text, interval->low, interval->high, scale);
    if (text.size == 0)
        tare_buf_puts(&text, "–");
    tare_table_take(table, &text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
}

/* ---- growth -------------------------------------------------------------- */

/* "  sort/qsort/n=*: n log n (92 % of the evidence), 4.1 ns each; ..." */
static void print_growth(const struct tare_growth_facts *growth, FILE *stream,
                         const struct tare_style *style)
{
    struct tare_buf line = { 0 };
    char text[TARE_SCALED_SIZE];

    tare_text_show(&line, growth->family);
    tare_buf_puts(&line, ": ~ ");
    tare_text_show(&line, growth->arg);
    if (isfinite(growth->exponent.value))
        tare_buf_printf(&line, "^%.2f", growth->exponent.value);
    if (isfinite(growth->exponent.low) && isfinite(growth->exponent.high))
        tare_buf_printf(&line, " [%.2f, %.2f]", growth->exponent.low,
                        growth->exponent.high);
    if (growth->order == NULL) {
        tare_buf_puts(&line, "; none of the usual orders fits");
    } else {
        tare_amount_format(text, growth->coefficient, "ns");
        tare_buf_puts(&line, "; O(");
        tare_text_show(&line, growth->order);
        tare_buf_puts(&line, ") fits best");
        if (isfinite(growth->weight))
            tare_buf_printf(&line, " (weight %.2f)", growth->weight);
        tare_buf_printf(&line, ", %s each", text);
    }
    tare_ink_print(stream, style, TARE_INK_FAINT, "  ", &line);
}

void tare_details_growths(const struct tare_run *run, FILE *stream,
                          const struct tare_style *style)
{
    if (run->growth_count > 0)
        fputc('\n', stream);
    for (size_t i = 0; i < run->growth_count; i++)
        print_growth(&run->growths[i], stream, style);
}

/* ---- figures, for --verbose ---------------------------------------------- */

static void add_figure(struct tare_table *table, const char *name,
                       const struct tare_figure *figure, const char *unit)
{
    struct tare_scale scale = tare_scale_one(fabs(figure->value), unit);
    struct tare_band band = { figure->value, figure->low, figure->high, 0 };
    char text[TARE_SCALED_SIZE];

    if (!isfinite(figure->value))
        return;
    tare_table_row(table);
    tare_table_cell(table, name, TARE_ALIGN_LEFT, TARE_INK_FAINT);
    tare_scaled_format(text, figure->value, &scale);
    tare_table_cell(table, text, TARE_ALIGN_RIGHT, TARE_INK_PLAIN);
    tare_details_interval(table, &band, &scale);
}

/* What is noteworthy about the launches, in words. */
static void describe_launches(struct tare_buf *text,
                              const struct tare_measure *measure)
{
    const struct tare_outliers *outliers = &measure->outliers;
    const struct tare_shape_facts *shape = &measure->shape;
    struct tare_scale scale = tare_scale_one(shape->low_mode, measure->unit);
    char low[TARE_SCALED_SIZE], high[TARE_SCALED_SIZE];

    tare_buf_printf(text, "outliers: %zu low, %zu high, of them %zu severe",
                    outliers->low_mild + outliers->low_severe,
                    outliers->high_mild + outliers->high_severe,
                    outliers->low_severe + outliers->high_severe);
    if (shape->is_bimodal && isfinite(shape->low_share)) {
        tare_scaled_format(low, shape->low_mode, &scale);
        tare_scaled_format(high, shape->high_mode, &scale);
        tare_buf_printf(text, "; two groups: %.0f %% at %s, the rest at %s",
                        tare_percent(shape->low_share), low, high);
    }
    if (shape->has_drifted)
        tare_buf_puts(text, "; the machine drifted");
    if (shape->drifts_inside && isfinite(shape->halves))
        tare_buf_printf(text, "; launches drift by %+.1f %% inside",
                        tare_percent(shape->halves));
    if (shape->is_dependent && isfinite(shape->correlation))
        tare_buf_printf(text, "; neighbouring samples are alike (%.2f)",
                        shape->correlation);
}

/* Of all samples, at the clock they met. */
static double fastest_of(const struct tare_measure *measure)
{
    double fastest = NAN;

    for (size_t i = 0; i < measure->count; i++)
        for (size_t j = 0; j < measure->launches[i].count; j++)
            fastest = fmin(fastest, measure->launches[i].samples[j].value);
    return fastest;
}

static void add_measure_figures(struct tare_table *table,
                                const struct tare_measure *measure)
{
    struct tare_buf text = { 0 };

    struct tare_figure met = { measure->met.value, measure->met.low,
                               measure->met.high, NAN };
    struct tare_figure fastest = { fastest_of(measure), NAN, NAN, NAN };

    if (measure->met.confidence > 0) {
        add_figure(table, "      as met", &met, measure->unit);
        add_figure(table, "      fastest", &fastest, measure->unit);
    }
    add_figure(table, "      mean", &measure->mean, measure->unit);
    add_figure(table, "      median", &measure->median, measure->unit);
    add_figure(table, "      std. dev.", &measure->std_dev, measure->unit);
    add_figure(table, "      MAD", &measure->mad, measure->unit);
    add_figure(table, "      slope", &measure->slope, measure->unit);
    tare_table_row(table);
    tare_buf_puts(&text, "      ");
    if (isfinite(measure->slope.value) && isfinite(measure->r_squared))
        tare_buf_printf(&text, "R² %.4f; ", measure->r_squared);
    describe_launches(&text, measure);
    tare_table_take(table, &text, TARE_ALIGN_SPAN, TARE_INK_FAINT);
}

void tare_details_figures(const struct tare_run *run, FILE *stream,
                          const struct tare_style *style)
{
    struct tare_table table = { 0 };

    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];

        for (size_t j = 0; tare_case_is_measured(c) && j < c->measure_count;
             j++) {
            struct tare_buf name = { 0 };

            if (!c->measures[j].is_analysed)
                continue;
            tare_table_row(&table);
            tare_buf_puts(&name, "  ");
            tare_text_show(&name, c->identity.id);
            tare_buf_puts(&name, ": ");
            tare_text_show(&name, c->measures[j].name);
            tare_table_take(&table, &name, TARE_ALIGN_SPAN, TARE_INK_PLAIN);
            add_measure_figures(&table, &c->measures[j]);
        }
    }
    fputc('\n', stream);
    tare_table_print(&table, stream, style);
    tare_table_release(&table);
}

/* Launches and plan of every case, for --verbose. */
void tare_details_plans(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style)
{
    fputc('\n', stream);
    for (size_t i = 0; i < run->case_count; i++) {
        const struct tare_case *c = &run->cases[i];
        struct tare_buf line = { 0 };

        if (!tare_case_is_measured(c))
            continue;
        tare_buf_puts(&line, "  ");
        tare_text_show(&line, c->identity.id);
        tare_buf_printf(
            &line, ": %zu launches of %u %s samples of %s%llu iterations",
            c->measures[0].count, c->samples, c->is_linear ? "linear" : "flat",
            c->is_linear ? "n times " : "", (unsigned long long)c->iterations);
        if (c->warmup_iterations > 0)
            tare_buf_printf(&line, ", %llu to warm up",
                            (unsigned long long)c->warmup_iterations);
        tare_ink_print(stream, style, TARE_INK_FAINT, "", &line);
    }
}
