/* SPDX-License-Identifier: MIT */
/* How time grows over an argument: the second half of analysis.h. */
#include "harness/run/analysis.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/bench/axis.h"
#include "stats/complexity.h"
#include "store/alloc.h"
#include "store/buf.h"

enum {
    SIZES_MIN = 4,
    SPAN_MIN = 4 /* the largest by the smallest: less shows no order */
};

static const char *const orders[TARE_GROWTHS] = { "1",       "log n", "n",
                                                  "n log n", "n^2",   "n^3" };

/* The id with "*" for the value of argument number arg.  Returned. */
static char *family_name(const struct tare_identity *identity, size_t arg)
{
    struct tare_buf name = { 0 };

    tare_identity_format(&name, identity, arg);
    return tare_buf_detach(&name);
}

/* One case, seen along one of its arguments. */
struct point {
    char *family; /* owned */
    const char *arg;
    double size, time;
};

struct points {
    struct point *items;
    size_t count;
};

/* What is a number and no amount of work. */
static int is_label(const char *name)
{
    static const char *const labels[] = { "threads", "seed",    "id",   "index",
                                          "variant", "version", "level" };

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcasecmp(name, labels[i]) == 0)
            return 1;
    return 0;
}

static void add_points(struct points *points, const struct tare_case *c)
{
    for (size_t i = 0; i < c->identity.arg_count; i++) {
        const struct tare_arg_value *arg = &c->identity.args[i];

        if (arg->text != NULL || is_label(arg->name))
            continue;
        points->items =
            tare_grow(points->items, points->count, sizeof *points->items);
        points->items[points->count++] =
            (struct point){ family_name(&c->identity, i), arg->name,
                            arg->number, c->measures[0].estimate.value };
    }
}

static int compare_points(const void *a, const void *b)
{
    const struct point *left = a, *right = b;
    int order = strcmp(left->family, right->family);

    return order != 0 ? order
                      : (left->size > right->size) - (left->size < right->size);
}

static void add_growth(struct tare_run *run, const struct point *point,
                       const struct tare_complexity *fit, size_t count)
{
    const struct tare_growth_fit *best = &fit->fit[fit->best];
    struct tare_growth_facts *growth;

    run->growths =
        tare_grow(run->growths, run->growth_count, sizeof *run->growths);
    growth = &run->growths[run->growth_count++];
    *growth = (struct tare_growth_facts){
        .family = tare_strdup(point->family),
        .arg = tare_strdup(point->arg),
        .points = count,
        .order = fit->fits ? orders[fit->best] : NULL,
        .weight = best->weight,
        .fixed = best->fixed,
        .coefficient = best->coefficient,
        .residual = best->residual,
        .exponent = { fit->exponent.estimate, fit->exponent.low,
                      fit->exponent.high, fit->exponent.confidence }
    };
}

/* The points of one family, count of them. */
static void fit_family(struct tare_run *run, const struct point *points,
                       size_t count, double confidence)
{
    double *room = tare_alloc(4 * count, sizeof *room);
    double *sizes = room, *times = room + count;
    struct tare_complexity fit;

    for (size_t i = 0; i < count; i++) {
        sizes[i] = points[i].size;
        times[i] = points[i].time;
    }
    fit = tare_complexity(sizes, times, count, confidence, room + 2 * count);
    if (fit.needs == 0 && !fit.not_positive)
        add_growth(run, points, &fit, count);
    free(room);
}

void tare_analyse_growth(struct tare_run *run, double confidence)
{
    struct points points = { 0 };
    size_t from = 0;

    for (size_t i = 0; i < run->case_count; i++)
        if (tare_case_is_measured(&run->cases[i]) &&
            run->cases[i].side != TARE_SIDE_OLD)
            add_points(&points, &run->cases[i]);
    if (points.count > 0)
        qsort(points.items, points.count, sizeof *points.items, compare_points);
    for (size_t i = 1; i <= points.count; i++)
        if (i == points.count ||
            strcmp(points.items[from].family, points.items[i].family) != 0) {
            if (i - from >= SIZES_MIN &&
                points.items[i - 1].size >= SPAN_MIN * points.items[from].size)
                fit_family(run, &points.items[from], i - from, confidence);
            from = i;
        }
    for (size_t i = 0; i < points.count; i++)
        free(points.items[i].family);
    free(points.items);
}
