/* SPDX-License-Identifier: MIT */
#include "store/heap_moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"
#include "store/buf.h"

#define ROUNDING 1e-9 /* of a byte */

/* The one of that name, made when missing. */
static struct tare_move *move_of(struct tare_moves *moves, char *name)
{
    for (size_t i = 0; i < moves->count; i++)
        if (strcmp(moves->items[i].name, name) == 0) {
            free(name);
            return &moves->items[i];
        }
    *TARE_ADD(moves->items, moves->count) = (struct tare_move){ .name = name };
    return &moves->items[moves->count - 1];
}

static void add_side(struct tare_moves *moves, const struct tare_case *c,
                     int is_new)
{
    const struct tare_profile_launch *launch = c->profile.launches;

    for (size_t i = 0; i < launch->count; i++) {
        size_t function = c->profile.nodes[launch->counts[i].node].function;
        struct tare_buf name = { 0 };
        struct tare_move *move;

        tare_move_name(&name, &c->profile, function);
        move = move_of(moves, tare_buf_detach(&name));
        move->functions[is_new] = function;
        move->ns[is_new] += (double)launch->counts[i].looks /
                            fmax((double)launch->iterations, 1);
    }
}

static int by_size(const void *a, const void *b)
{
    const struct tare_move *x = a, *y = b;
    double more = fabs(x->change_ns.value), less = fabs(y->change_ns.value);

    if (more < less || more > less)
        return more < less ? 1 : -1;
    return strcmp(x->name, y->name);
}

static void settle(struct tare_moves *moves)
{
    for (size_t i = 0; i < moves->count; i++) {
        struct tare_move *move = &moves->items[i];
        double change = move->ns[1] - move->ns[0];

        move->change_ns = (struct tare_band){ change, change, change, 0 };
        move->is_shown = fabs(change) > ROUNDING;
        moves->shown += move->is_shown != 0;
        moves->change_ns.value += change;
    }
    moves->change_ns.low = moves->change_ns.high = moves->change_ns.value;
    if (moves->count > 0)
        qsort(moves->items, moves->count, sizeof *moves->items, by_size);
}

void tare_heap_moves(struct tare_moves *moves, const struct tare_case *old,
                     const struct tare_case *new)
{
    *moves = (struct tare_moves){ 0 };
    if (old->profile.launch_count == 0 || new->profile.launch_count == 0)
        return;
    add_side(moves, old, 0);
    add_side(moves, new, 1);
    settle(moves);
}
