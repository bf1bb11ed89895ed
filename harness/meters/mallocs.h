/* SPDX-License-Identifier: MIT */
/*
 * malloc() and its relatives, out of a heap of our own, and counting.  Blocks
 * from before are not ours: they are never given back, and moved when they are
 * to grow.
 *
 * What counts: every successful call that gives a block, realloc() included
 * whether it moves or not, with the bytes it asked for; free() never, nor
 * realloc() to nothing.  Live bytes are those asked for by all blocks that are
 * there.
 *
 * When it counts: a thread that takes part in the benchmark between its own
 * start and stop; any other thread while one of them is between.
 */
#ifndef TARE_HARNESS_MALLOCS_H
#define TARE_HARNESS_MALLOCS_H

#include <stddef.h>
#include <stdint.h>

struct tare_mallocs_count {
    uint64_t calls;
    uint64_t bytes;
    uint64_t peak; /* most live bytes while counting, less those at the first
                      start; never below 0 */
};

/* By a thread that takes part, around what counts. */
void tare_mallocs_start(void);
void tare_mallocs_stop(void);

/* What was counted since the last time, when all have stopped. */
struct tare_mallocs_count tare_mallocs_take(void);

/* Told of blocks, under the lock of the heap. */
struct tare_mallocs_watcher {
    /* One that counts; caller: what the call returns to; old: what it is instead
     * of, by realloc(), maybe at the same place; NULL: nothing. */
    void (*given)(void *block, size_t size, void *old, const void *caller);
    /* Any that is freed; does_count: when a new one would count. */
    void (*taken)(void *block, int does_count);
};

/* NULL: nobody is told. */
void tare_mallocs_watch(const struct tare_mallocs_watcher *watcher);

/* In place of the functions of those names, with the same arguments. */
void *tare_mallocs_malloc(size_t size);
void *tare_mallocs_calloc(size_t count, size_t size);
void *tare_mallocs_realloc(void *block, size_t size);
void *tare_mallocs_reallocarray(void *block, size_t count, size_t size);
void tare_mallocs_free(void *block);
void *tare_mallocs_memalign(size_t alignment, size_t size);
int tare_mallocs_posix_memalign(void **block, size_t alignment, size_t size);
void *tare_mallocs_valloc(size_t size);
void *tare_mallocs_pvalloc(size_t size);
size_t tare_mallocs_usable_size(void *block);

#endif
