/* SPDX-License-Identifier: MIT */
/* The launches in the order of time: drift, outliers, disturbances. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "stats/outliers.h"
#include "store/alloc.h"

enum {
    POINTS_MAX = 120, /* of a side */
    BARS_MAX = 80     /* launches with the spread of their samples */
};

/* What is seen of the other axis. */
struct window {
    double low, high;
};

/* A launch that the machine is known to have disturbed: more than by the
 * switches that every process meets. */
static int is_disturbed(const struct tare_launch *launch)
{
    uint32_t switches = 0;

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_sample *sample = &launch->samples[i];

        if (sample->major_faults > 0 || sample->steal_ns > 0 ||
            sample->throttled > 0)
            return 1;
        switches += sample->switches;
    }
    return switches > 2 * launch->count;
}

/* Without the launches that would flatten all others. */
static void include_side(struct window *window,
                         const struct tare_plot_values *sorted)
{
    struct tare_fences fences = tare_fences_of(sorted->items, sorted->count);
    double reach = 2 * tare_iqr(sorted->items, sorted->count);

    window->low =
        fmin(window->low, fmax(sorted->items[0], fences.low_severe - reach));
    window->high = fmax(window->high, fmin(sorted->items[sorted->count - 1],
                                           fences.high_severe + reach));
}

/* ---- blocks -------------------------------------------------------------- */

/* Quartiles of the samples of a launch. */
static void add_spread(struct tare_buf *body, const struct tare_launch *launch,
                       double factor)
{
    double *sorted = tare_alloc(launch->count, sizeof *sorted);

    for (size_t i = 0; i < launch->count; i++)
        sorted[i] = tare_plot_sample(launch, i);
    tare_sort(sorted, launch->count);
    tare_buf_printf(body, " %.6g %.6g",
                    factor * tare_quantile(sorted, launch->count, 0.25),
                    factor * tare_quantile(sorted, launch->count, 0.75));
    free(sorted);
}

/* Of its samples; 1 or 0 where there were no canaries. */
static double disturbed_share(const struct tare_launch *launch)
{
    return launch->quiet >= 0 ? 1 - launch->quiet : is_disturbed(launch);
}

/* How many launches are marked, and as what. */
struct marks {
    size_t disturbed, beyond, aside;
    int has_weather; /* canaries say how much of each was disturbed */
};

/* Columns: start, value, quartiles, outlier, disturbed, beyond, set aside. */
static void add_launches(struct tare_buf *body, size_t index,
                         const struct tare_measure *time,
                         const struct window *window,
                         const struct tare_fences *fences, double factor,
                         struct marks *marks)
{
    size_t step = time->count / POINTS_MAX + 1;

    tare_buf_printf(body, "$launches%zu << EOD\n", index);
    for (size_t i = 0; i < time->count; i += step) {
        const struct tare_launch *launch = &time->launches[i];
        double value = fmin(fmax(launch->value, window->low), window->high);
        int label = (int)tare_fences_label(fences, launch->value);
        int is_beyond =
            launch->value < window->low || launch->value > window->high;

        if (!isfinite(launch->value) || !isfinite(launch->start_s) ||
            launch->count == 0)
            continue;
        tare_buf_printf(body, "%.6g %.7g", launch->start_s, value * factor);
        add_spread(body, launch, factor);
        tare_buf_printf(body, " %d %.3g %d %d\n", label != TARE_NO_OUTLIER,
                        disturbed_share(launch), is_beyond && !launch->aside,
                        launch->aside);
        marks->disturbed += disturbed_share(launch) > 0;
        marks->has_weather |= launch->quiet >= 0;
        marks->beyond += is_beyond && !launch->aside;
        marks->aside += launch->aside != 0;
    }
    tare_buf_puts(body, "EOD\n");
}

static double median_around(const struct tare_measure *time, size_t at,
                            size_t reach, double *scratch)
{
    size_t first = at > reach ? at - reach : 0, count = 0;

    for (size_t i = first; i < time->count && i <= at + reach; i++)
        if (!time->launches[i].aside)
            scratch[count++] = time->launches[i].value;
    tare_sort(scratch, count);
    return tare_median(scratch, count);
}

