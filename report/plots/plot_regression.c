/* SPDX-License-Identifier: MIT */
/* Time against iterations, where samples differ in how many they have. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/fit.h"
#include "store/alloc.h"

enum {
    POINTS_MAX = 150 /* of a side */
};

/* All samples as points: iterations, and the time of all of them in ns. */
struct cloud {
    double *x, *y; /* owned, in one */
    size_t count;
    double most; /* iterations */
    int varies;
};

static void open_cloud(struct cloud *cloud, const struct tare_measure *time)
{
    size_t count = 0;

    *cloud = (struct cloud){ 0 };
    for (size_t i = 0; i < time->count; i++)
        count += time->launches[i].count;
    cloud->x = tare_alloc(2 * count, sizeof *cloud->x);
    cloud->y = cloud->x + count;
    for (size_t i = 0; i < time->count; i++)
        for (size_t j = 0; j < time->launches[i].count; j++) {
            const struct tare_sample *sample = &time->launches[i].samples[j];
            double x = (double)sample->iterations, y = x * sample->value;

            if (!isfinite(y) || y <= 0)
                continue;
            cloud->varies |=
                cloud->count > 0 && (x < cloud->most || x > cloud->most);
            cloud->most = fmax(cloud->most, x);
            cloud->x[cloud->count] = x;
            cloud->y[cloud->count++] = y;
        }
}

/* Iterations are counted in thousands or millions where they are many. */
struct count_unit {
    double factor;
    const char *label;
};

static struct count_unit unit_for(double most)
{
    if (most < 2e4)
        return (struct count_unit){ 1, "iterations" };
    if (most < 2e7)
        return (struct count_unit){ 1e-3, "thousands of iterations" };
    return (struct count_unit){ 1e-6, "millions of iterations" };
}

static void add_points(struct tare_buf *body, size_t index,
                       const struct cloud *cloud, double unit, double factor)
{
    size_t step = cloud->count / POINTS_MAX + 1;

    tare_buf_printf(body, "$points%zu << EOD\n", index);
    for (size_t i = 0; i < cloud->count; i += step)
        tare_buf_printf(body, "%.7g %.6g\n", cloud->x[i] * unit,
                        cloud->y[i] * factor);
    tare_buf_puts(body, "EOD\n");
}

/* "slope 41.2 ns per iteration, intercept 1.2 µs, R² 0.9991" */
static void describe(struct tare_buf *caption, const char *side,
                     const struct tare_line *line)
{
    struct tare_scale slope_scale = tare_scale_one(line->slope, "ns");
    char slope[TARE_SCALED_SIZE], intercept[TARE_SCALED_SIZE];

    tare_scaled_format(slope, line->slope, &slope_scale);
    tare_amount_format(intercept, line->intercept, "ns");
    tare_buf_printf(caption, "%s%s%sslope %s per iteration, intercept %s",
                    caption->size > 0 ? "; " : "The line has ", side,
                    side[0] != '\0' ? ": " : "", slope, intercept);
    if (isfinite(line->r_squared))
        tare_buf_printf(caption, ", R² %.4f", line->r_squared);
}

static void add_side(struct tare_buf *body, const struct tare_plot_side *side,
                     size_t index, const struct tare_line *line, double most,
                     double unit, double factor)
{
    tare_buf_printf(body, "$points%zu using 1:2 with points pt 7 ps 0.3 lc%s",
                    index, TARE_RGB(side->color, 0.5));
    tare_plot_title(body, side->name, "samples");
    tare_buf_printf(body,
                    ", [0:%.7g] %.9g + %.9g * x with lines lw 1.6 lc%s notitle",
                    most * unit, line->intercept * factor,
                    line->slope / unit * factor, TARE_RGB(side->color, 0));
}

static int open_clouds(struct cloud clouds[2], struct tare_plot_side sides[2],
                       size_t count)
{
    int varies = count > 0;

    for (size_t i = 0; i < count; i++) {
        open_cloud(&clouds[i], sides[i].time);
        varies &= clouds[i].varies;
    }
    return varies;
}

void tare_plot_regression(struct tare_gnuplot *gnuplot,
                          const struct tare_entries *entries,
                          struct tare_entry *entry)
{
    struct tare_plot_side sides[2];
    struct cloud clouds[2] = { 0 };
    struct tare_line lines[2];
    struct tare_buf caption = { 0 };
    size_t count = tare_plot_sides(entry, sides);
    struct tare_plot *plot =
        open_clouds(clouds, sides, count) ? tare_plot_of_case(entry) : NULL;

    (void)entries;
    if (plot != NULL) {
        double top = clouds[0].most * sides[0].time->estimate.value;
        struct tare_scale scale = tare_scale_one(top, "ns");
        struct count_unit count_unit = unit_for(clouds[0].most);
        struct tare_buf *body = tare_gnuplot_begin(gnuplot);

        tare_plot_name_axis(body, 'x', count_unit.label);
        tare_plot_label_scaled(body, 'y', "time of a sample", &scale);
        tare_buf_puts(body, "set xrange [0:*]\nset yrange [0:*]\n");
        tare_plot_tics(body, 'x', 0, clouds[0].most * count_unit.factor, 6);
        for (size_t i = 0; i < count; i++) {
            lines[i] = tare_fit_least_squares(clouds[i].x, clouds[i].y,
                                              clouds[i].count);
            add_points(body, i, &clouds[i], count_unit.factor, scale.factor);
            describe(&caption, sides[i].name, &lines[i]);
        }
        tare_buf_puts(body, "plot ");
        for (size_t i = 0; i < count; i++) {
            tare_buf_puts(body, i > 0 ? ", " : "");
            add_side(body, &sides[i], i, &lines[i], clouds[i].most,
                     count_unit.factor, scale.factor);
        }
        tare_buf_puts(body, "\n");
        tare_buf_puts(&caption, ".");
        tare_gnuplot_end(gnuplot, plot, "Time against iterations",
                         caption.data);
    }
    for (size_t i = 0; i < count; i++)
        free(clouds[i].x);
    tare_buf_release(&caption);
}
