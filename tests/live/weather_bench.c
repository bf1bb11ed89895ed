/* SPDX-License-Identifier: MIT */
/* Twelve kernels of different needs, and two whose launches differ by
 * themselves: what make live-weather measures under a neighbour. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tare.h"

enum {
    SMALL = 1024,
    LARGE = 100000,
    COPIED = 64 << 10
};

static uint32_t *make_words(size_t count)
{
    uint32_t *words = malloc(count * sizeof *words), x = 1;

    for (size_t i = 0; i < count; i++)
        words[i] = x = x * 1664525u + 1013904223u;
    return words;
}

static unsigned fib(unsigned n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void fib20(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(fib(tare_black_box(20u)));
}
TARE_BENCH(fib20);

static void multiply(struct tare *t)
{
    uint64_t x = 3;

    TARE_LOOP(t)
        for (int i = 0; i < 1000; i++)
            x = tare_black_box(x * 0x9e3779b97f4a7c15u);
}
TARE_BENCH(multiply);

static uint64_t sum(const uint32_t *words, size_t count)
{
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += words[i];
    return total;
}

static void sum1k(struct tare *t)
{
    uint32_t *words = make_words(SMALL);

    TARE_LOOP(t)
        tare_black_box(sum(tare_black_box(words), SMALL));
    free(words);
}
TARE_BENCH(sum1k);

static void sum100k(struct tare *t)
{
    uint32_t *words = make_words(LARGE);

    TARE_LOOP(t)
        tare_black_box(sum(tare_black_box(words), LARGE));
    free(words);
}
TARE_BENCH(sum100k);

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void sort1k(struct tare *t)
{
    uint32_t *words = make_words(SMALL), *copy = malloc(SMALL * sizeof *copy);

    TARE_LOOP(t) {
        memcpy(copy, words, SMALL * sizeof *copy);
        qsort(copy, SMALL, sizeof *copy, compare);
        tare_black_box(copy[7]);
    }
    free(words);
    free(copy);
}
TARE_BENCH(sort1k);

static void copy64k(struct tare *t)
{
    char *from = malloc(COPIED), *to = malloc(COPIED);

    memset(from, 1, COPIED);
    TARE_LOOP(t) {
        memcpy(tare_black_box(to), tare_black_box(from), COPIED);
        tare_black_box(to[9]);
    }
    free(from);
    free(to);
}
TARE_BENCH(copy64k);

static uint32_t *make_cycle(size_t count)
{
    uint32_t *next = malloc(count * sizeof *next), x = 7;

    for (size_t i = 0; i < count; i++)
        next[i] = (uint32_t)i;
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = (x = x * 1664525u + 1013904223u) % i;
        uint32_t other = next[j];

        next[j] = next[i];
        next[i] = other;
    }
    return next;
}

static void chase(struct tare *t, size_t count)
{
    uint32_t *next = make_cycle(count), at = 0;

    TARE_LOOP(t) {
        for (int i = 0; i < 1000; i++)
            at = next[at];
        tare_black_box(at);
    }
    free(next);
}

static void chase16k(struct tare *t)
{
    chase(t, 4096);
}
TARE_BENCH(chase16k);

static void chase1m(struct tare *t)
{
    chase(t, 256 << 10);
}
TARE_BENCH(chase1m);

static void malloc64(struct tare *t)
{
    TARE_LOOP(t) {
        void *blocks[16];

        for (int i = 0; i < 16; i++)
            blocks[i] = tare_black_box(malloc(64));
        for (int i = 0; i < 16; i++)
            free(blocks[i]);
    }
}
TARE_BENCH(malloc64);

static void branches(struct tare *t)
{
    uint32_t *words = make_words(SMALL * 4);
    uint64_t total = 0;

    TARE_LOOP(t) {
        for (size_t i = 0; i < SMALL * 4; i++)
            if (tare_black_box(words[i]) & 1u << 20)
                total ^= words[i];
            else
                total += i;
        tare_black_box(total);
    }
    free(words);
}
TARE_BENCH(branches);

static void parse(struct tare *t)
{
    static const char text[] = "12,345,6789,1,22,333,4444,55555,666666,7777777";

    TARE_LOOP(t) {
        const char *at = tare_black_box((const char *)text);
        long total = 0;

        for (char *end; *at != '\0'; at = *end == ',' ? end + 1 : end)
            total += strtol(at, &end, 10);
        tare_black_box(total);
    }
}
TARE_BENCH(parse);

static void divide(struct tare *t)
{
    uint64_t x = ~0ull;

    TARE_LOOP(t)
        for (int i = 0; i < 200; i++)
            x = ~0ull / tare_black_box((x & 1023) + 3);
}
TARE_BENCH(divide);

/* Launches that are slower by a fifth: decided in the set-up, as by an address
 * or the seed of a hash table. */
static void in_modes(struct tare *t, unsigned slow_percent)
{
    struct timespec now;
    unsigned long drawn;
    int steps;

    clock_gettime(CLOCK_REALTIME, &now);
    drawn = ((unsigned long)now.tv_nsec + (unsigned long)getpid() * 7919) *
            2654435761u;
    steps = drawn / 65536 % 100 < slow_percent ? 1200 : 1000;
    TARE_LOOP(t) {
        uint64_t x = 3;

        for (int i = 0; i < steps; i++)
            x = tare_black_box(x * 0x9e3779b97f4a7c15u);
    }
}

static void modes40(struct tare *t)
{
    in_modes(t, 40);
}
TARE_BENCH(modes40);

static void modes75(struct tare *t)
{
    in_modes(t, 75);
}
TARE_BENCH(modes75);

TARE_MAIN();
