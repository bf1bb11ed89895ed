/* SPDX-License-Identifier: MIT */
#include "stats/resample.h"

#include <math.h>
#include <string.h>

#include "stats/lanes.h"
#include "stats/order.h"

/* Launches picked at a time, a multiple of the lanes' step. */
#define CHUNK 256

/* ---- drawing whole resamples --------------------------------------------- */

static size_t longest_launch(const struct tare_resampling *s)
{
    size_t longest = 0;

    for (size_t i = 0; i < s->launches; i++)
        if (s->first[i + 1] - s->first[i] > longest)
            longest = s->first[i + 1] - s->first[i];
    return longest;
}

/* The most values that one resample can have. */
static size_t most_drawn(const struct tare_resampling *s)
{
    return s->launches > 0 ? s->launches * longest_launch(s) : s->count;
}

/* One resample as positions in s->values; returns how many. */
static size_t draw_launches(struct tare_lanes *lanes,
                            const struct tare_resampling *s, uint32_t *from)
{
    uint32_t picked[CHUNK];
    size_t drawn = 0;

    for (size_t i = 0; i < s->launches; i++) {
        size_t launch, start, length;

        if (i % CHUNK == 0)
            tare_lanes_draw(lanes, (uint32_t)s->launches, picked,
                            s->launches - i < CHUNK ? s->launches - i : CHUNK);
        launch = picked[i % CHUNK];
        start = s->first[launch];
        length = s->first[launch + 1] - start;
        if (s->within)
            tare_lanes_draw(lanes, (uint32_t)length, from + drawn, length);
        for (size_t k = 0; k < length; k++)
            from[drawn + k] =
                (uint32_t)(start + (s->within ? from[drawn + k] : k));
        drawn += length;
    }
    return drawn;
}

static size_t draw(struct tare_lanes *lanes, const struct tare_resampling *s,
                   uint32_t *from)
{
    if (s->launches > 0)
        return draw_launches(lanes, s, from);
    tare_lanes_draw(lanes, (uint32_t)s->count, from, s->count);
    return s->count;
}

/* ---- four statistics of a sorted resample -------------------------------- */

/*
 * The MAD of sorted values around their median.  The distances to the left
 * half, going left, and to the right half, going right, are two ascending
 * lists.  Of the h + 1 smallest distances `left` lie to the left: the first
 * count for which the next one there is not below the last one taken on the
 * right.  They end with the middle distance (or the upper of the middle two).
 */
static double mad_around(const double *sorted, size_t count, double median)
{
    size_t half = count / 2, take = half + 1;
    size_t low = count % 2 == 0, high = half;
    double far_left, far_right, last, before;

    while (low < high) {
        size_t left = low + (high - low) / 2;

        if (median - sorted[half - 1 - left] <
            sorted[half + take - left - 1] - median)
            low = left + 1;
        else
            high = left;
    }
    far_left = low > 0 ? median - sorted[half - low] : -1.0;
    far_right = take > low ? sorted[half + take - low - 1] - median : -1.0;
    last = far_left > far_right ? far_left : far_right;
    if (count % 2 != 0)
        return last;
    /* the one before it: the other side's, or the next inner on its own */
    if (far_left > far_right)
        before = low > 1 ? fmax(far_right, median - sorted[half - low + 1])
                         : far_right;
    else
        before = take - low > 1
                     ? fmax(far_left, sorted[half + take - low - 2] - median)
                     : far_left;
    return 0.5 * before + 0.5 * last;
}

/* Mean and SD of sorted values, by sums around a value in the middle of the
 * data. */
static void mean_and_std_dev(const double *sorted, size_t count, double centre,
                             double *mean, double *std_dev)
{
    double n = (double)count, sum, squares;

    tare_lanes_sums(sorted, count, centre, &sum, &squares);
    squares -= sum * sum / n;
    /* rounding must not make a spread out of equal values */
    if (sorted[0] == sorted[count - 1] || squares < 0.0)
        squares = 0.0;
    *mean = centre + sum / n;
    *std_dev = count > 1 ? sqrt(squares / (n - 1.0)) : NAN;
}

static void put(double *array, size_t index, double value)
{
    if (array != NULL)
        array[index] = value;
}

