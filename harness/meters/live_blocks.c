/* SPDX-License-Identifier: MIT */
#include "harness/meters/live_blocks.h"

#include <stdlib.h>

#include "store/alloc.h"

enum {
    FIRST_ROOM = 1024
};

/* Addresses are multiples of 16; the golden ratio spreads them. */
static size_t home_of(const struct tare_live_blocks *blocks, const void *at)
{
    uint64_t hash = ((uint64_t)(uintptr_t)at >> 4) * 0x9e3779b97f4a7c15u;

    return (size_t)(hash >> 32) & (blocks->room - 1);
}

/* Its place, or the free one where it would be. */
static size_t find(const struct tare_live_blocks *blocks, const void *at)
{
    size_t place = home_of(blocks, at);

    while (blocks->items[place].at != NULL && blocks->items[place].at != at)
        place = (place + 1) & (blocks->room - 1);
    return place;
}

static void grow(struct tare_live_blocks *blocks)
{
    struct tare_live_blocks more = { .room = blocks->room > 0 ? 2 * blocks->room
                                                              : FIRST_ROOM };

    more.items = tare_alloc(more.room, sizeof *more.items);
    for (size_t i = 0; i < blocks->room; i++)
        if (blocks->items[i].at != NULL)
            tare_live_blocks_add(&more, &blocks->items[i]);
    free(blocks->items);
    *blocks = more;
}

void tare_live_blocks_add(struct tare_live_blocks *blocks,
                          const struct tare_live_block *block)
{
    size_t place;

    if (2 * (blocks->count + 1) > blocks->room)
        grow(blocks);
    place = find(blocks, block->at);
    blocks->count += blocks->items[place].at == NULL;
    blocks->items[place] = *block;
}

/* Those behind it may have been put there because it was in their way. */
static void close_gap(struct tare_live_blocks *blocks, size_t gap)
{
    size_t mask = blocks->room - 1;

    for (size_t i = (gap + 1) & mask; blocks->items[i].at != NULL;
         i = (i + 1) & mask) {
        size_t home = home_of(blocks, blocks->items[i].at);

        if (((i - home) & mask) < ((i - gap) & mask))
            continue;
        blocks->items[gap] = blocks->items[i];
        gap = i;
    }
    blocks->items[gap].at = NULL;
}

int tare_live_blocks_take(struct tare_live_blocks *blocks, const void *at,
                          struct tare_live_block *block)
{
    size_t place = blocks->room > 0 ? find(blocks, at) : 0;

    if (blocks->room == 0 || blocks->items[place].at == NULL)
        return -1;
    *block = blocks->items[place];
    close_gap(blocks, place);
    blocks->count--;
    return 0;
}

void tare_live_blocks_clear(struct tare_live_blocks *blocks)
{
    free(blocks->items);
    *blocks = (struct tare_live_blocks){ 0 };
}
