/* SPDX-License-Identifier: MIT */
/*
 * Three hash functions over the same bytes: a group that compares
 * implementations over sizes, with throughput.
 */
#include <tare.h>

#include <stdlib.h>
#include <string.h>

typedef uint64_t (*hash_fn)(const unsigned char *bytes, size_t size);

static uint64_t fnv1a(const unsigned char *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t times31(const unsigned char *bytes, size_t size)
{
    uint64_t hash = 5381;

    for (size_t i = 0; i < size; i++)
        hash = hash * 31 + bytes[i];
    return hash;
}

/* Eight bytes at a time. */
static uint64_t words(const unsigned char *bytes, size_t size)
{
    uint64_t hash = size;
    uint64_t word = 0;

    for (; size >= 8; bytes += 8, size -= 8) {
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, bytes, size);
    return (hash ^ word) * 0x9e3779b97f4a7c15u;
}

static void measure(struct tare *t, hash_fn hash)
{
    size_t size = (size_t)tare_arg(t, "bytes");
    unsigned char *bytes = malloc(size);

    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * 7);
    tare_bytes(t, size);
    TARE_LOOP(t)
        tare_black_box(hash(tare_black_box(bytes), size));
    free(bytes);
}

static void bench_fnv1a(struct tare *t)
{
    measure(t, fnv1a);
}

static void bench_times31(struct tare *t)
{
    measure(t, times31);
}

static void bench_words(struct tare *t)
{
    measure(t, words);
}

TARE_BENCH(bench_fnv1a, .group = "hash", .name = "fnv1a",
           .args = TARE_VALUES("bytes", 16, 4096));
TARE_BENCH(bench_times31, .group = "hash", .name = "times31",
           .args = TARE_VALUES("bytes", 16, 4096));
TARE_BENCH(bench_words, .group = "hash", .name = "words",
           .args = TARE_VALUES("bytes", 16, 4096));

TARE_MAIN();
