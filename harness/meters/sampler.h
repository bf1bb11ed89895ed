/* SPDX-License-Identifier: MIT */
/* Looks at a thread, and at others if asked for: by perf (ring.h) where that is
 * permitted; elsewhere by a timer (snapshot.h), which sees only the one. */
#ifndef TARE_HARNESS_SAMPLER_H
#define TARE_HARNESS_SAMPLER_H

#include "harness/meters/ring.h"
#include "harness/meters/snapshot.h"

/* All zero is not open. */
struct tare_sampler {
    struct tare_ring *rings;
    size_t ring_count;
    struct tare_snapshots snapshots;
    int is_open;
    int is_wide;      /* it looks at other threads too */
    int has_switches; /* it tells when they leave their CPUs, and come back */
    int was_full;     /* at the last drain: there may have been more */
    int refusal;  /* errno of perf: looks are by the timer; 0: they are not */
    int is_blind; /* it may not look while the kernel runs */
    size_t stack_size;
    double others_period_ns; /* of threads that were there before */
    double skip_ns;          /* of a period, before the next stretch */
    uint64_t skipped_ns;     /* so far */
    uint64_t lost, throttled, waiting; /* before the last drain */
};

/* Fills a request for a launch that is looked at: a warm-up and so many samples at
 * most, each about so long; of a long iteration, one. */
struct tare_request;
void tare_sampler_plan(struct tare_request *request, double iteration_ns,
                       double sample_ns, double launch_ns, unsigned most);

/* By the thread that is to be looked at, with or without all others that code
 * under test has started or will start.  0, or a negative errno. */
int tare_sampler_open(struct tare_sampler *sampler, double period_ns,
                      size_t stack_size, int with_others);

/* The same, but a look comes whenever a thread leaves its CPU, and the moments of
 * switches; no timer can do that. */
int tare_sampler_open_switches(struct tare_sampler *sampler, size_t stack_size,
                               int with_others);

/* phase: how much of the first period has passed when the next stretch begins. */
void tare_sampler_set_period(struct tare_sampler *sampler, double period_ns,
                             double phase);
void tare_sampler_enable(struct tare_sampler *sampler);

/* -1 where it goes on, as tare_ring_disable(). */
int tare_sampler_disable(struct tare_sampler *sampler);

/* Time of the threads in which looks at it were to come, so far; 0: not known, as in
 * tare_ring_time_ns(). */
uint64_t tare_sampler_time_ns(const struct tare_sampler *sampler);
double tare_sampler_room(const struct tare_sampler *sampler);
size_t tare_sampler_drain(struct tare_sampler *sampler,
                          void (*take)(void *context,
                                       const struct tare_look *look),
                          void *context);
void tare_sampler_close(struct tare_sampler *sampler);

/* Why perf was refused, for people. */
void tare_sampler_explain(const struct tare_sampler *sampler, char *reason,
                          size_t size);

#endif
