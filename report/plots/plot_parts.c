/* SPDX-License-Identifier: MIT */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/density.h"
#include "stats/order.h"
#include "store/alloc.h"

/* ---- sides and values ---------------------------------------------------- */

static int has_launches(const struct tare_case *c)
{
    return c != NULL && tare_case_is_measured(c) && c->measures[0].count > 0;
}

size_t tare_plot_sides(const struct tare_entry *entry,
                       struct tare_plot_side sides[2])
{
    int has_now = has_launches(entry->now);
    int has_before = has_launches(entry->before);
    size_t count = 0;

    if (has_before)
        sides[count++] = (struct tare_plot_side){ &entry->before->measures[0],
                                                  TARE_COLOR_BEFORE, "old" };
    if (has_now)
        sides[count++] =
            (struct tare_plot_side){ &entry->now->measures[0], TARE_COLOR_NOW,
                                     has_before ? "new" : "" };
    return count;
}

static void add_value(struct tare_plot_values *values, double value)
{
    if (isfinite(value) && value > 0)
        values->items[values->count++] = value;
}

void tare_plot_launch_values(struct tare_plot_values *values,
                             const struct tare_measure *time)
{
    *values = (struct tare_plot_values){
        tare_alloc(time->count, sizeof *values->items), 0
    };
    for (size_t i = 0; i < time->count; i++)
        if (!time->launches[i].aside)
            add_value(values, time->launches[i].value);
}

double tare_plot_sample(const struct tare_launch *launch, size_t index)
{
    double value = launch->samples[index].value;

    return launch->quiet >= 0 && launch->met > 0
               ? value * (launch->value / launch->met)
               : value;
}

void tare_plot_sample_values(struct tare_plot_values *values,
                             const struct tare_measure *time, size_t most)
{
    size_t count = 0, index = 0, step;

    for (size_t i = 0; i < time->count; i++)
        count += time->launches[i].count;
    step = count / most + 1;
    *values = (struct tare_plot_values){
        tare_alloc(count / step + 1, sizeof *values->items), 0
    };
    for (size_t i = 0; i < time->count; i++)
        for (size_t j = 0; j < time->launches[i].count; j++)
            if (index++ % step == 0)
                add_value(values, tare_plot_sample(&time->launches[i], j));
}

void tare_plot_values_sort(struct tare_plot_values *values)
{
    tare_sort(values->items, values->count);
}

int tare_plot_curve(const struct tare_plot_values *sorted, double low,
                    double high, double *x, double *y, size_t points)
{
    double reach = (high - low) / 2, *scratch;
    size_t first = 0, end = sorted->count;
    struct tare_density density;

    while (first < end && sorted->items[first] < low - reach)
        first++;
    while (end > first && sorted->items[end - 1] > high + reach)
        end--;
    scratch = tare_alloc(end - first, sizeof *scratch);
    density = tare_density(sorted->items + first, end - first, TARE_DENSITY_LOG,
                           x, y, points, scratch);
    free(scratch);
    for (size_t i = 0; i < points; i++)
        y[i] *= (double)(end - first) / (double)sorted->count;
    return density.used > 1 && !density.single;
}

void tare_plot_values_release(struct tare_plot_values *values)
{
    free(values->items);
    *values = (struct tare_plot_values){ 0 };
}

/* ---- axes ---------------------------------------------------------------- */

struct tare_scale tare_plot_scale(const struct tare_plot_side *sides,
                                  size_t count)
{
    double values[2];

    for (size_t i = 0; i < count; i++)
        values[i] = sides[i].time->estimate.value;
    return tare_scale_for(values, count, "ns");
}

void tare_plot_name_axis(struct tare_buf *body, char axis, const char *label)
{
    tare_buf_printf(body, "set %clabel ", axis);
    tare_gnuplot_text(body, label);
    tare_buf_printf(body, " textcolor%s\n", TARE_RGB(TARE_COLOR_TEXT, 0));
}

void tare_plot_label(struct tare_buf *body, char axis, const char *text,
                     const char *unit)
{
    struct tare_buf label = { 0 };

    tare_buf_printf(&label, "%s (%s)", text, unit);
    tare_plot_name_axis(body, axis, label.data);
    tare_buf_release(&label);
}

