/* SPDX-License-Identifier: MIT */
/* Where launches and samples lie, with the estimate and its interval. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "stats/outliers.h"

enum {
    POINTS = 140,       /* of a curve */
    SAMPLES_MAX = 1500, /* a curve is of */
    RUG_MAX = 80        /* launches that are drawn one by one */
};

/* What is seen of the axis. */
struct window {
    double low, high;
};

struct side {
    struct tare_plot_values launches, samples; /* sorted */
    struct tare_fences fences;                 /* of the launches */
};

static void open_side(struct side *side, const struct tare_plot_side *from)
{
    tare_plot_launch_values(&side->launches, from->time);
    tare_plot_sample_values(&side->samples, from->time, SAMPLES_MAX);
    tare_plot_values_sort(&side->launches);
    tare_plot_values_sort(&side->samples);
    side->fences = tare_fences_of(side->launches.items, side->launches.count);
}

static void close_side(struct side *side)
{
    tare_plot_values_release(&side->launches);
    tare_plot_values_release(&side->samples);
}

static void include(struct window *window, double value)
{
    if (!isfinite(value))
        return;
    window->low = fmin(window->low, value);
    window->high = fmax(window->high, value);
}

/* The estimate, and eight tenths of the launches. */
static void include_core(struct window *core, const struct side *side,
                         const struct tare_band *estimate)
{
    const struct tare_plot_values *launches = &side->launches;

    include(core, estimate->value);
    include(core, estimate->low);
    include(core, estimate->high);
    include(core, tare_quantile(launches->items, launches->count, 0.1));
    include(core, tare_quantile(launches->items, launches->count, 0.9));
}

static void include_all(struct window *all, const struct side *side)
{
    const struct tare_plot_values *launches = &side->launches;
    const struct tare_plot_values *samples = &side->samples;

    include(all, launches->items[0]);
    include(all, launches->items[launches->count - 1]);
    if (samples->count == 0)
        return;
    include(all, tare_quantile(samples->items, samples->count, 0.02));
    include(all, tare_quantile(samples->items, samples->count, 0.95));
}

/* The core and what lies around it, as far as there is anything; a few far
 * values must not squeeze all others into a corner. */
static struct window frame_of(const struct window *core,
                              const struct window *all)
{
    double width = core->high - core->low;
    struct window frame = { fmax(all->low - width / 4, core->low - width),
                            fmin(all->high + width / 4,
                                 core->high + 1.5 * width) };

    return frame;
}

/* ---- curves -------------------------------------------------------------- */

/* Adds the block of a curve; its largest height in the window, 0 for none. */
static double add_curve(struct tare_buf *body, const char *block,
                        const struct tare_plot_values *values, double factor,
                        const struct window *window)
{
    double x[POINTS], y[POINTS], top = 0;

    if (!tare_plot_curve(values, window->low, window->high, x, y, POINTS))
        return 0;
    tare_buf_printf(body, "%s << EOD\n", block);
    for (size_t i = 0; i < POINTS; i++) {
        if (x[i] < window->low || x[i] > window->high)
            continue;
        tare_buf_printf(body, "%.6g %.5g\n", x[i] * factor, y[i]);
        top = fmax(top, y[i]);
    }
    tare_buf_puts(body, "EOD\n");
    return top;
}

/* Every launch as a point below the curves, those beyond a fence apart. */
static void add_rug(struct tare_buf *body, const char *block,
                    const struct side *side, double factor)
{
    size_t step = side->launches.count / RUG_MAX + 1;

    tare_buf_printf(body, "%s << EOD\n", block);
    for (size_t i = 0; i < side->launches.count; i += step) {
        double value = side->launches.items[i];
        int label = (int)tare_fences_label(&side->fences, value);

        tare_buf_printf(body, "%.6g %d\n", value * factor,
                        abs(label - TARE_NO_OUTLIER));
    }
    tare_buf_puts(body, "EOD\n");
}

/* ---- the plot ------------------------------------------------------------ */

struct picture {
    struct tare_plot_side sides[2];
    struct side data[2];
    size_t count;
    double tops[2][2]; /* of launches and samples of each side */
    double top;
    struct window window;
    struct tare_scale scale;
};

static void add_blocks(struct tare_buf *body, struct picture *picture)
{
    for (size_t i = 0; i < picture->count; i++) {
        struct side *side = &picture->data[i];
        char block[40];

        snprintf(block, sizeof block, "$launches%zu", i);
        picture->tops[i][0] =
            add_curve(body, block, &side->launches, picture->scale.factor,
                      &picture->window);
        snprintf(block, sizeof block, "$samples%zu", i);
        picture->tops[i][1] =
            add_curve(body, block, &side->samples, picture->scale.factor,
                      &picture->window);
        snprintf(block, sizeof block, "$rug%zu", i);
        add_rug(body, block, side, picture->scale.factor);
        picture->top =
            fmax(picture->top, fmax(picture->tops[i][0], picture->tops[i][1]));
    }
}

