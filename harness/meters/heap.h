/* SPDX-License-Identifier: MIT */
/*
 * A small allocator that asks nobody but the kernel for memory, so that it can
 * stand in for malloc() itself.  It knows its own blocks from those of others,
 * and the size that each was asked for.
 *
 * Between tare_heap_lock() and tare_heap_unlock() a thread is alone; the other
 * functions want that.  The lock may be taken again by the thread that has it,
 * and a forked child finds it as the thread that forked had it.
 */
#ifndef TARE_HARNESS_HEAP_H
#define TARE_HARNESS_HEAP_H

#include <stddef.h>

/* Once, before the first of the others. */
void tare_heap_open(void);

void tare_heap_lock(void);
void tare_heap_unlock(void);

/* A block of that many bytes, 0 too, at a multiple of the alignment, which is
 * a power of two; at least 16 in any case.  NULL when there is no memory.
 * *is_zero: whether all its bytes are 0. */
void *tare_heap_take(size_t size, size_t alignment, int *is_zero);

/* Whether the block is one of ours. */
int tare_heap_has(const void *block);

/* The rest wants one of ours; anything else inside our memory is a mistake of
 * the program, like giving a block back twice, and ends it. */
size_t tare_heap_size(const void *block);
void tare_heap_give(void *block);

/* Gives it another size where it is; 0 when that cannot be. */
int tare_heap_resize(void *block, size_t size);

#endif
