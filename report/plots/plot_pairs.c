/* SPDX-License-Identifier: MIT */
/* The pairs of a duel in the order they were measured, with the estimate as it
 * went, and the change that matters. */
#include "report/plots/plot_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/outliers.h"
#include "stats/walsh.h"
#include "store/alloc.h"

enum {
    PAIRS_MIN = 3,
    POINTS_MAX = 160,
    STEPS = 40 /* of the running estimate */
};

/* Which pair a point is. */
enum {
    BEFORE, /* the verdict, which is of these */
    FRESH,  /* measured to confirm it */
    BEYOND  /* what is shown */
};

/* Changes as log-ratios, new over old. */
struct pairs {
    double *ratios, *room; /* owned, in one */
    size_t count;
    size_t first, seen; /* of which the estimate is: from, up to */
    double low, high;   /* what is seen of them */
    int has_beyond;     /* some lie outside of that */
};

static void open_pairs(struct pairs *pairs, const struct tare_measure *old,
                       const struct tare_measure *new)
{
    size_t count = old->count < new->count ? old->count : new->count;
    struct tare_fences fences;

    *pairs = (struct pairs){ .ratios = tare_alloc(3 * count, sizeof(double)) };
    pairs->room = pairs->ratios + count;
    for (size_t i = 0; i < count; i++) {
        double ratio = new->launches[i].value / old->launches[i].value;

        if (ratio > 0 && isfinite(ratio))
            pairs->ratios[pairs->count++] = tare_log(ratio);
    }
    memcpy(pairs->room, pairs->ratios, pairs->count * sizeof *pairs->room);
    tare_sort(pairs->room, pairs->count);
    if (pairs->count < PAIRS_MIN)
        return;
    fences = tare_fences_of(pairs->room, pairs->count);
    pairs->low = fmax(pairs->room[0], fences.low_severe);
    pairs->high = fmin(pairs->room[pairs->count - 1], fences.high_severe);
    pairs->has_beyond = pairs->room[0] < pairs->low ||
                        pairs->room[pairs->count - 1] > pairs->high;
}

/* What Hodges and Lehmann say of so many from the first on. */
static double estimate_first(struct pairs *pairs, size_t count)
{
    memcpy(pairs->room, pairs->ratios + pairs->first,
           count * sizeof *pairs->room);
    tare_sort(pairs->room, count);
    return tare_walsh_select(pairs->room, count, count * (count + 1) / 4,
                             pairs->room + pairs->count);
}

static double percent(double ratio)
{
    return 100 * tare_expm1(ratio);
}

static int has_fresh(const struct pairs *pairs)
{
    return pairs->first > 0 || pairs->seen < pairs->count;
}

/* Whether the pair was measured to confirm what those before it showed. */
static int is_fresh(const struct pairs *pairs, size_t index)
{
    return index >= (pairs->first > 0 ? pairs->first : pairs->seen);
}

static void add_blocks(struct tare_buf *body, struct pairs *pairs)
{
    size_t step = pairs->count / POINTS_MAX + 1;

    tare_buf_puts(body, "$pairs << EOD\n");
    for (size_t i = 0; i < pairs->count; i += step) {
        double ratio = pairs->ratios[i];
        double seen = fmin(fmax(ratio, pairs->low), pairs->high);

        tare_buf_printf(body, "%zu %.5g %d\n", i + 1, percent(seen),
                        ratio < seen || ratio > seen ? BEYOND
                        : is_fresh(pairs, i)         ? FRESH
                                                     : BEFORE);
    }
    tare_buf_puts(body, "EOD\n$course << EOD\n");
    for (size_t i = 1; i <= STEPS; i++) {
        size_t count = (pairs->seen - pairs->first) * i / STEPS;

        if (count >= PAIRS_MIN)
            tare_buf_printf(body, "%zu %.5g\n", pairs->first + count,
                            percent(estimate_first(pairs, count)));
    }
    tare_buf_puts(body, "EOD\n");
}

/* The interval, over the pairs that it is of. */
static void add_band(struct tare_buf *body, const struct pairs *pairs,
                     const struct tare_verdict *verdict)
{
    const struct tare_band *change = &verdict->change;
    double begin = (double)pairs->first + 0.5;
    double end = (double)pairs->seen + 0.5;

    if (!isfinite(change->low) || !isfinite(change->high))
        return;
    tare_buf_printf(
        body,
        "set object rect from first %.9g, first %.9g to first %.9g, "
        "first %.9g behind fillstyle solid noborder fc%s\n",
        begin, 100 * change->low, end, 100 * change->high,
        TARE_RGB(TARE_COLOR_NOW, 0.78));
}