/* The course: a running median over about a sixth of the launches. */
static void add_course(struct tare_buf *body, size_t index,
                       const struct tare_measure *time, double factor)
{
    size_t reach = time->count / 12 + 1, step = time->count / 80 + 1;
    double *scratch = tare_alloc(2 * reach + 1, sizeof *scratch);

    tare_buf_printf(body, "$course%zu << EOD\n", index);
    for (size_t i = 0; i < time->count; i += step)
        tare_buf_printf(body, "%.6g %.6g\n", time->launches[i].start_s,
                        factor * median_around(time, i, reach, scratch));
    tare_buf_puts(body, "EOD\n");
    free(scratch);
}

/* ---- the plot ------------------------------------------------------------ */

struct strip {
    double bottom, height;
    int has_bars;
};

static void add_side(struct tare_buf *body, const struct tare_plot_side *side,
                     size_t i)
{
    if (side->time->count <= BARS_MAX)
        tare_buf_printf(body,
                        "$launches%zu using 1:3:(0):($4-$3) with vectors "
                        "nohead lw 1.2 lc%s notitle, ",
                        i, TARE_RGB(side->color, 0.65));
    tare_buf_printf(body,
                    "$course%zu using 1:2 with lines lw 1.2 lc%s notitle, "
                    "$launches%zu using 1:($5 > 0 || $8 > 0 ? NaN : $2) with "
                    "points pt 7 ps 0.45 lc%s",
                    i, TARE_RGB(side->color, 0.35), i,
                    TARE_RGB(side->color, 0));
    tare_plot_title(body, side->name, "launches");
    tare_buf_printf(body,
                    ", $launches%zu using 1:($5 > 0 && $7 == 0 ? $2 : NaN) "
                    "with points pt 2 ps 0.55 lw 1.2 lc%s notitle, ",
                    i, TARE_RGB(side->color, 0));
}

/* The strip below: how much of each launch was disturbed, or which were. */
static void add_strip(struct tare_buf *body, size_t index,
                      const struct strip *strip, const char *title)
{
    if (strip->has_bars)
        tare_buf_printf(body,
                        "$launches%zu using 1:(%.7g):(0):($6 * %.7g) with "
                        "vectors nohead lw 2 lc%s %s",
                        index, strip->bottom, strip->height,
                        TARE_RGB(TARE_COLOR_DOUBT, 0), title);
    else
        tare_buf_printf(
            body,
            "$launches%zu using 1:($6 > 0 ? %.7g : NaN) with points "
            "pt 8 ps 0.5 lc%s %s",
            index, strip->bottom, TARE_RGB(TARE_COLOR_DOUBT, 0), title);
}

static void add_marks(struct tare_buf *body, size_t count,
                      const struct strip *strip, const struct marks *marks)
{
    for (size_t i = 0; i < count; i++) {
        int is_last = i + 1 == count;

        tare_buf_printf(
            body,
            "$launches%zu using 1:($7 > 0 ? $2 : NaN) with points pt 9 ps 0.6 "
            "lc%s %s, $launches%zu using 1:($8 > 0 ? $2 : NaN) with points pt "
            "6 ps 0.5 lc%s %s, ",
            i, TARE_RGB(TARE_COLOR_DOUBT, 0),
            is_last && marks->beyond > 0 ? "title 'beyond'" : "notitle", i,
            TARE_RGB(TARE_COLOR_DOUBT, 0),
            is_last && marks->aside > 0 ? "title 'set aside'" : "notitle");
        add_strip(body, i, strip,
                  is_last && marks->disturbed > 0 ? "title 'disturbed'"
                                                  : "notitle");
        tare_buf_puts(body, is_last ? "\n" : ", ");
    }
}

