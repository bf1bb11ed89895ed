/* SPDX-License-Identifier: MIT */
/* A group over its argument: time with its intervals and fitted growth, and
 * throughput. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/plots/families.h"
#include "report/terminal/rate.h"

enum {
    LINES_MAX = 14,
    CURVE_POINTS = 60,
    LABELS_MAX = 8
};

/* Axes over more than this are logarithmic. */
#define LINEAR_SPAN 7.5

/* What is drawn over the argument. */
typedef struct tare_band (*value_fn)(const struct tare_case *c);

static struct tare_band time_of(const struct tare_case *c)
{
    return c->measures[0].estimate;
}

static struct tare_band rate_of(const struct tare_case *c)
{
    const struct tare_band *time = &c->measures[0].estimate;
    struct tare_band rate = { tare_case_rate_at(c, time->value),
                              tare_case_rate_at(c, time->high),
                              tare_case_rate_at(c, time->low),
                              time->confidence };

    return rate;
}

struct picture {
    struct tare_families families;
    size_t count; /* of families drawn */
    value_fn value;
    double low, high; /* of the values */
    struct tare_scale scale;
    int is_log_x, is_log_y;
};

static double span(double low, double high)
{
    return low > 0 ? high / low : 0;
}

static void include_values(struct picture *picture)
{
    for (size_t i = 0; i < picture->count; i++)
        for (size_t j = 0; j < picture->families.items[i].count; j++) {
            const struct tare_entry *entry =
                picture->families.items[i].items[j].entry;
            double value = picture->value(tare_entry_case(entry)).value;

            if (!(value > 0) || !isfinite(value))
                continue;
            picture->low = fmin(picture->low, value);
            picture->high = fmax(picture->high, value);
        }
}

static int open_picture(struct picture *picture,
                        const struct tare_entries *entries,
                        const struct tare_group *group, value_fn value,
                        const char *unit)
{
    const double *values;
    size_t count;

    *picture = (struct picture){ .value = value, .low = INFINITY };
    tare_families_make(&picture->families, entries, group);
    picture->count = picture->families.count < LINES_MAX
                         ? picture->families.count
                         : LINES_MAX;
    values = picture->families.values;
    count = picture->families.value_count;
    include_values(picture);
    if (picture->families.argument == NULL || !(picture->high > 0))
        return 0;
    picture->is_log_x = span(values[0], values[count - 1]) > LINEAR_SPAN;
    picture->is_log_y = span(picture->low, picture->high) > LINEAR_SPAN;
    picture->scale = tare_scale_one(sqrt(picture->low * picture->high), unit);
    if (picture->high < 1e3 * picture->low)
        picture->scale = tare_scale_one(picture->low, unit);
    return 1;
}

/* ---- blocks -------------------------------------------------------------- */

static void add_point(struct tare_buf *body, double at,
                      const struct tare_band *band, double factor)
{
    if (!(band->value > 0) || !isfinite(band->value))
        return;
    tare_buf_printf(
        body, "%.9g %.6g %.6g %.6g\n", at, band->value * factor,
        (band->low > 0 ? band->low : band->value) * factor,
        (band->high > 0 && isfinite(band->high) ? band->high : band->value) *
            factor);
}

/* Columns: argument, value, interval; then the same of the old side. */
static void add_family(struct tare_buf *body, const struct picture *picture,
                       size_t index)
{
    const struct tare_family *family = &picture->families.items[index];

    tare_buf_printf(body, "$family%zu << EOD\n", index);
    for (size_t i = 0; i < family->count; i++) {
        struct tare_band band =
            picture->value(tare_entry_case(family->items[i].entry));

        add_point(body, family->items[i].at, &band, picture->scale.factor);
    }
    tare_buf_puts(body, "EOD\n");
}

