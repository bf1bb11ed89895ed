/* SPDX-License-Identifier: MIT */
/* What the caches and the branch predictor know, and what that is worth: the
 * same work warm and cold, and on inputs that are new each time. */
#include <tare.h>

#include <stdio.h>

#define EACH_STATE                                                             \
    .state = TARE_WARM | TARE_COLD_DATA | TARE_COLD, .contest_by = "state"

enum {
    LINE_WORDS = 64 / sizeof(uint64_t),
    LINES = 1 << 14, /* 1 MiB */
    WORDS = LINES * LINE_WORDS,
    KEYS = 1 << 12,
    FEW = 16
};

/* ---- caches -------------------------------------------------------------- */

static uint64_t memory[WORDS] __attribute__((aligned(64)));

static void sum(struct tare *t)
{
    for (size_t i = 0; i < WORDS; i++)
        memory[i] = i;
    tare_bytes(t, sizeof memory);
    TARE_LOOP(t) {
        uint64_t total = 0;

        for (size_t i = 0; i < WORDS; i++)
            total += memory[i];
        tare_black_box(total);
        tare_clobber();
    }
}
TARE_BENCH(sum, .group = "state", EACH_STATE);

/* A walk through the lines, each of which tells where the next one is. */
static void walk(struct tare *t, const size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memory[order[i] * LINE_WORDS] = order[(i + 1) % count] * LINE_WORDS;
    tare_items(t, count);
    TARE_LOOP(t) {
        uint64_t at = tare_black_box(order[0] * LINE_WORDS);

        for (size_t i = 0; i < count; i++)
            at = memory[at];
        tare_black_box(at);
    }
}

/* In the order of their addresses, which prefetchers see coming. */
static void walk_along(struct tare *t)
{
    static size_t order[LINES];

    for (size_t i = 0; i < LINES; i++)
        order[i] = i;
    walk(t, order, LINES);
}
TARE_BENCH(walk_along, .group = "state", .name = "walk along", EACH_STATE);

/* In random order, so that each step waits for memory; every other line, because
 * processors fetch two at once. */
static void walk_across(struct tare *t)
{
    static size_t order[LINES / 2];

    for (size_t i = 0; i < LINES / 2; i++) {
        size_t other = tare_random(t) % (i + 1);

        order[i] = order[other];
        order[other] = 2 * i;
    }
    walk(t, order, LINES / 2);
}
TARE_BENCH(walk_across, .group = "state", .name = "walk across", EACH_STATE);

/* Little data, and code from all over the C library. */
static void format(struct tare *t)
{
    char text[64];

    TARE_LOOP(t) {
        snprintf(text, sizeof text, "%.10g", tare_black_box(3.14159));
        tare_black_box(text);
    }
}
TARE_BENCH(format, .group = "state", EACH_STATE);

/* ---- predictors ---------------------------------------------------------- */

static uint32_t keys[KEYS];

static size_t find_by_branches(uint32_t key)
{
    size_t low = 0, high = KEYS;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (keys[middle] < key)
            low = tare_black_box(middle + 1); /* or there would be no branch */
        else
            high = middle;
    }
    return low;
}

static size_t find_by_sums(uint32_t key)
{
    size_t low = 0;

    for (size_t half = KEYS / 2; half > 0; half /= 2)
        low += (keys[low + half - 1] < key) * half;
    return low;
}

static void fill_keys(void)
{
    for (uint32_t i = 0; i < KEYS; i++)
        keys[i] = i << 20;
}

static void draw_key(struct tare *t, void *key, void *context)
{
    (void)context;
    *(uint32_t *)key = (uint32_t)tare_random(t);
}

static void draw_few(struct tare *t, uint32_t *few)
{
    for (size_t i = 0; i < FEW; i++)
        draw_key(t, &few[i], NULL);
}

/* With keys that are always new, and with a few that repeat, as one might write
 * it. */
#define SEARCH(find, how)                                                      \
    static void find##_new(struct tare *t)                                     \
    {                                                                          \
        fill_keys();                                                           \
        TARE_LOOP_INPUTS(t, uint32_t, key, draw_key, NULL)                     \
        tare_black_box(find(*key));                                            \
    }                                                                          \
    TARE_BENCH(find##_new, .group = "new keys", .name = how);                  \
    static void find##_few(struct tare *t)                                     \
    {                                                                          \
        uint32_t few[FEW];                                                     \
        size_t at = 0;                                                         \
                                                                               \
        fill_keys();                                                           \
        draw_few(t, few);                                                      \
        TARE_LOOP(t) {                                                         \
            tare_black_box(find(tare_black_box(few[at])));                     \
            at = (at + 1) % FEW;                                               \
        }                                                                      \
    }                                                                          \
    TARE_BENCH(find##_few, .group = "16 keys", .name = how)

SEARCH(find_by_branches, "branches");
SEARCH(find_by_sums, "sums");

TARE_MAIN();
