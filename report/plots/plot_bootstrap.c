/* SPDX-License-Identifier: MIT */
/* What the statistics might have been: their bootstrap distributions, drawn
 * from whole launches as their intervals are. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/bootstrap.h"
#include "stats/histogram.h"
#include "stats/order.h"
#include "stats/resample.h"
#include "store/alloc.h"

enum {
    RESAMPLES = 600,
    BINS_MAX = 40,
    LAUNCHES_MIN = 5,
    LAUNCHES_MAX = 80, /* more do not show in the picture */
    PANELS = 4
};

static const char *const titles[PANELS] = { "mean", "median",
                                            "standard deviation",
                                            "median absolute deviation" };

/* The samples as they are resampled, launch by launch. */
struct pool {
    double *values; /* owned */
    size_t *first;  /* owned */
    size_t count, launches;
};

static void open_pool(struct pool *pool, const struct tare_measure *time)
{
    size_t count = 0, step = time->count / LAUNCHES_MAX + 1;

    *pool = (struct pool){ 0 };
    for (size_t i = 0; i < time->count; i += step)
        count += time->launches[i].count;
    pool->values = tare_alloc(count, sizeof *pool->values);
    pool->first = tare_alloc(time->count + 1, sizeof *pool->first);
    for (size_t i = 0; i < time->count; i += step) {
        const struct tare_launch *launch = &time->launches[i];

        for (size_t j = 0; j < launch->count; j++)
            pool->values[pool->count++] = launch->samples[j].value;
        pool->first[++pool->launches] = pool->count;
    }
}

static void close_pool(struct pool *pool)
{
    free(pool->values);
    free(pool->first);
}

/* Fills RESAMPLES numbers for each panel. */
static void resample(double *room, const struct pool *pool, const char *id,
                     uint64_t seed)
{
    struct tare_resampling sampling = { .values = pool->values,
                                        .count = pool->count,
                                        .first = pool->first,
                                        .launches = pool->launches };
    struct tare_resampled out = { .mean = room,
                                  .median = room + RESAMPLES,
                                  .std_dev = room + 2 * RESAMPLES,
                                  .mad = room + 3 * RESAMPLES };
    void *scratch = tare_alloc(tare_resample_scratch(&sampling), 1);
    struct tare_rng rng;

    tare_rng_stream(&rng, seed, id, 0x626fu); /* "bo" */
    tare_resample_four(&rng, &sampling, &out, RESAMPLES, scratch);
    free(scratch);
}

/* ---- panels -------------------------------------------------------------- */

/* A histogram; the interval is shaded, and a line stands at the estimate. */
static void add_panel(struct tare_buf *body, size_t panel, double *sorted,
                      double confidence)
{
    size_t counts[BINS_MAX];
    struct tare_histogram bins =
        tare_histogram(sorted, RESAMPLES, counts, BINS_MAX);
    double center = tare_median(sorted, RESAMPLES);
    struct tare_scale scale = tare_scale_one(fabs(center), "ns");
    struct tare_interval interval =
        tare_bootstrap_percentile(sorted, RESAMPLES, center, confidence);
    struct tare_band band = { center, interval.low, interval.high, 0 };
    double width = bins.width > 0 ? bins.width : fabs(center) * 0.01 + 1e-9;

    tare_buf_printf(body, "unset object\nunset arrow\n$panel << EOD\n");
    for (size_t i = 0; i < bins.bins; i++)
        tare_buf_printf(body, "%.7g %zu\n",
                        (bins.low + ((double)i + 0.5) * width) * scale.factor,
                        counts[i]);
    tare_buf_puts(body, "EOD\n");
    tare_plot_label_scaled(body, 'x', titles[panel], &scale);
    tare_plot_range(body, 'x', (bins.low - width) * scale.factor,
                    (bins.low + ((double)bins.bins + 1) * width) *
                        scale.factor);
    tare_plot_tics(body, 'x', bins.low * scale.factor,
                   (bins.low + (double)bins.bins * width) * scale.factor, 5);
    tare_plot_band(body, 'x', &band, scale.factor, TARE_COLOR_NOW);
    tare_buf_printf(body,
                    "set boxwidth %.7g\nplot $panel using 1:2 with boxes fc%s "
                    "notitle\n",
                    0.92 * width * scale.factor,
                    TARE_RGB(TARE_COLOR_NOW, 0.45));
}

static int is_finite(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return 0;
    return 1;
}

static void add_panels(struct tare_buf *body, double *room, double confidence)
{
    tare_buf_puts(body, "unset ytics\nset border 1\nset yrange [0:*]\n"
                        "set key off\n"
                        "set multiplot layout 2,2 margins 0.03,0.97,0.21,0.98 "
                        "spacing 0.07,0.25\n");
    for (size_t i = 0; i < PANELS; i++) {
        tare_sort(room + i * RESAMPLES, RESAMPLES);
        add_panel(body, i, room + i * RESAMPLES, confidence);
    }
    tare_buf_puts(body, "unset multiplot\n");
}

void tare_plot_bootstrap(struct tare_gnuplot *gnuplot,
                         const struct tare_entries *entries,
                         struct tare_entry *entry)
{
    struct tare_plot_side sides[2];
    size_t count = tare_plot_sides(entry, sides);
    const struct tare_measure *time;
    struct tare_plot *plot = NULL;
    struct pool pool;
    double *room;

    if (count == 0 || sides[count - 1].time->count < LAUNCHES_MIN)
        return;
    time = sides[count - 1].time;
    open_pool(&pool, time);
    room = tare_alloc((size_t)PANELS * RESAMPLES, sizeof *room);
    if (pool.count > pool.launches) {
        resample(room, &pool, entry->id, entries->subject.run->seed);
        if (is_finite(room, (size_t)PANELS * RESAMPLES))
            plot = tare_plot_of_case(entry);
    }
    if (plot != NULL) {
        add_panels(tare_gnuplot_begin(gnuplot), room,
                   time->estimate.confidence > 0 ? time->estimate.confidence
                                                 : 0.95);
        tare_gnuplot_end(gnuplot, plot, "Bootstrap",
                         "How the statistics of the samples vary when launches "
                         "are resampled; the band is their interval.");
    }
    close_pool(&pool);
    free(room);
}
