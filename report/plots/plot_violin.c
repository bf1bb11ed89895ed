/* SPDX-License-Identifier: MIT */
/* The samples of the cases of a group side by side: how far each of them is
 * from its estimate. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdio.h>

#include "report/terminal/text.h"
#include "stats/order.h"

enum {
    VIOLINS_MAX = 40,
    POINTS = 60,
    SAMPLES_MAX = 400,
    NAME_COLUMNS = 36
};

/* Cases that lie no further apart than this share an axis of time; others are
 * drawn against their own estimates. */
#define SHARED_SPAN 4

struct violin {
    const struct tare_entry *entry;
    struct tare_plot_values values; /* sorted; of samples */
};

struct picture {
    struct violin violins[VIOLINS_MAX];
    size_t count, all;
    int is_relative;
    struct tare_scale scale; /* unless relative */
    double low, high;        /* what is seen, as drawn */
};

static void open_violins(struct picture *picture,
                         const struct tare_entries *entries,
                         const struct tare_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        struct violin *violin = &picture->violins[picture->count];

        if (!tare_entry_is_measured(entry))
            continue;
        picture->all++;
        if (picture->count == VIOLINS_MAX)
            continue;
        violin->entry = entry;
        tare_plot_sample_values(
            &violin->values, &tare_entry_case(entry)->measures[0], SAMPLES_MAX);
        tare_plot_values_sort(&violin->values);
        if (violin->values.count > 1)
            picture->count++;
        else
            tare_plot_values_release(&violin->values);
    }
}

static double estimate_of(const struct violin *violin)
{
    return tare_entry_case(violin->entry)->measures[0].estimate.value;
}

/* As drawn: in percent of the estimate, or as a time. */
static double place(const struct picture *picture, const struct violin *violin,
                    double value)
{
    return picture->is_relative ? 100 * (value / estimate_of(violin) - 1)
                                : value * picture->scale.factor;
}

/* The other way round: the value that is drawn there. */
static double seen(const struct picture *picture, const struct violin *violin,
                   double at)
{
    return picture->is_relative ? estimate_of(violin) * (1 + at / 100)
                                : at / picture->scale.factor;
}

static void choose_axis(struct picture *picture)
{
    double low = INFINITY, high = 0;

    for (size_t i = 0; i < picture->count; i++) {
        low = fmin(low, estimate_of(&picture->violins[i]));
        high = fmax(high, estimate_of(&picture->violins[i]));
    }
    picture->is_relative = !(high <= SHARED_SPAN * low);
    picture->scale = tare_scale_one(low, "ns");
    picture->low = INFINITY;
    picture->high = -INFINITY;
    for (size_t i = 0; i < picture->count; i++) {
        const struct violin *violin = &picture->violins[i];
        const struct tare_plot_values *values = &violin->values;

        picture->low =
            fmin(picture->low,
                 place(picture, violin,
                       tare_quantile(values->items, values->count, 0)));
        picture->high =
            fmax(picture->high,
                 place(picture, violin,
                       tare_quantile(values->items, values->count, 0.9)));
    }
}

/* The outline as half widths around the row; the widest is as wide as a row
 * allows. */
