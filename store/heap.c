/* SPDX-License-Identifier: MIT */
#include "store/heap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/hotspots.h"

enum {
    VIEW_LAUNCHES = 2
};

#define ROUNDING 1e-9 /* of counts for each iteration */

/* ---- ways ---------------------------------------------------------------- */

/* Returned.  A function that calls itself is there once. */
static char *name_way(const struct tare_profile *profile, size_t node)
{
    struct tare_buf name = { 0 };
    size_t before = 0;

    for (size_t at = node + 1; at > 0; at = profile->nodes[at - 1].parent) {
        size_t function = profile->nodes[at - 1].function;

        if (at <= node && function > 0 && function == before)
            continue;
        if (name.size > 0)
            tare_buf_puts(&name, " ← ");
        if (function > 0)
            tare_hotspot_name(&name, profile, function);
        else
            tare_buf_puts(&name,
                          profile->objects[profile->nodes[at - 1].object].path);
        before = function;
    }
    return tare_buf_detach(&name);
}

static void add(struct tare_site *sum, const struct tare_site *site)
{
    sum->blocks += site->blocks;
    sum->bytes += site->bytes;
    sum->resized += site->resized;
    sum->freed += site->freed;
    sum->brief += site->brief;
    sum->lived += site->lived;
    sum->most_blocks += site->most_blocks;
    sum->most_bytes += site->most_bytes;
    sum->peak_blocks += site->peak_blocks;
    sum->peak_bytes += site->peak_bytes;
    sum->left_blocks += site->left_blocks;
    sum->left_bytes += site->left_bytes;
}

static int by_name(const void *a, const void *b)
{
    const struct tare_way *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_bytes(const void *a, const void *b)
{
    const struct tare_way *x = a, *y = b;

    if (x->sum.bytes != y->sum.bytes)
        return x->sum.bytes < y->sum.bytes ? 1 : -1;
    return by_name(a, b);
}

/* Sorted by their names: those that are one become one. */
static void merge(struct tare_heap *heap)
{
    size_t kept = 0;

    for (size_t i = 0; i < heap->count; i++)
        if (kept > 0 && by_name(&heap->items[kept - 1], &heap->items[i]) == 0) {
            add(&heap->items[kept - 1].sum, &heap->items[i].sum);
            free(heap->items[i].name);
        } else {
            heap->items[kept++] = heap->items[i];
        }
    heap->count = kept;
}

static int is_lost(const struct tare_profile *profile, size_t node)
{
    while (profile->nodes[node].parent > 0)
        node = profile->nodes[node].parent - 1;
    return strcmp(profile->objects[profile->nodes[node].object].path,
                  TARE_PROFILE_LOST) == 0;
}

static void find_doubts(struct tare_heap *heap,
                        const struct tare_profile *profile,
                        const struct tare_profile_launch *launch)
{
    double lost = (double)launch->lost;
    double all = fmax(lost + (double)heap->sum.blocks, 1);

    for (size_t i = 0; i < launch->site_count; i++)
        if (is_lost(profile, launch->sites[i].node))
            lost += (double)launch->sites[i].blocks;
    heap->lost = lost / all;
    heap->guessed = fmin((double)launch->guessed / all, 1);
}

static void find_ways(struct tare_heap *heap,
                      const struct tare_profile *profile,
                      const struct tare_profile_launch *launch, int by_lines)
{
    for (size_t i = 0; i < launch->site_count; i++) {
        struct tare_way *way = TARE_ADD(heap->items, heap->count);
        size_t node = launch->sites[i].node;

        *way =
            (struct tare_way){ .name = name_way(profile, node),
                               .line = by_lines ? profile->nodes[node].line : 0,
                               .sum = launch->sites[i] };
        add(&heap->sum, &way->sum);
    }
    if (heap->count > 0)
        qsort(heap->items, heap->count, sizeof *heap->items, by_name);
    merge(heap);
}

/* ---- launches ------------------------------------------------------------ */

static int is_same(double a, double b)
{
    return fabs(a - b) <= ROUNDING * fmax(fabs(a), fabs(b));
}

static int agrees(const struct tare_heap *a, const struct tare_heap *b)
{
    if (a->count != b->count)
        return 0;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].name, b->items[i].name) != 0 ||
            !is_same((double)a->items[i].sum.blocks / a->iterations,
                     (double)b->items[i].sum.blocks / b->iterations) ||
            !is_same((double)a->items[i].sum.bytes / a->iterations,
                     (double)b->items[i].sum.bytes / b->iterations))
            return 0;
    return 1;
}

static void find_in(struct tare_heap *heap, const struct tare_profile *profile,
                    size_t launch, int by_lines)
{
    *heap = (struct tare_heap){
        .iterations = fmax((double)profile->launches[launch].iterations, 1)
    };
    find_ways(heap, profile, &profile->launches[launch], by_lines);
    find_doubts(heap, profile, &profile->launches[launch]);
}

void tare_heap_find(struct tare_heap *heap, const struct tare_case *c,
                    int by_lines)
{
    const struct tare_profile *profile = &c->heap;

    *heap = (struct tare_heap){ 0 };
    if (profile->launch_count == 0)
        return;
    find_in(heap, profile, 0, by_lines);
    for (size_t i = 1; i < profile->launch_count; i++) {
        struct tare_heap other;

        find_in(&other, profile, i, by_lines);
        heap->differs |= !agrees(heap, &other);
        tare_heap_release(&other);
    }
    if (heap->count > 0)
        qsort(heap->items, heap->count, sizeof *heap->items, by_bytes);
}

