/* SPDX-License-Identifier: MIT */
/* Inside the launches: whether the first samples of a launch are like the last
 * ones, or it was still warming up. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"
#include "store/alloc.h"

enum {
    POSITIONS_MAX = 40,
    LAUNCHES_MIN = 4
};

/* How many samples all launches have at least. */
static size_t common_count(const struct tare_measure *time)
{
    size_t count = POSITIONS_MAX;

    for (size_t i = 0; i < time->count; i++)
        if (time->launches[i].count < count)
            count = time->launches[i].count;
    return count;
}

/* Median and quartiles over launches, of what the sample of that index is
 * above the value of its launch, in percent. */
static void add_position(struct tare_buf *body, const struct tare_measure *time,
                         size_t position, double *room)
{
    size_t count = 0;

    for (size_t i = 0; i < time->count; i++) {
        const struct tare_launch *launch = &time->launches[i];
        double ratio = tare_plot_sample(launch, position) / launch->value;

        if (isfinite(ratio))
            room[count++] = 100 * (ratio - 1);
    }
    if (count == 0)
        return;
    tare_sort(room, count);
    tare_buf_printf(body, "%zu %.5g %.5g %.5g\n", position + 1,
                    tare_median(room, count), tare_quantile(room, count, 0.25),
                    tare_quantile(room, count, 0.75));
}

static void add_positions(struct tare_buf *body, size_t index,
                          const struct tare_measure *time)
{
    size_t count = common_count(time);
    double *room = tare_alloc(time->count, sizeof *room);

    tare_buf_printf(body, "$positions%zu << EOD\n", index);
    for (size_t i = 0; i < count; i++)
        add_position(body, time, i, room);
    tare_buf_puts(body, "EOD\n");
    free(room);
}

static void add_side(struct tare_buf *body, const struct tare_plot_side *side,
                     size_t index)
{
    tare_buf_printf(body,
                    "$positions%zu using 1:3:4 with filledcurves fc%s notitle, "
                    "$positions%zu using 1:2 with linespoints pt 7 ps 0.4 "
                    "lw 1.5 lc%s",
                    index, TARE_RGB(side->color, 0.8), index,
                    TARE_RGB(side->color, 0));
    tare_plot_title(body, side->name, "median");
}

static void describe(struct tare_buf *caption, const struct tare_measure *time)
{
    tare_buf_puts(caption, "The samples of a launch in their order, against "
                           "its median: their middle half over all "
                           "launches.");
    if (time->is_analysed && time->shape.drifts_inside)
        tare_buf_printf(caption, " They drift by %+.1f %%.",
                        100 * time->shape.halves);
    if (time->is_analysed && time->shape.is_dependent)
        tare_buf_printf(caption,
                        " Neighbouring samples are alike (correlation %.2f).",
                        time->shape.correlation);
}

static int is_drawable(const struct tare_plot_side *sides, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(sides[i].time->estimate.value > 0) ||
            sides[i].time->count < LAUNCHES_MIN ||
            common_count(sides[i].time) < 3)
            return 0;
    return count > 0;
}

void tare_plot_within(struct tare_gnuplot *gnuplot,
                      const struct tare_entries *entries,
                      struct tare_entry *entry)
{
    struct tare_plot_side sides[2];
    size_t count = tare_plot_sides(entry, sides);
    struct tare_buf caption = { 0 };
    struct tare_plot *plot =
        is_drawable(sides, count) ? tare_plot_of_case(entry) : NULL;
    struct tare_buf *body;
    size_t positions = 0;

    (void)entries;
    if (plot == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        if (common_count(sides[i].time) > positions)
            positions = common_count(sides[i].time);
    body = tare_gnuplot_begin(gnuplot);
    tare_plot_label(body, 'x', "sample", "position in its launch");
    tare_plot_label(body, 'y', "against the launch", "%");
    tare_plot_rule(body, 'y', 0, TARE_COLOR_MUTED, 0);
    tare_plot_tics(body, 'x', 0, (double)positions,
                   positions < 10 ? positions : 10);
    tare_plot_range(body, 'x', 0.5, (double)positions + 0.5);
    tare_buf_puts(body, "set offsets 0, 0, graph 0.1, graph 0.1\n");
    for (size_t i = 0; i < count; i++)
        add_positions(body, i, sides[i].time);
    tare_buf_puts(body, "plot ");
    for (size_t i = 0; i < count; i++) {
        tare_buf_puts(body, i > 0 ? ", " : "");
        add_side(body, &sides[i], i);
    }
    tare_buf_puts(body, "\n");
    describe(&caption, sides[count - 1].time);
    tare_gnuplot_end(gnuplot, plot, "Inside the launches", caption.data);
    tare_buf_release(&caption);
}