static void put_all(const struct tare_resampled *out, size_t index,
                    const double *drawn, size_t count, double centre)
{
    double mean, std_dev, median = tare_median(drawn, count);

    if (out->mean != NULL || out->std_dev != NULL) {
        mean_and_std_dev(drawn, count, centre, &mean, &std_dev);
        put(out->mean, index, mean);
        put(out->std_dev, index, std_dev);
    }
    put(out->median, index, median);
    if (out->mad != NULL)
        out->mad[index] = mad_around(drawn, count, median);
}

static void put_nan(const struct tare_resampled *out, size_t index)
{
    put(out->mean, index, NAN);
    put(out->std_dev, index, NAN);
    put(out->median, index, NAN);
    put(out->mad, index, NAN);
}

/* ---- putting it together ------------------------------------------------- */

/* How the scratch is divided; doubles first, for their alignment. */
struct workshop {
    double *sorted;  /* count */
    double *drawn;   /* most_drawn, and room for tare_lanes_expand */
    uint32_t *from;  /* most_drawn, rounded up to a step */
    uint32_t *rank;  /* count: where values[i] stands in sorted */
    uint32_t *tally; /* count */
};

static size_t drawn_room(const struct tare_resampling *s)
{
    return most_drawn(s) + TARE_LANES_STEP;
}

size_t tare_resample_scratch(const struct tare_resampling *sampling)
{
    size_t count = sampling->count, room = drawn_room(sampling);

    return (count + room) * sizeof(double) +
           (2 * count + room) * sizeof(uint32_t);
}

static struct workshop divide(void *scratch, const struct tare_resampling *s)
{
    struct workshop w;

    w.sorted = scratch;
    w.drawn = w.sorted + s->count;
    w.from = (uint32_t *)(void *)(w.drawn + drawn_room(s));
    w.rank = w.from + drawn_room(s);
    w.tally = w.rank + s->count;
    return w;
}

/* The first place in sorted that is not below value.  Equal values share it,
 * which is fine: which of them was drawn makes no difference. */
static uint32_t rank_of(const double *sorted, size_t count, double value)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* Whether there is anything to resample. */
static int prepare(struct workshop *w, const struct tare_resampling *s)
{
    if (s->count == 0)
        return 0;
    memcpy(w->sorted, s->values, s->count * sizeof *w->sorted);
    tare_sort(w->sorted, s->count);
    if (isnan(w->sorted[s->count - 1]))
        return 0;
    for (size_t i = 0; i < s->count; i++) {
        w->rank[i] = rank_of(w->sorted, s->count, s->values[i]);
        w->tally[i] = 0;
    }
    return 1;
}

/* Written out by four because GCC does not do it at -O2, and this is a third
 * of the work. */
static void count_places(uint32_t *tally, const uint32_t *places, size_t count)
{
    size_t i = 0;

    for (; i + 4 <= count; i += 4) {
        tally[places[i]]++;
        tally[places[i + 1]]++;
        tally[places[i + 2]]++;
        tally[places[i + 3]]++;
    }
    for (; i < count; i++)
        tally[places[i]]++;
}

/* Drawn one by one, a place in the sorted data is as good as one in the data
 * themselves; launches are runs in time. */
static void count_drawn(struct workshop *w, const struct tare_resampling *s,
                        size_t drawn)
{
    if (s->launches > 0)
        for (size_t i = 0; i < drawn; i++)
            w->from[i] = w->rank[w->from[i]];
    count_places(w->tally, w->from, drawn);
}

void tare_resample_four(struct tare_rng *rng,
                        const struct tare_resampling *sampling,
                        const struct tare_resampled *out, size_t resamples,
                        void *scratch)
{
    struct workshop w = divide(scratch, sampling);
    int ready = prepare(&w, sampling);
    struct tare_lanes lanes;

    tare_lanes_seed(&lanes, rng);
    for (size_t i = 0; i < resamples; i++) {
        size_t drawn = ready ? draw(&lanes, sampling, w.from) : 0;

        if (drawn == 0) {
            put_nan(out, i);
            continue;
        }
        count_drawn(&w, sampling, drawn);
        tare_lanes_expand(w.drawn, w.sorted, w.tally, sampling->count);
        put_all(out, i, w.drawn, drawn, w.sorted[sampling->count / 2]);
    }
}