void tare_heap_release(struct tare_heap *heap)
{
    for (size_t i = 0; i < heap->count; i++)
        free(heap->items[i].name);
    free(heap->items);
    *heap = (struct tare_heap){ 0 };
}

/* ---- a view -------------------------------------------------------------- */

/* The first launch, as often as it takes to see that nothing varies.  Returned. */
static struct tare_profile_launch *
view_launches(const struct tare_profile_launch *launch)
{
    struct tare_profile_launch *launches =
        tare_alloc(VIEW_LAUNCHES, sizeof *launches);

    for (size_t i = 0; i < VIEW_LAUNCHES; i++) {
        launches[i].iterations = launch->iterations;
        for (size_t k = 0; k < launch->site_count; k++)
            *TARE_ADD(launches[i].counts, launches[i].count) =
                (struct tare_profile_count){ .node = launch->sites[k].node,
                                             .looks = launch->sites[k].bytes };
    }
    return launches;
}

struct tare_case tare_heap_view(const struct tare_case *c)
{
    struct tare_case view = { .identity = c->identity, .side = c->side };
    struct tare_measure *time = TARE_ADD(view.measures, view.measure_count);
    struct tare_heap heap;
    double bytes;

    if (c->heap.launch_count == 0)
        return view;
    tare_heap_find(&heap, c, 0);
    bytes = (double)heap.sum.bytes / heap.iterations;
    tare_heap_release(&heap);
    view.profile = c->heap;
    view.profile.launches = view_launches(c->heap.launches);
    view.profile.launch_count = VIEW_LAUNCHES;
    *time = (struct tare_measure){ .name = (char *)"time",
                                   .unit = (char *)"B",
                                   .has_estimate = 1,
                                   .estimate = { bytes, bytes, bytes, 0 } };
    return view;
}

void tare_heap_view_release(struct tare_case *view)
{
    for (size_t i = 0; i < view->profile.launch_count; i++)
        free(view->profile.launches[i].counts);
    free(view->profile.launches);
    free(view->measures);
    *view = (struct tare_case){ 0 };
}

/* ---- two sides ----------------------------------------------------------- */

static void add_change(struct tare_heap_changes *changes, const char *name,
                       double blocks, double bytes)
{
    changes->sum.blocks += blocks;
    changes->sum.bytes += bytes;
    *TARE_ADD(changes->items, changes->count) =
        (struct tare_heap_change){ tare_strdup(name), blocks, bytes };
}

static const struct tare_way *find_way(const struct tare_heap *heap,
                                       const char *name)
{
    for (size_t i = 0; i < heap->count; i++)
        if (strcmp(heap->items[i].name, name) == 0)
            return &heap->items[i];
    return NULL;
}

/* Ways of the one that the other has otherwise; sign: -1 for those of the old side,
 * of which only those that are gone are left to tell. */
static void add_changes(struct tare_heap_changes *changes,
                        const struct tare_heap *heap,
                        const struct tare_heap *other, int sign)
{
    for (size_t i = 0; i < heap->count; i++) {
        const struct tare_way *way = &heap->items[i];
        const struct tare_way *same = find_way(other, way->name);
        double blocks = (double)way->sum.blocks / heap->iterations;
        double bytes = (double)way->sum.bytes / heap->iterations;

        if (same != NULL && sign < 0)
            continue;
        if (same != NULL) {
            blocks -= (double)same->sum.blocks / other->iterations;
            bytes -= (double)same->sum.bytes / other->iterations;
        }
        if (fabs(blocks) > ROUNDING || fabs(bytes) > ROUNDING)
            add_change(changes, way->name, sign * blocks, sign * bytes);
    }
}

static int by_size(const void *a, const void *b)
{
    const struct tare_heap_change *x = a, *y = b;
    double more = fabs(x->bytes), less = fabs(y->bytes);

    if (more < less || more > less)
        return more < less ? 1 : -1;
    return strcmp(x->name, y->name);
}

void tare_heap_compare(struct tare_heap_changes *changes,
                       const struct tare_case *before,
                       const struct tare_case *now)
{
    struct tare_heap sides[2];

    *changes = (struct tare_heap_changes){ 0 };
    tare_heap_find(&sides[0], before, 0);
    tare_heap_find(&sides[1], now, 0);
    changes->differs = sides[0].differs || sides[1].differs;
    if (sides[0].iterations > 0 && sides[1].iterations > 0 &&
        !changes->differs) {
        add_changes(changes, &sides[1], &sides[0], 1);
        add_changes(changes, &sides[0], &sides[1], -1);
    }
    if (changes->count > 0)
        qsort(changes->items, changes->count, sizeof *changes->items, by_size);
    tare_heap_release(&sides[0]);
    tare_heap_release(&sides[1]);
}

void tare_heap_changes_release(struct tare_heap_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        free(changes->items[i].name);
    free(changes->items);
    *changes = (struct tare_heap_changes){ 0 };
}