static void add_points(struct tare_buf *body, int which, int shape,
                       enum tare_color_name color, double fade,
                       const char *title)
{
    tare_buf_printf(body,
                    "$pairs using 1:($3 == %d ? $2 : NaN) with points pt %d ps "
                    "0.5 lc%s",
                    which, shape, TARE_RGB(color, fade));
    if (title != NULL)
        tare_buf_printf(body, " title '%s', ", title);
    else
        tare_buf_puts(body, " notitle, ");
}

static void add_plot(struct tare_buf *body, const struct pairs *pairs,
                     const struct tare_verdict *verdict)
{
    double threshold = 100 * verdict->threshold;
    double low = fmin(percent(pairs->low), -threshold);
    double high = fmax(percent(pairs->high), threshold);

    tare_plot_range(body, 'y', low - 0.05 * (high - low),
                    high + 0.05 * (high - low));
    tare_plot_rule(body, 'y', 0, TARE_COLOR_MUTED, 0);
    tare_plot_rule(body, 'y', threshold, TARE_COLOR_MUTED, 1);
    tare_plot_rule(body, 'y', -threshold, TARE_COLOR_MUTED, 1);
    add_band(body, pairs, verdict);
    tare_buf_printf(body, "set xrange [0.5:%.9g]\nplot ",
                    (double)pairs->count + 0.5);
    add_points(body, BEFORE, 7, TARE_COLOR_NOW, 0.45, "pairs");
    add_points(body, FRESH, 6, TARE_COLOR_NOW, 0,
               has_fresh(pairs) ? "fresh pairs" : NULL);
    add_points(body, BEYOND, 2, TARE_COLOR_DOUBT, 0,
               pairs->has_beyond ? "beyond" : NULL);
    tare_buf_printf(body,
                    "$course using 1:2 with lines lw 2 lc%s title 'estimate so "
                    "far'\n",
                    TARE_RGB(TARE_COLOR_NOW, 0));
}

static void describe(struct tare_buf *caption, const struct pairs *pairs,
                     const struct tare_verdict *verdict)
{
    tare_buf_printf(
        caption,
        "New over old for each pair, with the running estimate; the dashed "
        "lines are the threshold (±%.3g %%), the band is the interval",
        100 * verdict->threshold);
    if (pairs->first > 0)
        tare_buf_printf(caption,
                        " of the fresh pairs, from %zu on, which confirm what "
                        "those before them showed",
                        pairs->first + 1);
    else if (has_fresh(pairs))
        tare_buf_printf(
            caption,
            " of the first %zu pairs; the others were for confirmation",
            pairs->seen);
    tare_buf_puts(caption, ".");
}

void tare_plot_pairs(struct tare_gnuplot *gnuplot,
                     const struct tare_entries *entries,
                     struct tare_entry *entry)
{
    const struct tare_comparison *comparison = entries->subject.comparison;
    const struct tare_verdict *verdict = tare_entry_judged(entry, "time");
    struct tare_plot_side sides[2];
    struct tare_buf caption = { 0 };
    struct tare_plot *plot = NULL;
    struct pairs pairs = { 0 };

    if (comparison == NULL || comparison->by != TARE_BY_DUEL ||
        verdict == NULL || tare_plot_sides(entry, sides) != 2)
        return;
    open_pairs(&pairs, sides[0].time, sides[1].time);
    pairs.first = verdict->pairs_first < pairs.count ? verdict->pairs_first : 0;
    pairs.seen =
        verdict->pairs_seen >= PAIRS_MIN && verdict->pairs_seen < pairs.count
            ? verdict->pairs_seen
            : pairs.count;
    if (pairs.count >= PAIRS_MIN)
        plot = tare_plot_of_case(entry);
    if (plot != NULL) {
        struct tare_buf *body = tare_gnuplot_begin(gnuplot);

        describe(&caption, &pairs, verdict);
        tare_plot_label(body, 'x', "pair", "as measured");
        tare_plot_label(body, 'y', "change", "%");
        add_blocks(body, &pairs);
        add_plot(body, &pairs, verdict);
        tare_gnuplot_end(gnuplot, plot, "Pairs", caption.data);
    }
    free(pairs.ratios);
    tare_buf_release(&caption);
}