static double order_at(const char *order, double n)
{
    double ln = log(1 + n);

    if (strcmp(order, "log n") == 0)
        return ln;
    if (strcmp(order, "n") == 0)
        return n;
    if (strcmp(order, "n log n") == 0)
        return n * ln;
    if (strcmp(order, "n^2") == 0)
        return n * n;
    return strcmp(order, "n^3") == 0 ? n * n * n : 1;
}

/* The fitted curve, from the smallest argument to the largest. */
static int add_curve(struct tare_buf *body, const struct picture *picture,
                     size_t index, const struct tare_run *run)
{
    const struct tare_family *family = &picture->families.items[index];
    const struct tare_growth_facts *growth =
        tare_family_growth(run, &picture->families, family);
    double low = family->items[0].at;
    double high = family->items[family->count - 1].at;

    if (growth == NULL || growth->order == NULL || !(low > 0))
        return 0;
    tare_buf_printf(body, "$curve%zu << EOD\n", index);
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        double n = low * pow(high / low, (double)i / (CURVE_POINTS - 1));
        double time =
            growth->fixed + growth->coefficient * order_at(growth->order, n);

        if (time > 0)
            tare_buf_printf(body, "%.7g %.6g\n", n,
                            time * picture->scale.factor);
    }
    tare_buf_puts(body, "EOD\n");
    return 1;
}

/* ---- the plot ------------------------------------------------------------ */

static enum tare_color_name color_of(size_t index)
{
    return (enum tare_color_name)(TARE_COLOR_SERIES +
                                  (int)(index % TARE_SERIES_COLORS));
}

static void add_line(struct tare_buf *body, const struct picture *picture,
                     size_t index, int has_curve)
{
    static const int points[] = { 7, 5, 9, 11, 13, 4, 6 };
    int point = points[(index + index / TARE_SERIES_COLORS) %
                       (sizeof points / sizeof *points)];

    tare_buf_printf(
        body, "%s$family%zu using 1:3:4 with filledcurves fc%s notitle, ",
        index > 0 ? ", " : "", index, TARE_RGB(color_of(index), 0.7));
    if (has_curve)
        tare_buf_printf(body,
                        "$curve%zu using 1:2 with lines lw 1.2 dashtype (6,5) "
                        "lc%s notitle, ",
                        index, TARE_RGB(TARE_COLOR_TEXT, 0));
    tare_buf_printf(body,
                    "$family%zu using 1:2 with linespoints pt %d ps 0.6 lw 1.6 "
                    "lc%s title ",
                    index, point, TARE_RGB(color_of(index), 0));
    tare_gnuplot_text(body, picture->families.items[index].label);
}

/* Few values are all labelled. */
static void add_argument_axis(struct tare_buf *body,
                              const struct picture *picture)
{
    const double *values = picture->families.values;
    size_t count = picture->families.value_count;
    double low = values[0], high = values[count - 1];

    if (picture->is_log_x) {
        tare_buf_puts(body, "set logscale x\nset format x '%.0s%c'\n");
        tare_plot_range(body, 'x', low / pow(high / low, 0.04),
                        high * pow(high / low, 0.04));
    } else {
        tare_plot_range(body, 'x', low - 0.04 * (high - low),
                        high + 0.04 * (high - low));
    }
    if (count > LABELS_MAX)
        return;
    tare_buf_puts(body, "set xtics (");
    for (size_t i = 0; i < count; i++)
        tare_buf_printf(body, "%s'%.12g' %.12g", i > 0 ? ", " : "", values[i],
                        values[i]);
    tare_buf_puts(body, ")\n");
}

static void add_axes(struct tare_buf *body, const struct picture *picture,
                     const char *what)
{
    double low = picture->low * picture->scale.factor / 1.5;
    double high = picture->high * picture->scale.factor * 1.5;

    tare_plot_name_axis(body, 'x', picture->families.argument);
    tare_plot_label_scaled(body, 'y', what, &picture->scale);
    add_argument_axis(body, picture);
    if (picture->is_log_y) {
        tare_buf_puts(body, "set logscale y\n");
        tare_plot_log_tics(body, low, high);
        tare_plot_range(body, 'y', low, high);
    } else {
        tare_buf_puts(body, "set yrange [0:*]\n");
    }
}

