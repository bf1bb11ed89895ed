/* SPDX-License-Identifier: MIT */
/*
 * Where a case waits: of its profile of waits, how long for what, per iteration of
 * each of its threads, with intervals over launches.
 */
#ifndef TARE_STORE_WAITS_H
#define TARE_STORE_WAITS_H

#include "store/record.h"

/* All waits of a thread that are made by the same function, by the same call, for the
 * same.  Functions as in hotspots.h: plus 1. */
struct tare_wait_row {
    size_t thread;   /* its name; 0: the only one of the loop */
    size_t function; /* of the program, the innermost */
    size_t call;     /* what that calls in order to wait; 0: it waits itself */
    size_t on;       /* what it waits for */
    struct tare_band ns;
    double share; /* of all waiting */
    double times; /* in an iteration */
};

struct tare_waits {
    struct tare_wait_row *items; /* the longest first, of each thread; owned */
    size_t count;
    unsigned threads;        /* of the loop; what they wait is added up */
    struct tare_band ns;     /* in all, with what has no row */
    struct tare_band own_ns; /* without threads that the benchmark starts */
    double others;           /* what part of it those have */
    double unseen;           /* of it: it is not known where */
    double lost;    /* of it: not known at all, as the kernel had no room */
    double guessed; /* of it: stacks that are guessed in part */
    double
        explained; /* of the time that the loop's threads had no CPU, but for: */
    double preempted, preempted_ns; /* others took it; in an iteration */
    int is_blind;
};

/* All zero without any launch. */
void tare_waits_find(struct tare_waits *waits, const struct tare_case *c);
void tare_waits_release(struct tare_waits *waits);

/* Whether most of its waits are idle, and not few. */
int tare_waits_are_idle(const struct tare_case *c);

/* The case as if its waits were its profile, and waiting its time: for whatever shows
 * profiles.  All of it is borrowed, but the measure. */
struct tare_case tare_waits_view(const struct tare_case *c);
void tare_waits_view_release(struct tare_case *view);

#endif
