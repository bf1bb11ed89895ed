/* SPDX-License-Identifier: MIT */
/* The table of live blocks, against a plain array. */
#include "harness/meters/live_blocks.h"

#include "stats/rng.h"
#include "tests/test.h"

enum {
    PLACES = 5000,
    STEPS = 200000
};

static char room[PLACES * 16];

static const void *place(size_t i)
{
    return &room[16 * i];
}

TEST(blocks_come_and_go_in_any_order)
{
    static size_t sizes[PLACES]; /* 0: not there */
    struct tare_live_blocks blocks = { 0 };
    struct tare_rng rng;
    size_t count = 0;

    tare_rng_seed(&rng, 1);
    for (size_t step = 1; step <= STEPS && test_failures == 0; step++) {
        size_t i = tare_rng_below(&rng, PLACES);
        struct tare_live_block block = { .at = place(i), .size = step };

        if (tare_rng_below(&rng, 2) == 0) {
            count += sizes[i] == 0;
            sizes[i] = step;
            tare_live_blocks_add(&blocks, &block);
        } else if (sizes[i] == 0) {
            CHECK_INT(tare_live_blocks_take(&blocks, place(i), &block), -1);
        } else {
            CHECK_INT(tare_live_blocks_take(&blocks, place(i), &block), 0);
            CHECK_INT(block.size, sizes[i]);
            sizes[i] = 0;
            count--;
        }
        CHECK_INT(blocks.count, count);
    }
    tare_live_blocks_clear(&blocks);
    CHECK_INT(blocks.count, 0);
}

TEST(an_empty_one_has_nothing)
{
    struct tare_live_blocks blocks = { 0 };
    struct tare_live_block block;

    CHECK_INT(tare_live_blocks_take(&blocks, room, &block), -1);
}

TESTS(RUN(blocks_come_and_go_in_any_order), RUN(an_empty_one_has_nothing))