static void add_outline(struct tare_buf *body, const struct picture *picture,
                        size_t index)
{
    const struct violin *violin = &picture->violins[index];
    double room = 0.04 * (picture->high - picture->low);
    double x[POINTS], y[POINTS], top = 0;

    tare_plot_curve(&violin->values, seen(picture, violin, picture->low),
                    seen(picture, violin, picture->high), x, y, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        top = fmax(top, y[i]);
    tare_buf_printf(body, "$violin%zu << EOD\n", index);
    for (size_t i = 0; i < POINTS; i++) {
        double at = place(picture, violin, x[i]);
        double half = 0.42 * y[i] / top;

        if (isfinite(at) && half > 0.012 && at >= picture->low - room &&
            at <= picture->high + room)
            tare_buf_printf(body, "%.6g %.4f %.4f\n", at, (double)index - half,
                            (double)index + half);
    }
    tare_buf_puts(body, "EOD\n");
}

/* Quartiles and estimate of each, one line for each. */
static void add_boxes(struct tare_buf *body, const struct picture *picture)
{
    tare_buf_puts(body, "$boxes << EOD\n");
    for (size_t i = 0; i < picture->count; i++) {
        const struct violin *violin = &picture->violins[i];
        const struct tare_plot_values *values = &violin->values;

        tare_buf_printf(
            body, "%.6g %zu %.6g %.6g\n",
            place(picture, violin, estimate_of(violin)), i,
            place(picture, violin,
                  tare_quantile(values->items, values->count, 0.25)),
            place(picture, violin,
                  tare_quantile(values->items, values->count, 0.75)));
    }
    tare_buf_puts(body, "EOD\n");
}

static void add_names(struct tare_buf *body, const struct picture *picture)
{
    tare_buf_puts(body, "set ytics (");
    for (size_t i = 0; i < picture->count; i++) {
        struct tare_buf cut = { 0 };

        tare_text_shorten(&cut, picture->violins[i].entry->id, NAME_COLUMNS);
        tare_buf_puts(body, i > 0 ? ", " : "");
        tare_gnuplot_tic_text(body, cut.data);
        tare_buf_printf(body, " %zu", i);
        tare_buf_release(&cut);
    }
    tare_buf_printf(body, ") scale 0\nset yrange [%.1f:-0.6]\n",
                    (double)picture->count - 0.4);
}

static void add_plot(struct tare_buf *body, const struct picture *picture)
{
    double room = 0.04 * (picture->high - picture->low);

    for (size_t i = 0; i < picture->count; i++)
        add_outline(body, picture, i);
    add_boxes(body, picture);
    add_names(body, picture);
    if (picture->is_relative)
        tare_plot_label(body, 'x', "against the estimate", "%");
    else
        tare_plot_label_scaled(body, 'x', "time per iteration",
                               &picture->scale);
    tare_plot_range(body, 'x', picture->low - room, picture->high + room);
    tare_plot_tics(body, 'x', picture->low, picture->high, 6);
    tare_buf_puts(body, "unset grid\nset border 1\nset key off\n");
    if (picture->is_relative)
        tare_plot_rule(body, 'x', 0, TARE_COLOR_LINE, 0);
    tare_buf_puts(body, "plot ");
    for (size_t i = 0; i < picture->count; i++)
        tare_buf_printf(
            body, "$violin%zu using 1:2:3 with filledcurves fc%s notitle, ", i,
            TARE_RGB(TARE_COLOR_NOW, 0.6));
    tare_buf_printf(body,
                    "$boxes using 1:2:3:4 with xerrorbars pt 7 ps 0.5 lw 1.6 "
                    "lc%s notitle\n",
                    TARE_RGB(TARE_COLOR_NOW, 0));
}

static void describe(struct tare_buf *caption, const struct picture *picture)
{
    tare_buf_printf(caption,
                    "Distribution of the samples of each case%s; the line is "
                    "their middle half, the point the estimate.",
                    picture->is_relative ? " around its estimate" : "");
    if (picture->all > picture->count)
        tare_buf_printf(caption, " These are %zu of %zu.", picture->count,
                        picture->all);
}

void tare_plot_violins(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_group *group)
{
    struct picture picture = { 0 };
    struct tare_buf caption = { 0 };
    struct tare_plot *plot = NULL;

    open_violins(&picture, entries, group);
    if (picture.count > 1) {
        choose_axis(&picture);
        plot = picture.high > picture.low ? tare_plot_of_group(group) : NULL;
    }
    if (plot != NULL) {
        unsigned height = 110 + 24 * (unsigned)picture.count;

        add_plot(tare_gnuplot_begin_tall(gnuplot, height < 240 ? 240 : height),
                 &picture);
        describe(&caption, &picture);
        tare_gnuplot_end(gnuplot, plot, "Samples", caption.data);
    }
    for (size_t i = 0; i < picture.count; i++)
        tare_plot_values_release(&picture.violins[i].values);
    tare_buf_release(&caption);
}