static void add_curves_of(struct tare_buf *body, const struct picture *picture,
                          size_t i)
{
    const struct tare_plot_side *side = &picture->sides[i];

    if (picture->tops[i][1] > 0) {
        tare_buf_printf(body,
                        "$samples%zu using 1:2 with filledcurves y=0 fc%s", i,
                        TARE_RGB(side->color, 0.75));
        tare_plot_title(body, side->name, "samples");
        tare_buf_puts(body, ", ");
    }
    if (picture->tops[i][0] > 0) {
        tare_buf_printf(body, "$launches%zu using 1:2 with lines lw 2 lc%s", i,
                        TARE_RGB(side->color, 0));
        tare_plot_title(body, side->name, "launches");
        tare_buf_puts(body, ", ");
    }
}

static int has_outliers(const struct picture *picture)
{
    for (size_t i = 0; i < picture->count; i++) {
        const struct side *side = &picture->data[i];

        for (size_t j = 0; j < side->launches.count; j++)
            if (tare_fences_label(&side->fences, side->launches.items[j]) !=
                TARE_NO_OUTLIER)
                return 1;
    }
    return 0;
}

static void add_points_of(struct tare_buf *body, const struct picture *picture,
                          size_t i)
{
    double height = -picture->top * (0.05 + 0.07 * (double)i);

    tare_buf_printf(body,
                    "$rug%zu using 1:($2 == 0 ? %.4g : NaN) with points pt 6 "
                    "ps 0.45 lw 0.8 lc%snotitle, "
                    "$rug%zu using 1:($2 > 0 ? %.4g : NaN) with points pt 2 "
                    "ps 0.5 lw 1 lc%s",
                    i, height, TARE_RGB(picture->sides[i].color, 0.3), i,
                    height, TARE_RGB(TARE_COLOR_DOUBT, 0));
    tare_buf_puts(body, i + 1 < picture->count  ? " notitle, "
                        : has_outliers(picture) ? " title 'outliers'"
                                                : " notitle");
}

static void add_plot(struct tare_buf *body, const struct picture *picture)
{
    double top = picture->top, margin;

    for (size_t i = 0; i < picture->count; i++)
        tare_plot_band(body, 'x', &picture->sides[i].time->estimate,
                       picture->scale.factor, picture->sides[i].color);
    margin = 0.03 * (picture->window.high - picture->window.low);
    tare_plot_range(body, 'x',
                    (picture->window.low - margin) * picture->scale.factor,
                    (picture->window.high + margin) * picture->scale.factor);
    tare_plot_tics(body, 'x', picture->window.low * picture->scale.factor,
                   picture->window.high * picture->scale.factor, 7);
    tare_buf_printf(body, "unset ytics\nset border 1\nset yrange [%.5g:%.5g]\n",
                    -top * (0.05 + 0.07 * (double)picture->count), 1.06 * top);
    tare_buf_puts(body, "plot ");
    for (size_t i = 0; i < picture->count; i++)
        add_curves_of(body, picture, i);
    for (size_t i = 0; i < picture->count; i++)
        add_points_of(body, picture, i);
    tare_buf_puts(body, "\n");
}

static size_t count_beyond(const struct picture *picture)
{
    size_t beyond = 0;

    for (size_t i = 0; i < picture->count; i++)
        for (size_t j = 0; j < picture->data[i].launches.count; j++) {
            double value = picture->data[i].launches.items[j];

            beyond +=
                value < picture->window.low || value > picture->window.high;
        }
    return beyond;
}

/* ---- the whole ----------------------------------------------------------- */

static int open_picture(struct picture *picture, const struct tare_entry *entry)
{
    struct window core = { INFINITY, -INFINITY }, all = core;
    size_t usable = 0;

    *picture = (struct picture){ 0 };
    picture->count = tare_plot_sides(entry, picture->sides);
    for (size_t i = 0; i < picture->count; i++) {
        open_side(&picture->data[i], &picture->sides[i]);
        if (picture->data[i].launches.count == 0)
            return 0;
        include_core(&core, &picture->data[i],
                     &picture->sides[i].time->estimate);
        include_all(&all, &picture->data[i]);
        usable = picture->data[i].samples.count;
    }
    picture->window = frame_of(&core, &all);
    picture->scale = tare_plot_scale(picture->sides, picture->count);
    return usable > 1 && picture->window.high > picture->window.low;
}

void tare_plot_density(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry)
{
    struct picture picture;
    struct tare_buf caption = { 0 };
    struct tare_buf *body;
    struct tare_plot *plot;
    size_t beyond;

    (void)entries;
    if (open_picture(&picture, entry)) {
        body = tare_gnuplot_begin(gnuplot);
        tare_plot_label_scaled(body, 'x', "time per iteration", &picture.scale);
        add_blocks(body, &picture);
        beyond = count_beyond(&picture);
        tare_buf_puts(&caption,
                      "Distribution of the launches and their samples; the bar "
                      "is the estimate with its interval.");
        if (beyond > 0)
            tare_buf_printf(&caption, " %zu launch%s beyond the edges.", beyond,
                            beyond == 1 ? " lies" : "es lie");
        plot = picture.top > 0 ? tare_plot_of_case(entry) : NULL;
        if (plot != NULL) {
            add_plot(body, &picture);
            tare_gnuplot_end(gnuplot, plot, "Density", caption.data);
        }
    }
    for (size_t i = 0; i < picture.count; i++)
        close_side(&picture.data[i]);
    tare_buf_release(&caption);
}
