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

/* From one function to another, by their numbers plus 1; or a line of one. */
struct cost {
    size_t from, to; /* to 0: its own */
    int line;
    uint64_t looks;
    size_t counted; /* the stack that it was counted for last */
};

struct costs {
    struct cost *items;
    size_t count;
};

static void add(struct costs *costs, struct cost wanted, size_t stack)
{
    struct cost *found;
    size_t i = 0;

    while (i < costs->count && !(costs->items[i].from == wanted.from &&
                                 costs->items[i].to == wanted.to &&
                                 costs->items[i].line == wanted.line))
        i++;
    if (i == costs->count)
        *TARE_ADD(costs->items, costs->count) =
            (struct cost){ wanted.from, wanted.to, wanted.line, 0, 0 };
    found = &costs->items[i];
    if (found->counted == stack && wanted.to > 0)
        return;
    found->counted = stack;
    found->looks += wanted.looks;
}

static void add_stack(struct costs *costs, const struct tare_stacks *stacks,
                      size_t node, size_t number)
{
    const struct tare_profile_node *nodes = stacks->profile->nodes;
    uint64_t looks = stacks->looks[node];

    add(costs,
        (struct cost){ nodes[node].function, 0, nodes[node].line, looks, 0 },
        number);
    for (size_t at = node + 1; nodes[at - 1].parent > 0;
         at = nodes[at - 1].parent) {
        const struct tare_profile_node *caller =
            &nodes[nodes[at - 1].parent - 1];

        add(costs,
            (struct cost){ caller->function, nodes[at - 1].function,
                           caller->line, looks, 0 },
            number);
    }
}

static int by_function(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Three lines that say which function: with a "c" before, the one called. */
static void put_function(FILE *stream, const struct tare_stacks *stacks,
                         size_t function, const char *before)
{
    const struct tare_profile *profile = stacks->profile;
    const struct tare_profile_function *known =
        function > 0 ? &profile->functions[function - 1] : NULL;
    struct tare_buf name = { 0 }, object = { 0 }, file = { 0 }, said = { 0 };

    tare_hotspot_name(&said, profile, function);
    tare_text_show(&name, tare_buf_text(&said));
    tare_text_show(&object, known != NULL ? profile->objects[known->object].path
                                          : "???");
    tare_text_show(&file,
                   known != NULL && known->file != NULL ? known->file : "???");
    fprintf(stream, "%sob=%s\n%s=%s\n%sfn=%s\n", before, tare_buf_text(&object),
            before[0] != '\0' ? "cfi" : "fl", tare_buf_text(&file), before,
            tare_buf_text(&name));
    tare_buf_release(&said);
    tare_buf_release(&name);
    tare_buf_release(&object);
    tare_buf_release(&file);
}

static double ns_of(const struct tare_stacks *stacks, uint64_t looks)
{
    return round((double)looks * stacks->period_ns);
}

static void put_costs(FILE *stream, const struct tare_stacks *stacks,
                      const struct costs *costs)
{
    for (size_t i = 0; i < costs->count; i++) {
        const struct cost *cost = &costs->items[i];

        if (i == 0 || cost->from != costs->items[i - 1].from)
            put_function(stream, stacks, cost->from, "");
        if (cost->to > 0) {
            put_function(stream, stacks, cost->to, "c");
            fputs("calls=1 0\n", stream);
        }
        fprintf(stream, "%d %.0f\n", cost->line, ns_of(stacks, cost->looks));
    }
}

static double put_case(FILE *stream, const struct tare_case *c)
{
    struct tare_stacks stacks;
    struct costs costs = { 0 };
    struct tare_buf id = { 0 };
    double total;

    tare_stacks_open(&stacks, c);
    for (size_t i = 0; i < c->profile.node_count; i++)
        if (stacks.looks[i] > 0)
            add_stack(&costs, &stacks, i, i + 1);
    if (costs.count > 0)
        qsort(costs.items, costs.count, sizeof *costs.items, by_function);
    total = ns_of(&stacks, stacks.all);
    tare_text_show(&id, c->identity.id);
    fprintf(stream, "ob=tare\nfl=???\nfn=%s\n", tare_buf_text(&id));
    put_function(stream, &stacks, c->profile.nodes[0].function, "c");
    fprintf(stream, "calls=1 0\n0 %.0f\n", total);
    put_costs(stream, &stacks, &costs);
    free(costs.items);
    tare_buf_release(&id);
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
        if (tare_stacks_has(&input->run->cases[i]))
            total += put_case(stream, &input->run->cases[i]);
    fprintf(stream, "totals: %.0f\n", total);
}
