/* SPDX-License-Identifier: MIT */
/* The allocator, and threads that share a line of memory. */
#include <tare.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A pair that the compiler could see through would be deleted: the black box
 * makes the memory escape. */
static void allocate(struct tare *t)
{
    size_t size = (size_t)tare_arg(t, "bytes");

    TARE_LOOP(t)
        free(tare_black_box(malloc(size)));
}
TARE_BENCH(allocate, .group = "memory", .name = "malloc+free",
           .args = TARE_VALUES("bytes", 32, 65536));

enum {
    HELD = 256
};

static void allocate_many(struct tare *t)
{
    void *held[HELD];

    tare_items(t, HELD);
    TARE_LOOP(t) {
        for (size_t i = 0; i < HELD; i++)
            held[i] = tare_black_box(malloc(16 + i));
        for (size_t i = 0; i < HELD; i++)
            free(held[i]);
    }
}
TARE_BENCH(allocate_many, .group = "memory", .name = "malloc many");

static atomic_ulong counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void count_atomically(struct tare *t)
{
    tare_items(t, 1);
    TARE_LOOP(t)
        atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
}
TARE_BENCH(count_atomically, .group = "count", .name = "atomic",
           .args = TARE_VALUES("threads", 1, 2));

static void count_locked(struct tare *t)
{
    static unsigned long locked;

    tare_items(t, 1);
    TARE_LOOP(t) {
        pthread_mutex_lock(&mutex);
        locked++;
        pthread_mutex_unlock(&mutex);
    }
    tare_black_box(&locked);
}
TARE_BENCH(count_locked, .group = "count", .name = "mutex",
           .args = TARE_VALUES("threads", 1, 2));

TARE_MAIN();