static void describe(struct tare_buf *caption, const struct tare_measure *time,
                     const struct marks *marks)
{
    const struct tare_shape_facts *shape = &time->shape;

    tare_buf_puts(caption, "In the order they ran, with the middle half of "
                           "their samples and a running median; crosses are "
                           "outliers.");
    if (time->is_analysed && shape->has_drifted)
        tare_buf_puts(caption, " The machine drifted.");
    if (time->is_analysed && shape->is_bimodal)
        tare_buf_printf(caption,
                        " There are two groups: %.0f %% of the launches, and "
                        "the rest %+.1f %% above.",
                        100 * shape->low_share,
                        100 * (shape->high_mode / shape->low_mode - 1));
    if (marks->beyond > 0)
        tare_buf_printf(caption, " %zu beyond the edges.", marks->beyond);
    if (marks->has_weather && marks->disturbed > 0)
        tare_buf_puts(caption, " The strip below shows how much of each was "
                               "disturbed by other work.");
    else if (marks->disturbed > 0)
        tare_buf_printf(caption, " %zu had a known disturbance.",
                        marks->disturbed);
    if (marks->aside > 0)
        tare_buf_printf(caption, " %zu are set aside, hollow.", marks->aside);
}

/* ---- the whole ----------------------------------------------------------- */

struct picture {
    struct tare_plot_side sides[2];
    struct tare_fences fences[2];
    size_t count;
    struct window window;
    struct tare_scale scale;
};

static int open_picture(struct picture *picture, const struct tare_entry *entry)
{
    *picture = (struct picture){ .window = { INFINITY, -INFINITY } };
    picture->count = tare_plot_sides(entry, picture->sides);
    for (size_t i = 0; i < picture->count; i++) {
        struct tare_plot_values values;

        tare_plot_launch_values(&values, picture->sides[i].time);
        tare_plot_values_sort(&values);
        if (values.count > 0)
            include_side(&picture->window, &values);
        picture->fences[i] = tare_fences_of(values.items, values.count);
        tare_plot_values_release(&values);
    }
    picture->scale = tare_plot_scale(picture->sides, picture->count);
    return picture->count > 0 && picture->window.high >= picture->window.low &&
           picture->sides[picture->count - 1].time->count > 1;
}

void tare_plot_launches(struct tare_gnuplot *gnuplot,
                        const struct tare_entries *entries,
                        struct tare_entry *entry)
{
    struct picture picture;
    struct tare_buf caption = { 0 };
    struct tare_plot *plot;
    struct tare_buf *body;
    double factor, room;
    struct marks marks = { 0 };
    struct strip strip;

    (void)entries;
    if (!open_picture(&picture, entry) ||
        (plot = tare_plot_of_case(entry)) == NULL)
        return;
    factor = picture.scale.factor;
    room = 0.1 * (picture.window.high - picture.window.low) +
           1e-4 * picture.window.high;
    body = tare_gnuplot_begin(gnuplot);
    tare_plot_label(body, 'x', "since the run began", "s");
    tare_plot_label_scaled(body, 'y', "time per iteration", &picture.scale);
    tare_plot_range(body, 'y', (picture.window.low - 2 * room) * factor,
                    (picture.window.high + room) * factor);
    tare_plot_tics(body, 'y', (picture.window.low - 2 * room) * factor,
                   (picture.window.high + room) * factor, 6);
    for (size_t i = 0; i < picture.count; i++) {
        const struct tare_plot_side *side = &picture.sides[i];

        tare_plot_band(body, 'y', &side->time->estimate, factor, side->color);
        add_launches(body, i, side->time, &picture.window, &picture.fences[i],
                     factor, &marks);
        add_course(body, i, side->time, factor);
    }
    tare_buf_puts(body, "set offsets graph 0.02, graph 0.02, 0, 0\nplot ");
    for (size_t i = 0; i < picture.count; i++)
        add_side(body, &picture.sides[i], i);
    strip = (struct strip){
        (picture.window.low - (marks.has_weather ? 1.95 : 1.4) * room) * factor,
        1.5 * room * factor, marks.has_weather
    };
    add_marks(body, picture.count, &strip, &marks);
    describe(&caption, picture.sides[picture.count - 1].time, &marks);
    tare_gnuplot_end(gnuplot, plot, "Launches", caption.data);
    tare_buf_release(&caption);
}
