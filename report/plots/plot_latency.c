/* SPDX-License-Identifier: MIT */
/* How long single iterations take: the quantiles of all of them, on an axis on
 * which every further nine is as far from the last. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "store/alloc.h"

enum {
    POINTS = 48,
    RESAMPLES = 300,
    NINES_MAX = 7,
    STREAM = 0x6c70 /* "lp" */
};

#define CONFIDENCE 0.95
#define BEYOND     10 /* iterations that must lie above the last point */

/* One side: x is -log10(1 - p). */
struct curve {
    const struct tare_case *c;
    enum tare_color_name color;
    const char *name;
    double x[POINTS];
    struct tare_interval y[POINTS]; /* ns */
};

struct picture {
    struct curve curves[2];
    size_t count;
    struct tare_scale scale;
    double low, high, end; /* of y in ns, and of x */
};

/* ---- numbers ------------------------------------------------------------- */

static void compute(struct curve *curve, uint64_t seed)
{
    struct tare_histograms side = tare_latency_histograms(&curve->c->latency);
    double count = (double)tare_latency_iterations(&curve->c->latency);
    double end = fmin(log10(fmax(count / BEYOND, 2)), NINES_MAX), p[POINTS];
    struct tare_tail_question question = { p, POINTS, RESAMPLES, CONFIDENCE };
    struct tare_log_histogram *scratch = tare_alloc(1, sizeof *scratch);
    double *numbers =
        tare_alloc(tare_tails_scratch(&question), sizeof *numbers);
    struct tare_rng rng;

    for (size_t i = 0; i < POINTS; i++) {
        curve->x[i] = end * (double)i / (POINTS - 1);
        p[i] = 1 - pow(10, -curve->x[i]);
    }
    tare_rng_stream(&rng, seed, curve->c->identity.id, STREAM);
    tare_tails_quantiles(&side, &question, &rng, curve->y, scratch, numbers);
    free(scratch);
    free(numbers);
}

static void add_side(struct picture *picture, const struct tare_case *c,
                     enum tare_color_name color, const char *name,
                     uint64_t seed)
{
    struct curve *curve = &picture->curves[picture->count];

    if (c == NULL || c->latency.count == 0)
        return;
    *curve = (struct curve){ .c = c, .color = color, .name = name };
    compute(curve, seed);
    picture->count++;
}

/* A logarithm needs values above 0. */
static double seen(double value, double least)
{
    return value > least ? value : least;
}

static void measure(struct picture *picture)
{
    double middles[2];

    picture->low = INFINITY;
    for (size_t i = 0; i < picture->count; i++) {
        const struct curve *curve = &picture->curves[i];
        const struct tare_interval *last = &curve->y[POINTS - 1];

        middles[i] = curve->y[POINTS / 4].estimate;
        picture->end = fmax(picture->end, curve->x[POINTS - 1]);
        picture->low = fmin(picture->low, seen(curve->y[0].estimate, 0.5));
        picture->high =
            fmax(picture->high,
                 seen(isfinite(last->high) ? last->high : last->estimate, 1));
    }
    picture->scale = tare_scale_for(middles, picture->count, "ns");
}

/* ---- script -------------------------------------------------------------- */

static void add_block(struct tare_buf *body, const struct picture *picture,
                      size_t index)
{
    const struct curve *curve = &picture->curves[index];
    double factor = picture->scale.factor, least = picture->low;

    tare_buf_printf(body, "$latency%zu << EOD\n", index);
    for (size_t i = 0; i < POINTS; i++) {
        const struct tare_interval *y = &curve->y[i];
        int is_bounded = isfinite(y->low) && isfinite(y->high);

        tare_buf_printf(body, "%.5g %.6g %.6g %.6g\n", curve->x[i],
                        factor * seen(y->estimate, least),
                        factor * seen(is_bounded ? y->low : y->estimate, least),
                        factor *
                            seen(is_bounded ? y->high : y->estimate, least));
    }
    tare_buf_puts(body, "EOD\n");
}

/* 0 %, 50 %, 90 %, 99 %, 99.9 % ... */
static void add_nines(struct tare_buf *body, double end)
{
    tare_plot_range(body, 'x', 0, end);
    tare_buf_puts(body, "set xtics ('0' 0, '50' 0.30103");
    for (int nines = 1; nines <= end + 1e-9; nines++)
        tare_buf_printf(body, ", '%.*f' %d", nines > 2 ? nines - 2 : 0,
                        100 * (1 - pow(10, -nines)), nines);
    tare_buf_puts(body, ")\n");
}

static void add_axes(struct tare_buf *body, const struct picture *picture)
{
    double low = picture->low * picture->scale.factor / 1.1;
    double high = picture->high * picture->scale.factor * 1.1;

    tare_plot_label(body, 'x', "iterations that take no longer", "%");
    tare_plot_label_scaled(body, 'y', "latency", &picture->scale);
    add_nines(body, picture->end);
    tare_buf_puts(body, "set logscale y\n");
    tare_plot_log_tics(body, low, high);
    tare_plot_range(body, 'y', low, high);
}

static void add_plot(struct tare_buf *body, const struct picture *picture)
{
    add_axes(body, picture);
    for (size_t i = 0; i < picture->count; i++)
        add_block(body, picture, i);
    for (size_t i = 0; i < picture->count; i++) {
        const struct curve *curve = &picture->curves[i];

        tare_buf_printf(body,
                        "%s$latency%zu using 1:3:4 with filledcurves fc%s "
                        "notitle, $latency%zu using 1:2 with lines lw 1.8 lc%s",
                        i > 0 ? ", " : "set key top left\nplot ", i,
                        TARE_RGB(curve->color, 0.75), i,
                        TARE_RGB(curve->color, 0));
        tare_plot_title(body, curve->name, "iterations");
    }
    tare_buf_puts(body, "\n");
}

void tare_plot_latency(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry)
{
    uint64_t seed = entries->subject.run->seed;
    struct picture *picture = tare_alloc(1, sizeof *picture);
    struct tare_plot *plot = NULL;

    add_side(picture, entry->before, TARE_COLOR_BEFORE, "old", seed);
    add_side(picture, entry->now, TARE_COLOR_NOW,
             entry->before != NULL ? "new" : "", seed);
    if (picture->count > 0)
        plot = tare_plot_of_case(entry);
    if (plot != NULL) {
        measure(picture);
        add_plot(tare_gnuplot_begin(gnuplot), picture);
        tare_gnuplot_end(
            gnuplot, plot, "Latency",
            "Each iteration timed alone, on logarithmic axes: each further "
            "nine is a tenth of the iterations before. Bands are 95 % "
            "intervals, from resampling launches.");
    }
    free(picture);
}
