/* SPDX-License-Identifier: MIT */
#include "store/dealing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

/* A case costs at least this: of many that cost nothing, each has its share. */
#define STEP_S 0.01

struct card {
    const char *id;
    double steps; /* its cost; negative: not known */
    size_t index;
};

/* Fowler, Noll, Vo: offset basis and prime for 64 bits. */
static uint64_t hash_of(const char *id)
{
    uint64_t hash = 14695981039346656037u;

    for (; *id != '\0'; id++)
        hash = (hash ^ (unsigned char)*id) * 1099511628211u;
    return hash;
}

void tare_deal_by_hash(char *const *ids, size_t count, unsigned shards,
                       unsigned *shard_of)
{
    for (size_t i = 0; i < count; i++)
        shard_of[i] = (unsigned)(hash_of(ids[i]) % shards);
}

static int by_cost(const void *a, const void *b)
{
    const struct card *x = a, *y = b;
    int order = (x->steps < y->steps) - (x->steps > y->steps);

    return order != 0 ? order : strcmp(x->id, y->id);
}

/* Sorted, those that are not known stand at the end. */
static void fill_in(struct card *cards, size_t count)
{
    size_t known = 0;

    while (known < count && cards[known].steps >= 0)
        known++;
    for (size_t i = known; i < count; i++)
        cards[i].steps = known > 0 ? cards[known / 2].steps : 1;
}

static unsigned least(const double *loads, unsigned shards)
{
    unsigned best = 0;

    for (unsigned i = 1; i < shards; i++)
        if (loads[i] < loads[best])
            best = i;
    return best;
}

void tare_deal_by_cost(char *const *ids, const double *costs_s, size_t count,
                       unsigned shards, unsigned *shard_of)
{
    struct card *cards = tare_alloc(count, sizeof *cards);
    double *loads = tare_alloc(shards, sizeof *loads);

    for (size_t i = 0; i < count; i++)
        cards[i] = (struct card){
            ids[i], costs_s[i] < 0 ? -1 : fmax(1, round(costs_s[i] / STEP_S)), i
        };
    qsort(cards, count, sizeof *cards, by_cost);
    fill_in(cards, count);
    qsort(cards, count, sizeof *cards, by_cost);
    for (size_t i = 0; i < count; i++) {
        unsigned shard = least(loads, shards);

        loads[shard] += cards[i].steps;
        shard_of[cards[i].index] = shard;
    }
    free(loads);
    free(cards);
}