void tare_plot_label_scaled(struct tare_buf *body, char axis, const char *text,
                            const struct tare_scale *scale)
{
    char unit[TARE_SCALED_SIZE];

    tare_scaled_unit(unit, sizeof unit, scale);
    tare_plot_label(body, axis, text, unit);
}

void tare_plot_range(struct tare_buf *body, char axis, double low, double high)
{
    if (!isfinite(low) || !isfinite(high))
        return;          /* then gnuplot has to find one */
    if (!(high > low)) { /* it wants room */
        low -= fabs(low) * 0.01 + 1e-9;
        high += fabs(high) * 0.01 + 1e-9;
    }
    tare_buf_printf(body, "set %crange [%.9g:%.9g]\n", axis, low, high);
}

/* 1, 2 or 5 times a power of ten. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least))), part = least / power;

    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

void tare_plot_tics(struct tare_buf *body, char axis, double low, double high,
                    size_t most)
{
    if (high > low && isfinite(high - low))
        tare_buf_printf(body, "set %ctics %.9g\n", axis,
                        round_step((high - low) / (double)most));
}

void tare_plot_log_tics(struct tare_buf *body, double low, double high)
{
    static const double steps[] = { 1, 2, 5 };
    const char *separator = "";

    if (high > 300 * low)
        return;
    if (high < 3 * low) {
        tare_plot_tics(body, 'y', low, high, 6);
        return;
    }
    tare_buf_puts(body, "set ytics (");
    for (double power = pow(10, floor(log10(low))); power < high; power *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            double at = steps[i] * power;

            if (at < low || at > high)
                continue;
            tare_buf_printf(body, "%s'%.6g' %.9g", separator, at, at);
            separator = ", ";
        }
    tare_buf_puts(body, ")\n");
}

/* ---- marks --------------------------------------------------------------- */

/* "graph 0, first 1 to graph 1, first 2": across the whole plot. */
static void add_across(struct tare_buf *body, const char *what, char axis,
                       double from, double to)
{
    tare_buf_printf(body,
                    axis == 'x' ? "set %s from %.9g, graph 0 to %.9g, graph 1"
                                : "set %s from graph 0, first %.9g to graph 1, "
                                  "first %.9g",
                    what, from, to);
}

void tare_plot_rule(struct tare_buf *body, char axis, double value,
                    enum tare_color_name color, int is_dashed)
{
    if (!isfinite(value))
        return;
    add_across(body, "arrow", axis, value, value);
    /* gnuplot forgets the dashes after a solid line of the same width */
    tare_buf_printf(body, " nohead back lw %s lc%s\n",
                    is_dashed ? "1.1 dashtype 2" : "1.4 dashtype 1",
                    TARE_RGB(color, 0));
}

void tare_plot_band(struct tare_buf *body, char axis,
                    const struct tare_band *band, double factor,
                    enum tare_color_name color)
{
    double low = band->low * factor, high = band->high * factor;

    if (isfinite(low) && isfinite(high) && high > low) {
        add_across(body, "object rect", axis, low, high);
        tare_buf_printf(body, " behind fillstyle solid noborder fc%s\n",
                        TARE_RGB(color, 0.78));
    }
    tare_plot_rule(body, axis, band->value * factor, color, 0);
}

void tare_plot_title(struct tare_buf *body, const char *side, const char *what)
{
    struct tare_buf title = { 0 };

    tare_buf_printf(&title, "%s%s%s", side, side[0] != '\0' ? " " : "", what);
    tare_buf_puts(body, " title ");
    tare_gnuplot_text(body, title.data);
    tare_buf_release(&title);
}

/* ---- places -------------------------------------------------------------- */

struct tare_plot *tare_plot_of_case(struct tare_entry *entry)
{
    return entry->plot_count < TARE_ENTRY_PLOTS
               ? &entry->plots[entry->plot_count++]
               : NULL;
}

struct tare_plot *tare_plot_of_group(struct tare_group *group)
{
    return group->plot_count < TARE_ENTRY_PLOTS
               ? &group->plots[group->plot_count++]
               : NULL;
}
