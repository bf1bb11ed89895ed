/* SPDX-License-Identifier: MIT */
/* The blocks that are there, by their addresses, with what is known of each. */
#ifndef TARE_HARNESS_LIVE_BLOCKS_H
#define TARE_HARNESS_LIVE_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct tare_live_block {
    const void *at; /* NULL: a free place in the table */
    size_t site, size;
    uint64_t born; /* number of the allocation */
    unsigned sample;
};

/* All zero is empty. */
struct tare_live_blocks {
    struct tare_live_block *items; /* owned */
    size_t room, count; /* a power of two; at most half of it is used */
};

void tare_live_blocks_add(struct tare_live_blocks *blocks,
                          const struct tare_live_block *block);

/* Takes it out: 0; -1 where it is not there. */
int tare_live_blocks_take(struct tare_live_blocks *blocks, const void *at,
                          struct tare_live_block *block);
void tare_live_blocks_clear(struct tare_live_blocks *blocks);

#endif
