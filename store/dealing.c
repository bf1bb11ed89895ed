/* SPDX-License-Identifier: MIT */
#include "store/dealing.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

/* A case costs at least this: of many that cost nothing, each has its share. */
#define STEP_S 0.01

/* A case; then all cases of a key. */
struct card {
    const char *key;
    double steps; /* the cost; negative: not known */
    size_t index; /* of the first case */
};

/* Fowler, Noll, Vo: offset basis and prime for 64 bits. */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037u;

    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return hash;
}

void tare_deal_by_hash(char *const *keys, size_t count, unsigned shards,
                       unsigned *shard_of)
{
    for (size_t i = 0; i < count; i++)
        shard_of[i] = (unsigned)(hash_of(keys[i]) % shards);
}

static int by_cost(const void *a, const void *b)
{
    const struct card *x = a, *y = b;
    int order = (x->steps < y->steps) - (x->steps > y->steps);

    return order != 0 ? order : strcmp(x->key, y->key);
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

static int by_key(const void *a, const void *b)
{
    const struct card *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Of each key one card, and of each case which one. */
static size_t stack(struct card *cards, size_t count, size_t *first)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && strcmp(cards[kept - 1].key, cards[i].key) == 0)
            cards[kept - 1].steps += cards[i].steps;
        else
            cards[kept++] = cards[i];
        first[cards[i].index] = cards[kept - 1].index;
    }
    return kept;
}

void tare_deal_by_cost(char *const *keys, const double *costs_s, size_t count,
                       unsigned shards, unsigned *shard_of)
{
    struct card *cards = tare_alloc(count, sizeof *cards);
    double *loads = tare_alloc(shards, sizeof *loads);
    size_t *first = tare_alloc(count, sizeof *first), kept;

    for (size_t i = 0; i < count; i++)
        cards[i] = (struct card){
            keys[i], costs_s[i] < 0 ? -1 : fmax(1, round(costs_s[i] / STEP_S)),
            i
        };
    qsort(cards, count, sizeof *cards, by_cost);
    fill_in(cards, count);
    qsort(cards, count, sizeof *cards, by_key);
    kept = stack(cards, count, first);
    qsort(cards, kept, sizeof *cards, by_cost);
    for (size_t i = 0; i < kept; i++) {
        unsigned shard = least(loads, shards);

        loads[shard] += cards[i].steps;
        shard_of[cards[i].index] = shard;
    }
    for (size_t i = 0; i < count; i++)
        shard_of[i] = shard_of[first[i]];
    free(first);
    free(loads);
    free(cards);
}
