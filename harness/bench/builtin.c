/* SPDX-License-Identifier: MIT */
/* Plain integer C, compiled with flags of its own (Makefile), and results go
 * through the barrier: a kernel is worth something only as long as its machine
 * code stays what it is. */
#include "harness/bench/builtin.h"

#include <stdlib.h>

#include "harness/bench/registry.h"
#include "harness/include/tare.h"
#include "harness/machine/cpu.h"
#include "stats/rng.h"
#include "store/alloc.h"

enum {
    CHAIN_STEPS = 256,
    HASH_WORDS = 2048, /* 16 KiB */
    CHASE_STEPS = 64,
    CHASE_L2_DEFAULT = 1 << 20, /* where the system does not tell */
    CHASE_L2_MAX = 16 << 20,
    STREAM_WORDS = 1 << 20, /* 8 MiB ... */
    STREAM_BLOCK = 1 << 13, /* ... of which an iteration sums 64 KiB */
    BRANCHES_WORDS = 1 << 12
};

/* An odd number without any pattern in its bits (2^64 over the golden ratio). */
#define FACTOR 0x9e3779b97f4a7c15u

/* The same numbers in every launch of every version.  The caller frees. */
static uint64_t *random_words(size_t count)
{
    uint64_t *words = tare_alloc(count, sizeof *words);
    struct tare_rng rng;

    tare_rng_seed(&rng, FACTOR);
    for (size_t i = 0; i < count; i++)
        words[i] = tare_rng_next(&rng);
    return words;
}

/* ---- the kernels --------------------------------------------------------- */

static void empty(struct tare *t)
{
    TARE_LOOP(t) {
    }
}

/* How fast the core computes: latency of multiplication, nothing else. */
static void chain(struct tare *t)
{
    uint64_t x = FACTOR;

    TARE_LOOP(t)
        for (int i = 0; i < CHAIN_STEPS; i++)
            x = tare_black_box(x * FACTOR);
}

/* Each unit of work waits for the one before, and the first for the last of
 * the iteration before, so that time is proportional to work. */
static void hash(struct tare *t)
{
    uint64_t work = (uint64_t)tare_arg(t, "work");
    uint64_t *words = random_words(HASH_WORDS);
    uint64_t h = FACTOR;

    TARE_LOOP(t) {
        for (uint64_t i = 0; i < work; i++)
            h = (h ^ words[i % HASH_WORDS]) * FACTOR;
        h = tare_black_box(h);
    }
    free(words);
}

/* A cache line that leads to another. */
struct stop {
    struct stop *next;
    char rest[64 - sizeof(struct stop *)];
};

static size_t level_two_bytes(void)
{
    long bytes = tare_cpu_cache_bytes(2);

    if (bytes <= 0)
        return CHASE_L2_DEFAULT;
    return bytes < CHASE_L2_MAX ? (size_t)bytes : CHASE_L2_MAX;
}

/* One cycle through all stops (Sattolo 1986).  The caller frees. */
static struct stop *random_cycle(size_t count)
{
    struct stop *stops = tare_alloc(count, sizeof *stops);
    struct tare_rng rng;

    tare_rng_seed(&rng, FACTOR);
    for (size_t i = 0; i < count; i++)
        stops[i].next = &stops[i];
    for (size_t i = count - 1; i > 0; i--) {
        struct stop *other = &stops[tare_rng_below(&rng, (uint32_t)i)];
        struct stop *next = other->next;

        other->next = stops[i].next;
        stops[i].next = next;
    }
    return stops;
}

/* Latency of the second cache level. */
static void chase(struct tare *t)
{
    struct stop *stops = random_cycle(level_two_bytes() / 2 / sizeof *stops);
    struct stop *at = stops;

    TARE_LOOP(t) {
        for (int i = 0; i < CHASE_STEPS; i++)
            at = at->next;
        at = tare_black_box(at);
    }
    free(stops);
}

/* Bandwidth, of memory or of the last cache level. */
static void stream(struct tare *t)
{
    uint64_t *words = random_words(STREAM_WORDS);
    uint64_t sum = 0;
    size_t block = 0;

    TARE_LOOP(t) {
        for (size_t i = 0; i < STREAM_BLOCK; i++)
            sum += words[block + i];
        block = (block + STREAM_BLOCK) % STREAM_WORDS;
        sum = tare_black_box(sum);
    }
    free(words);
}

/* The price of wrong guesses: a coin for each branch, and so many of them that
 * no predictor remembers.  The barriers keep the branches branches. */
static void branches(struct tare *t)
{
    uint64_t *words = random_words(BRANCHES_WORDS);
    uint64_t heads = 0, tails = 0;
    size_t at = 0;

    TARE_LOOP(t) {
        uint64_t coins = words[at];

        at = (at + 1) % BRANCHES_WORDS;
        for (int i = 0; i < 64; i++) {
            if (coins >> i & 1)
                heads = tare_black_box(heads + 1);
            else
                tails = tare_black_box(tails + 1);
        }
    }
    free(words);
}

/* ---- as benchmarks ------------------------------------------------------- */

static const struct tare_build_ how = { TARE_BUILD_MEMBERS_ };

#define BUILTIN(kernel)                                                        \
    {                                                                          \
        &(const struct tare_def){ .run = (kernel),                             \
                                  .group = "tare",                             \
                                  .name = #kernel },                           \
            #kernel, NULL, 0, &how, NULL                                       \
    }

static const struct tare_entry_ builtins[TARE_BUILTINS] = {
    [TARE_BUILTIN_EMPTY] = BUILTIN(empty),
    [TARE_BUILTIN_CHAIN] = BUILTIN(chain),
    [TARE_BUILTIN_HASH] = BUILTIN(hash),
    [TARE_BUILTIN_CHASE] = BUILTIN(chase),
    [TARE_BUILTIN_STREAM] = BUILTIN(stream),
    [TARE_BUILTIN_BRANCHES] = BUILTIN(branches),
};

/* The work is an argument, but no part of the id: the sides of a control are
 * two versions of one case. */
static void set_work(struct tare_identity *identity, enum tare_builtin which,
                     uint64_t work)
{
    if (which != TARE_BUILTIN_HASH)
        return;
    identity->args[0].name = tare_strdup("work");
    identity->args[0].number = (double)(work > 0 ? work : TARE_BUILTIN_WORK);
    identity->arg_count = 1;
}

const struct tare_entry_ *tare_builtin_entry(size_t entry, uint64_t work,
                                             struct tare_identity *identity)
{
    size_t which = SIZE_MAX - entry;

    if (which >= TARE_BUILTINS)
        return NULL;
    tare_registry_identity(&builtins[which], 0, identity);
    set_work(identity, (enum tare_builtin)which, work);
    return &builtins[which];
}

int tare_builtin_is(const struct tare_suite_case *c)
{
    return SIZE_MAX - c->entry < TARE_BUILTINS;
}

void tare_builtin_case(struct tare_suite_case *c, enum tare_builtin which,
                       uint64_t work, size_t binary)
{
    tare_suite_describe(c, &builtins[which], SIZE_MAX - which, work);
    set_work(&c->identity, which, work);
    c->binary = binary;
}
