/* SPDX-License-Identifier: MIT */
#include "store/call_tree.h"

#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/hotspots.h"

/* ---- calls --------------------------------------------------------------- */

static size_t *first_of(struct tare_call_tree *tree, size_t parent)
{
    return parent > 0 ? &tree->items[parent - 1].child : &tree->root;
}

/* The call of that function below the parent (plus 1), made when missing; its
 * number plus 1. */
static size_t call_below(struct tare_call_tree *tree, size_t parent,
                         size_t function)
{
    struct tare_call *call;
    size_t at = *first_of(tree, parent);

    while (at > 0 && tree->items[at - 1].function != function)
        at = tree->items[at - 1].next;
    if (at > 0)
        return at;
    call = TARE_ADD(tree->items, tree->count);
    *call = (struct tare_call){ .function = function, .parent = parent };
    call->depth = parent > 0 ? tree->items[parent - 1].depth + 1 : 0;
    call->next = *first_of(tree, parent);
    tree->depth = call->depth + 1 > tree->depth ? call->depth + 1 : tree->depth;
    *first_of(tree, parent) = tree->count;
    return tree->count;
}

/* The call of each node, plus 1.  Returned. */
static size_t *find_calls(struct tare_call_tree *tree,
                          const struct tare_profile *profile)
{
    size_t *calls = tare_alloc(profile->node_count, sizeof *calls);

    for (size_t i = 0; i < profile->node_count; i++) {
        const struct tare_profile_node *node = &profile->nodes[i];
        size_t parent = node->parent > 0 ? calls[node->parent - 1] : 0;

        if (parent > 0 && tree->items[parent - 1].function == node->function) {
            tree->items[parent - 1].calls_itself |= node->inlined == 0;
            calls[i] = parent;
        } else {
            calls[i] = call_below(tree, parent, node->function);
        }
    }
    return calls;
}

/* ---- times --------------------------------------------------------------- */

/* Looks in each launch: the launches of a call are beside each other. */
static void set_times(struct tare_call_tree *tree, double *looks,
                      const double *all, size_t launches,
                      const struct tare_band *time, int is_total)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct tare_call *call = &tree->items[i];
        double share;
        struct tare_band band = tare_profile_time(&looks[i * launches], all,
                                                  launches, time, &share);

        *(is_total ? &call->total : &call->self) = share;
        *(is_total ? &call->total_ns : &call->self_ns) = band;
    }
}

static void count(struct tare_call_tree *tree,
                  const struct tare_profile *profile, const size_t *calls,
                  const struct tare_band *time)
{
    size_t launches = profile->launch_count;
    double *looks = tare_alloc(tree->count * launches, sizeof *looks);
    double *all = tare_alloc(launches, sizeof *all);

    for (size_t i = 0; i < launches; i++) {
        all[i] = tare_profile_unseen(&profile->launches[i]);
        for (size_t k = 0; k < profile->launches[i].count; k++) {
            const struct tare_profile_count *found =
                &profile->launches[i].counts[k];

            looks[(calls[found->node] - 1) * launches + i] +=
                (double)found->looks;
            all[i] += (double)found->looks;
        }
    }
    set_times(tree, looks, all, launches, time, 0);
    for (size_t i = tree->count; i-- > 0;)
        for (size_t k = 0; tree->items[i].parent > 0 && k < launches; k++)
            looks[(tree->items[i].parent - 1) * launches + k] +=
                looks[i * launches + k];
    set_times(tree, looks, all, launches, time, 1);
    free(looks);
    free(all);
}

/* ---- order --------------------------------------------------------------- */

struct named {
    char *name;
    size_t call; /* plus 1 */
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x->call > y->call) - (x->call < y->call);
}

/* So that the graphs of two builds can be laid beside each other. */
static void sort_below(struct tare_call_tree *tree, size_t parent,
                       const struct tare_profile *profile)
{
    struct named *items = NULL;
    size_t number = 0, *last = first_of(tree, parent);

    for (size_t at = *last; at > 0; at = tree->items[at - 1].next) {
        struct tare_buf name = { 0 };

        tare_hotspot_name(&name, profile, tree->items[at - 1].function);
        *TARE_ADD(items, number) = (struct named){ tare_buf_detach(&name), at };
    }
    if (number > 0)
        qsort(items, number, sizeof *items, by_name);
    for (size_t i = 0; i < number; i++) {
        *last = items[i].call;
        last = &tree->items[items[i].call - 1].next;
        free(items[i].name);
    }
    *last = 0;
    free(items);
}

/* ---- the tree ------------------------------------------------------------ */

void tare_call_tree_make(struct tare_call_tree *tree, const struct tare_case *c)
{
    const struct tare_measure *time = tare_case_measure(c, "time");
    size_t *calls;

    *tree = (struct tare_call_tree){ 0 };
    if (c->profile.launch_count == 0 || time == NULL || !time->has_estimate)
        return;
    calls = find_calls(tree, &c->profile);
    count(tree, &c->profile, calls, &time->estimate);
    for (size_t i = 0; i <= tree->count; i++)
        sort_below(tree, i, &c->profile);
    free(calls);
}

void tare_call_tree_release(struct tare_call_tree *tree)
{
    free(tree->items);
    *tree = (struct tare_call_tree){ 0 };
}
