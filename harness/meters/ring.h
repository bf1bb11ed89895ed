/* SPDX-License-Identifier: MIT */
/*
 * Where a thread is, looked at every so often while it runs: registers and a copy
 * of its stack, by the kernel's clock of the thread (perf_event_open, software).
 *
 *     tare_ring_open(&ring, period_ns, stack_size, pages)  by that thread
 *     tare_ring_enable(&ring, period_ns);  ...  tare_ring_disable(&ring);
 *     tare_ring_drain(&ring, take, context);
 *     tare_ring_close(&ring);
 */
#ifndef TARE_HARNESS_RING_H
#define TARE_HARNESS_RING_H

#include "harness/stacks/unwind.h"

struct tare_ring {
    int fd;                   /* -1: not open */
    void *memory;             /* a page of the kernel's, then the records */
    size_t size;              /* of the records */
    unsigned char *record;    /* one that lies across the end, in one piece */
    uint64_t period_ns;       /* of this stretch */
    uint64_t lost, throttled; /* so far */
};

/* One look. */
struct tare_look {
    struct tare_registers registers;
    struct tare_extent_of_memory copy;
    uint64_t period_ns; /* for how much time it stands */
};

/* pages is a power of two, of those that an ordinary user may have 128.  0, or a
 * negative errno. */
int tare_ring_open(struct tare_ring *ring, uint64_t period_ns,
                   size_t stack_size, size_t pages);

/* From now on a look each period, until it is disabled. */
void tare_ring_enable(struct tare_ring *ring, uint64_t period_ns);
void tare_ring_disable(struct tare_ring *ring);

/* Hands over what has come since; how many looks that were. */
size_t tare_ring_drain(struct tare_ring *ring,
                       void (*take)(void *context,
                                    const struct tare_look *look),
                       void *context);
void tare_ring_close(struct tare_ring *ring);

#endif