static int add_plot(struct tare_buf *body, const struct picture *picture,
                    const struct tare_run *run, const char *what)
{
    int has_curve[LINES_MAX] = { 0 }, curves = 0;

    add_axes(body, picture, what);
    for (size_t i = 0; i < picture->count; i++) {
        add_family(body, picture, i);
        has_curve[i] = run != NULL && add_curve(body, picture, i, run);
        curves += has_curve[i];
    }
    tare_buf_puts(body, "plot ");
    for (size_t i = 0; i < picture->count; i++)
        add_line(body, picture, i, has_curve[i]);
    tare_buf_puts(body, "\n");
    return curves;
}

static void describe(struct tare_buf *caption, const struct picture *picture,
                     int curves)
{
    tare_buf_puts(caption, "Over ");
    tare_buf_puts(caption, picture->families.argument);
    tare_buf_printf(
        caption, ", with intervals%s.",
        picture->is_log_x && picture->is_log_y   ? ", on logarithmic axes"
        : picture->is_log_x || picture->is_log_y ? ", one axis logarithmic"
                                                 : "");
    if (curves > 0)
        tare_buf_puts(caption,
                      " The dashed line is the growth that fits best.");
    if (picture->count < picture->families.count)
        tare_buf_printf(caption, " These are %zu of %zu.", picture->count,
                        picture->families.count);
}

/* The key takes room of its own. */
static unsigned height_for(size_t lines)
{
    return TARE_PLOT_HEIGHT + 40 + 6 * (unsigned)lines;
}

void tare_plot_lines(struct tare_gnuplot *gnuplot,
                     const struct tare_entries *entries,
                     struct tare_group *group)
{
    struct picture picture;
    struct tare_buf caption = { 0 };
    struct tare_plot *plot =
        open_picture(&picture, entries, group, time_of, "ns")
            ? tare_plot_of_group(group)
            : NULL;

    if (plot != NULL) {
        struct tare_buf *body =
            tare_gnuplot_begin_tall(gnuplot, height_for(picture.count));
        int curves = add_plot(body, &picture, entries->subject.run,
                              "time per iteration");

        describe(&caption, &picture, curves);
        tare_gnuplot_end(gnuplot, plot, "Time", caption.data);
    }
    tare_families_release(&picture.families);
    tare_buf_release(&caption);
}

/* All of them must do the same kind of work. */
static const char *common_unit(const struct tare_entries *entries,
                               const struct tare_group *group)
{
    const char *unit = NULL;

    for (size_t i = 0; i < group->count; i++) {
        const struct tare_entry *entry = &entries->items[group->first + i];
        const struct tare_case *c = tare_entry_case(entry);

        if (!tare_case_is_measured(c))
            continue;
        if (tare_case_rate(c) <= 0 ||
            (unit != NULL && strcmp(unit, tare_case_rate_unit(c)) != 0))
            return NULL;
        unit = tare_case_rate_unit(c);
    }
    return unit;
}

void tare_plot_throughput(struct tare_gnuplot *gnuplot,
                          const struct tare_entries *entries,
                          struct tare_group *group)
{
    const char *unit = common_unit(entries, group);
    struct picture picture = { 0 };
    struct tare_buf caption = { 0 };
    struct tare_plot *plot =
        unit != NULL && open_picture(&picture, entries, group, rate_of, unit)
            ? tare_plot_of_group(group)
            : NULL;

    if (plot != NULL) {
        add_plot(tare_gnuplot_begin_tall(gnuplot, height_for(picture.count)),
                 &picture, NULL, "throughput");
        describe(&caption, &picture, 0);
        tare_gnuplot_end(gnuplot, plot, "Throughput", caption.data);
    }
    tare_families_release(&picture.families);
    tare_buf_release(&caption);
}
