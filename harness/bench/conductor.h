/* SPDX-License-Identifier: MIT */
/*
 * Between a running benchmark and whoever tells it what to do.  The loop asks
 * its conductor for samples; the conductor is the coordinator behind a socket
 * (remote.c) or the same process (local.c).
 */
#ifndef TARE_HARNESS_CONDUCTOR_H
#define TARE_HARNESS_CONDUCTOR_H

#include <stddef.h>
#include <stdint.h>

#include "harness/machine/canary.h"
#include "store/record.h"

/* What is shown of caches that are said to be cold: the measure of that name. */
#define TARE_MISS "miss-latency"

enum {
    TARE_REQUEST_MAX = 64,
    TARE_STRETCHES_MIN = 8, /* of a sample, to tell which were interrupted */
    TARE_STRETCHES_MAX = 64,
    TARE_REPORTS_OWN = 16, /* of the benchmark; the rest are readings */
    TARE_REPORTS_MAX = 40
};

/* The samples to run next; nothing in between asks or tells anything. */
struct tare_request {
    uint64_t batch; /* items made at once by a batched loop */
    unsigned count; /* samples, 1 to TARE_REQUEST_MAX */
    uint64_t iterations[TARE_REQUEST_MAX];
    uint64_t inputs;  /* so many different ones, again and again; 0: each is
                        another */
    uint64_t stretch; /* so many iterations at a time are timed, about; 0: only
                         whole samples are */
};

/* How one of them went. */
struct tare_timing {
    uint64_t iterations;
    double time_ns; /* what counts: without pauses, set-up, or by hand */
    double uninterrupted_ns; /* the same, by its stretches that nothing
                                interrupted; 0: it has too few */
    double wall_ns; /* from the first reading to the last, all included */
    double cpu_ns;
    double switches, faults, major_faults;
    double steal_ns, throttled; /* negative: not known */
    struct tare_canary canary;  /* beside it: the mean pace, the worse share */
};

/* A value the benchmark reported by hand, or the reading of a meter; NaN where
 * a sample had none. */
struct tare_reported {
    char *name, *unit; /* owned */
    enum tare_better_way better;
    enum tare_measure_kind kind;
    double values[TARE_REQUEST_MAX];
    double sum; /* of the sample that is running */
    uint64_t count;
    int is_reading; /* of a meter */
    /* of it, by functions of the program; added after the launch; owned */
    struct tare_part *parts;
    size_t part_count;
};

struct tare_results {
    unsigned count;
    struct tare_timing timings[TARE_REQUEST_MAX];
    unsigned threads;
    double pace_ns;    /* the canary's, before the first sample */
    double *thread_ns; /* owned; count x threads, NULL for one thread */
    double aside_ns;   /* all that went into making the caches cold */
    int has_inputs;    /* the benchmark makes inputs: TARE_LOOP_INPUTS */
    struct tare_reported *reports; /* owned */
    size_t report_count;
    /* iterations that were timed alone (the meter "latency"); none: no items */
    struct tare_log_bins latency; /* items owned */
    double latency_floor_ns;      /* as in struct tare_latency */
    /* where the threads were looked at (the meter "profile"): one launch; owned */
    struct tare_profile profile;
    /* tare_result() of the whole launch; complete when it is done */
    int has_result;
    uint64_t result;
};

void tare_results_release(struct tare_results *results);

/* The report of that name, begun when it is new; NULL when there are too many.
 * Samples before the first report had no value. */
struct tare_reported *tare_results_report(struct tare_results *results,
                                          const char *name);

/* Turns what was reported since the last sample into the results of one
 * sample, of one iteration and no time. */
void tare_results_late(struct tare_results *results);

enum tare_leave {
    TARE_LEAVE_SKIPPED,
    TARE_LEAVE_FAILED,
    TARE_LEAVE_WITH_OTHERS /* another thread has left; no reason */
};

struct tare_conductor {
    /* The next request, given the results of the one before (NULL the first
     * time); 0 when there is no more.  Called by the first thread only. */
    int (*next)(struct tare_conductor *self, const struct tare_results *done,
                struct tare_request *request);
    /* The benchmark ends here, on the calling thread. */
    void (*leave)(struct tare_conductor *self, enum tare_leave how,
                  const char *reason) __attribute__((noreturn));
    /* Where the fixture is: a descriptor, or a negative errno, and whether it
     * is built.  NULL: there is only this process. */
    int (*find)(struct tare_conductor *self, const char *name, size_t size,
                int *is_built);
    /* It is built now, which took so long. */
    void (*built)(struct tare_conductor *self, uint64_t elapsed_ns);
};

#endif
