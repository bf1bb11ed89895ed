/* SPDX-License-Identifier: MIT */
/*
 * Where a thread is, looked at every so often while it runs: registers and a copy
 * of its stack, by the kernel's clock of the thread (perf_event_open, software).
 *
 *     tare_ring_open(&ring, period_ns, stack_size, pages)  by that thread
 *     tare_ring_enable(&ring);  ...  tare_ring_disable(&ring);
 *     tare_ring_drain(&ring, take, context);
 *     tare_ring_close(&ring);
 */
#ifndef TARE_HARNESS_RING_H
#define TARE_HARNESS_RING_H

#include <sys/types.h>

#include "harness/meters/look.h"

struct tare_ring {
    int fd;       /* -1: not open */
    int cpu;      /* -1: any */
    dev_t device; /* of it, to notice when it is not ours any more */
    ino_t inode;
    void *memory; /* a page of the kernel's, then records; NULL: another's */
    size_t size;  /* of the records */
    unsigned char *record;    /* one that lies across the end, in one piece */
    size_t stack_size;        /* of a copy, at most */
    int is_blind;             /* it may not look while the kernel runs */
    int has_switches;         /* it tells of those */
    int was_full;             /* at the last drain: there may have been more */
    uint64_t lost, throttled; /* so far */
};

/* Which looks come into a ring. */
struct tare_ring_of {
    pid_t thread; /* 0: the one that opens it */
    int cpu; /* -1: of that thread, wherever it runs; else of it and of those that
                it starts, on that CPU: the kernel wants one ring for each */
    const struct tare_ring *into; /* one of that CPU; NULL: one of its own */
    int has_switches; /* a look whenever a thread leaves its CPU, and when it did
                         and was back, instead of a look each period */
};

/* pages is a power of two, of those that an ordinary user may have 128 for each
 * CPU, in all rings.  0, or a negative errno. */
int tare_ring_open(struct tare_ring *ring, const struct tare_ring_of *of,
                   uint64_t period_ns, size_t stack_size, size_t pages);

/* A look each period, while it is enabled; what is left of one is kept from
 * disabling to enabling, and forgotten when the period is set.  Disabling is -1
 * where it goes on, because code under test has closed it: only closing ends it. */
void tare_ring_set_period(struct tare_ring *ring, uint64_t period_ns);
void tare_ring_enable(struct tare_ring *ring);
int tare_ring_disable(struct tare_ring *ring);

/* Time of its threads while it was enabled, so far; 0: not known, because code under
 * test has closed it. */
uint64_t tare_ring_time_ns(const struct tare_ring *ring);

/* How many looks surely find room before the next drain. */
double tare_ring_room(const struct tare_ring *ring);

/* Hands over what has come since; how many looks that were.  Copies of stacks are
 * there until it returns. */
size_t tare_ring_drain(struct tare_ring *ring,
                       void (*take)(void *context,
                                    const struct tare_look *look),
                       void *context);
void tare_ring_close(struct tare_ring *ring);

#endif
