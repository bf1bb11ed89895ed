/* SPDX-License-Identifier: MIT */
/*
 * The format of Callgrind, for KCachegrind, QCachegrind and callgrind_annotate:
 * the time of each line, and of each call.  A case is a function that calls the
 * one with its loop.  Through a function that calls itself an arc counts each
 * moment once.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "report/export/export_formats.h"
#include "report/export/profile_stacks.h"
#include "report/terminal/text.h"
#include "store/alloc.h"
#include "store/hotspots.h"

/* Beside the numbers of functions, of which 0 is what is not known. */
#define CASE SIZE_MAX       /* calls the function with the loop */
#define OWN  (SIZE_MAX - 1) /* what a function takes itself */

enum {
    COSTS_LEAST = 65536
};

/* From one function to another, at a line of the one; found in one stack, or in
 * several, which are not told apart any more. */
struct cost {
    size_t from, to;
    int line;
    uint64_t looks;
    size_t stack; /* plus 1 */
};

struct costs {
    struct cost *items;
    size_t count, merged;
};

static int by_place(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->stack > y->stack) - (x->stack < y->stack);
}

static int is_one_place(const struct cost *a, const struct cost *b)
{
    return a->from == b->from && a->to == b->to && a->line == b->line;
}

/* Costs at one place become one; a stack that passes there twice counts once. */
static void merge(struct costs *costs)
{
    size_t kept = 0, last = 0;

    if (costs->count > 0)
        qsort(costs->items, costs->count, sizeof *costs->items, by_place);
    for (size_t i = 0; i < costs->count; i++) {
        const struct cost cost = costs->items[i];

        if (kept == 0 || !is_one_place(&costs->items[kept - 1], &cost))
            costs->items[kept++] = cost;
        else if (cost.stack != last)
            costs->items[kept - 1].looks += cost.looks;
        last = cost.stack;
    }
    for (size_t i = 0; i < kept; i++)
        costs->items[i].stack = 0;
    costs->count = costs->merged = kept;
}

static void add_stack(struct costs *costs, const struct tare_stacks *stacks,
                      size_t node)
{
    const struct tare_profile_node *nodes = stacks->profile->nodes;
    struct cost cost = { .to = OWN,
                         .looks = stacks->looks[node],
                         .stack = node + 1 };

    for (size_t at = node + 1; at > 0; at = nodes[at - 1].parent) {
        cost.from = nodes[at - 1].function;
        cost.line = nodes[at - 1].line;
        *TARE_ADD(costs->items, costs->count) = cost;
        cost.to = cost.from;
    }
    cost.from = CASE;
    cost.line = 0;
    *TARE_ADD(costs->items, costs->count) = cost;
    if (costs->count > 2 * costs->merged + COSTS_LEAST)
        merge(costs);
}

static void name_function(struct tare_buf *name,
                          const struct tare_stacks *stacks, size_t function)
{
    struct tare_buf said = { 0 };

    if (function == CASE)
        tare_buf_puts(&said, stacks->c->identity.id);
    else
        tare_hotspot_name(&said, stacks->profile, function);
    tare_text_show(name, tare_buf_text(&said));
    tare_buf_release(&said);
}

/* Three lines that say which function: with a "c" before, the one called. */
static void put_function(FILE *stream, const struct tare_stacks *stacks,
                         size_t function, const char *before)
{
    const struct tare_profile *profile = stacks->profile;
    const struct tare_profile_function *known =
        function > 0 && function < OWN ? &profile->functions[function - 1]
                                       : NULL;
    struct tare_buf name = { 0 }, object = { 0 }, file = { 0 };

    name_function(&name, stacks, function);
    tare_text_show(&object, known != NULL ? profile->objects[known->object].path
                            : function == CASE ? "tare"
                                               : "???");
    tare_text_show(&file,
                   known != NULL && known->file != NULL ? known->file : "???");
    fprintf(stream, "%sob=%s\n%s=%s\n%sfn=%s\n", before, tare_buf_text(&object),
            before[0] != '\0' ? "cfi" : "fl", tare_buf_text(&file), before,
            tare_buf_text(&name));
    tare_buf_release(&name);
    tare_buf_release(&object);
    tare_buf_release(&file);
}

static double ns_of(const struct tare_stacks *stacks, uint64_t looks)
{
    return round((double)looks * stacks->period_ns);
}

/* All that functions take themselves. */
static double put_costs(FILE *stream, const struct tare_stacks *stacks,
                        const struct costs *costs)
{
    double total = 0;

    for (size_t i = 0; i < costs->count; i++) {
        const struct cost *cost = &costs->items[i];
        double ns = ns_of(stacks, cost->looks);

        if (i == 0 || cost->from != costs->items[i - 1].from)
            put_function(stream, stacks, cost->from, "");
        if (cost->to != OWN) {
            put_function(stream, stacks, cost->to, "c");
            fputs("calls=1 0\n", stream);
        }
        fprintf(stream, "%d %.0f\n", cost->line, ns);
        total += cost->to == OWN ? ns : 0;
    }
    return total;
}

static double put_case(FILE *stream, const struct tare_case *c)
{
    struct tare_stacks stacks;
    struct costs costs = { 0 };
    double total;

    tare_stacks_open(&stacks, c, TARE_STACKS_TIME);
    for (size_t i = 0; i < c->profile.node_count; i++)
        if (stacks.looks[i] > 0)
            add_stack(&costs, &stacks, i);
    merge(&costs);
    total = put_costs(stream, &stacks, &costs);
    free(costs.items);
    tare_stacks_close(&stacks);
    return total;
}

void tare_export_callgrind(const struct tare_export_input *input, FILE *stream)
{
    double total = 0;

    fputs("# callgrind format\nversion: 1\ncreator: tare\npositions: line\n"
          "event: ns : Nanoseconds\nevents: ns\n",
          stream);
    for (size_t i = 0; i < input->run->case_count; i++)
        if (tare_stacks_has(&input->run->cases[i], TARE_STACKS_TIME))
            total += put_case(stream, &input->run->cases[i]);
    fprintf(stream, "totals: %.0f\n", total);
}
