/* SPDX-License-Identifier: MIT */
/*
 * A benchmark while it runs: the handle that user code holds (struct tare),
 * one for each thread, and what the threads share (struct tare_threads).
 *
 * A sample goes: all threads meet, the first prepares (asking the conductor
 * when the request is used up), all start together, each stops its own clock,
 * all meet again, the first writes the result down.
 */
#ifndef TARE_HARNESS_BENCH_H
#define TARE_HARNESS_BENCH_H

#include <pthread.h>
#include <stdatomic.h>

#include "harness/bench/conductor.h"
#include "harness/machine/cold.h"
#include "harness/machine/disturb.h"
#include "harness/bench/meter.h"
#include "harness/include/tare.h"
#include "stats/rng.h"

enum tare_state {
    TARE_STATE_SETUP,  /* before the loop */
    TARE_STATE_SAMPLE, /* inside a sample */
    TARE_STATE_OVER    /* the loop has ended */
};

/* In a launch in which each iteration is timed by itself (latency.h). */
struct tare_alone {
    double cost_ns; /* of timing it */
    uint64_t left;  /* iterations of this stretch that have not ended */
    struct tare_log_histogram histogram;
};

/* What an iteration took in each stretch of a sample, and those of the one that is
 * running. */
struct tare_stretches {
    double iteration_ns[TARE_STRETCHES_MAX];
    unsigned count; /* beyond the most: they are not looked at */
    uint64_t iterations;
    double spent_ns;
};

struct tare {
    struct tare_threads *threads;
    unsigned thread;
    enum tare_state state;
    uint64_t start_ns;     /* when the running stretch began */
    double stretches_ns;   /* earlier stretches of this sample */
    uint64_t paused_at_ns; /* 0: the clock is running */
    double paused_ns;      /* pauses in this stretch */
    double by_hand_ns;     /* what tare_add_time() added in this sample */
    double elapsed_ns;     /* of the sample that has just ended */
    uint64_t remaining;    /* iterations of the sample not yet begun */
    uint64_t running; /* iterations of the stretch; 0: of the whole sample */
    struct tare_stretches stretches;
    /* batched loops */
    char *items; /* owned */
    size_t item_size, capacity;
    uint64_t made; /* items in the running batch */
    uint64_t kept; /* items from the first that are to come again */
    void (*reset)(void *context); /* before each sample; NULL: nothing */
    void *reset_context;
    struct tare_alone *alone; /* owned; NULL: whole samples are timed */
    struct tare_rng rng;      /* of tare_random() */
    int has_rng;
};

struct tare_threads {
    struct tare_conductor *conductor;
    const struct tare_identity *identity;
    void *context; /* the user's */
    double clock_cost_ns;
    double slowdown;     /* launches take longer by this fraction */
    enum tare_cold cold; /* the caches at the beginning of a sample */
    double miss_ns;      /* shown of the last: that they were */
    uint64_t seed;       /* of the launch; 0: that of all runs */
    atomic_int is_drawn; /* something depends on it */
    struct tare_disturb_source disturb_source;
    const struct tare_meter_inside *meters[TARE_METERS];
    unsigned meter_count;
    unsigned count;
    struct tare *members; /* owned */
    /* meeting */
    pthread_mutex_t fixtures; /* whoever holds it asks for one */
    pthread_mutex_t mutex;
    pthread_cond_t everyone;
    unsigned arrived;
    unsigned generation;
    atomic_int is_leaving; /* a member has left: nobody waits any more */
    atomic_uint ready;
    /* the running request */
    struct tare_request request;
    unsigned index;
    uint64_t iterations; /* of the running sample; 0: no more */
    uint64_t start_ns;
    struct tare_disturb before;
    struct tare_canary canary; /* the last reading */
    struct tare_results results;
    unsigned own_reports;  /* of them, the benchmark's own */
    atomic_int is_by_hand; /* tare_add_time() has been called */
    struct tare_work_done work;
    uint64_t opened_ns; /* when set-up began, less the building of fixtures */
};

/* Fills in what the declaration says: identity (borrowed), threads, work. */
void tare_threads_init(struct tare_threads *threads,
                       const struct tare_entry_ *entry,
                       const struct tare_identity *identity);

/* Has these meters read; those that cannot be are left out.  0,
 * or -1 and why, when one is meant that has launches of its own. */
int tare_threads_open_meters(struct tare_threads *threads,
                             const struct tare_wanted *wanted, char *reason,
                             size_t size);

/* For meters: the reading of that name is theirs, and no benchmark's. */
void tare_threads_reserve(struct tare_threads *threads,
                          const struct tare_reading *reading);

/* For meters: notes a reading of that sample, per iteration. */
void tare_threads_read(struct tare_threads *threads, unsigned index,
                       const struct tare_reading *reading, double value);

/* Runs the function to its end in as many threads as the case wants.  0, or -1
 * when a member left through the conductor on another thread. */
int tare_threads_run(struct tare_threads *threads,
                     const struct tare_entry_ *entry);
void tare_threads_release(struct tare_threads *threads);

/* Waits for all members; 0 when one has left and nothing will come. */
int tare_threads_meet(struct tare_threads *threads);

/* Ends the sample: takes every member's time into the results. */
void tare_threads_finish_sample(struct tare_threads *threads);

/* Prepares the next sample, so that iterations is set; first member only. */
void tare_threads_prepare_sample(struct tare_threads *threads);

#endif
