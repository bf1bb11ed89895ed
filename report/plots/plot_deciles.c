/* SPDX-License-Identifier: MIT */
/* Where in the distribution it changed: the deciles of the samples of one side
 * against those of the other. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>

#include "stats/deciles.h"
#include "store/alloc.h"

enum {
    RESAMPLES = 200,
    LAUNCHES_MAX = 60, /* of a side; more do not show in the picture */
    SAMPLES_MAX = 8,   /* of a launch */
    LAUNCHES_MIN = 5
};

/* The samples of a side, thinned out. */
static void open_samples(struct tare_samples *samples,
                         const struct tare_measure *time)
{
    size_t step = time->count / LAUNCHES_MAX + 1;
    double *values =
        tare_alloc((time->count / step + 1) * SAMPLES_MAX, sizeof *values);
    size_t *sizes = tare_alloc(time->count / step + 1, sizeof *sizes);

    *samples = (struct tare_samples){ .values = values, .sizes = sizes };
    for (size_t i = 0; i < time->count; i += step) {
        const struct tare_launch *launch = &time->launches[i];
        size_t skip = launch->count / SAMPLES_MAX + 1;

        for (size_t j = 0; j < launch->count; j += skip) {
            values[samples->count++] = launch->samples[j].value;
            sizes[samples->launches]++;
        }
        samples->launches += launch->count > 0;
    }
}

static void close_samples(struct tare_samples *samples)
{
    free((double *)samples->values);
    free((size_t *)samples->sizes);
}

static struct tare_deciles compute(const struct tare_samples samples[2],
                                   const char *id, uint64_t seed)
{
    size_t most = samples[0].count > samples[1].count ? samples[0].count
                                                      : samples[1].count;
    double *scratch =
        tare_alloc(tare_deciles_scratch(&samples[0], &samples[1], RESAMPLES),
                   sizeof *scratch);
    size_t *order = tare_alloc(most, sizeof *order);
    struct tare_deciles deciles;
    struct tare_rng rng;

    tare_rng_stream(&rng, seed, id, 0x6465u); /* "de" */
    deciles = tare_deciles(&samples[0], &samples[1], RESAMPLES, 0.95, &rng,
                           scratch, order);
    free(scratch);
    free(order);
    return deciles;
}

static int is_finite(const struct tare_deciles *deciles)
{
    for (size_t i = 0; i < TARE_DECILES; i++)
        if (!isfinite(deciles->difference[i].low) ||
            !isfinite(deciles->difference[i].high) ||
            !(deciles->old_side[i] > 0))
            return 0;
    return 1;
}

static void add_plot(struct tare_buf *body, const struct tare_deciles *deciles,
                     double threshold)
{
    tare_buf_puts(body, "$deciles << EOD\n");
    for (size_t i = 0; i < TARE_DECILES; i++) {
        const struct tare_interval *shift = &deciles->difference[i];
        double unit = 100 / deciles->old_side[i];

        tare_buf_printf(body, "%zu %.5g %.5g %.5g\n", 10 * (i + 1),
                        shift->estimate * unit, shift->low * unit,
                        shift->high * unit);
    }
    tare_buf_puts(body, "EOD\n");
    tare_plot_label(body, 'x', "decile of the samples", "%");
    tare_plot_label(body, 'y', "change", "%");
    tare_plot_rule(body, 'y', 0, TARE_COLOR_MUTED, 0);
    tare_plot_rule(body, 'y', 100 * threshold, TARE_COLOR_MUTED, 1);
    tare_plot_rule(body, 'y', -100 * threshold, TARE_COLOR_MUTED, 1);
    tare_buf_printf(body,
                    "set xrange [5:95]\nset xtics 10,10,90\n"
                    "set yrange [*<%.4g:%.4g<*]\n"
                    "set offsets 0, 0, graph 0.08, graph 0.08\n"
                    "plot $deciles using 1:3:4 with filledcurves fc%s title "
                    "'95 %% interval', $deciles using 1:2 with linespoints "
                    "pt 7 ps 0.5 lw 1.6 lc%s title 'shift of the decile'\n",
                    -120 * threshold, 120 * threshold,
                    TARE_RGB(TARE_COLOR_NOW, 0.8), TARE_RGB(TARE_COLOR_NOW, 0));
}

void tare_plot_deciles(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry)
{
    const struct tare_verdict *verdict = tare_entry_judged(entry, "time");
    struct tare_plot_side sides[2];
    struct tare_samples samples[2];
    struct tare_deciles deciles;
    struct tare_plot *plot;

    if (verdict == NULL || tare_plot_sides(entry, sides) != 2 ||
        sides[0].time->count < LAUNCHES_MIN ||
        sides[1].time->count < LAUNCHES_MIN)
        return;
    for (size_t i = 0; i < 2; i++)
        open_samples(&samples[i], sides[i].time);
    deciles = compute(samples, entry->id, entries->subject.run->seed);
    plot = is_finite(&deciles) ? tare_plot_of_case(entry) : NULL;
    if (plot != NULL) {
        add_plot(tare_gnuplot_begin(gnuplot), &deciles, verdict->threshold);
        tare_gnuplot_end(
            gnuplot, plot, "Shift of the deciles",
            "How far each decile of the samples moved: a level line means that "
            "all of them changed, a slope that the slow or the fast ones did.");
    }
    for (size_t i = 0; i < 2; i++)
        close_samples(&samples[i]);
}
