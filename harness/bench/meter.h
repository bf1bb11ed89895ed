/* SPDX-License-Identifier: MIT */
/*
 * What can be measured beside time.  A meter is one way of looking at a
 * benchmark, in one file; its readings are the measures that come of it.
 *
 * Some meters ride along with the launches that are timed, because they read
 * only before and after the clock; the others disturb, so they have launches
 * of their own, whose times nobody sees.  Beyond the launch all measures are
 * rows of the same table, and nothing asks where they come from.
 */
#ifndef TARE_HARNESS_METER_H
#define TARE_HARNESS_METER_H

#include <stddef.h>

#include "store/record.h"

/* In the order of --list-measures; the numbers are in the protocol. */
enum tare_meter_id {
    TARE_METER_USAGE = 0,
    TARE_METER_ALLOCATIONS = 1,
    TARE_METER_INSTRUCTIONS = 2,
    TARE_METER_COUNTERS = 3,
    TARE_METER_LATENCY = 4,
    TARE_METER_PROFILE = 5,
    TARE_METER_SITES = 6,
    TARE_METER_WAITS = 7,
    TARE_METERS
};

/* A measure that a meter gives. */
struct tare_reading {
    const char *name, *unit, *what;
    enum tare_measure_kind kind;
    double limit; /* of an exact one: a change by more than this fraction is a
                     regression or an improvement, unless a policy says other */
};

/* What one launch does for a meter, in the process of the benchmark.  Each
 * member may be NULL.  A launch runs one case, so what a meter remembers is
 * static in its file. */
struct tare;
struct tare_threads;
struct tare_request;

struct tare_meter_inside {
    /* Before the benchmark's set-up.  0, or -1 and why not. */
    int (*open)(struct tare_threads *threads, const char *events, char *reason,
                size_t size);
    /* Around each stretch of the clock, by the thread that runs it: the last
     * before it starts, the first after it has stopped. */
    void (*start)(struct tare *t);
    void (*stop)(struct tare *t);
    /* At the end of sample number index, by the first thread, when all have
     * stopped: tare_threads_read() notes the values and the meter begins anew. */
    void (*take)(struct tare_threads *threads, unsigned index);
};

/* For a meter whose launches are started by another program, and whose readings
 * come of what that leaves behind. */
struct tare_suite_case;
struct tare_where;
struct tare_session;
struct tare_results;
struct tare_launch_options;

/* What is launched so; borrowed. */
struct tare_wrapped {
    const struct tare_suite_case *declared;
    const struct tare_where *where;
    double setup_ns, iteration_ns;
};

struct tare_wrap {
    /* Gets ready to launch that case, and fills in the options.  `own` is for
     * the others.  0, or -1 and why not. */
    int (*open)(void **own, const struct tare_wrapped *wrapped,
                struct tare_launch_options *options, char *reason, size_t size);
    /* In the session, before the request: may run others, and change it.  0,
     * or -1: then the session says why, or the reason. */
    int (*scout)(void *own, struct tare_session *session,
                 struct tare_request *request, char *reason, size_t size);
    /* When the session is over, well or not: adds the readings to the results.
     * 0, or -1 and why there are none. */
    int (*collect)(void *own, const struct tare_session *session,
                   struct tare_results *results, char *reason, size_t size);
    void (*close)(void *own); /* also when open has failed */
};

struct tare_meter {
    const char *name; /* for --measures */
    const char *what; /* a line for people */
    int is_default;   /* taken without being asked for */
    int explains; /* taken of suspects, to say why they are; or of those in */
    const char
        *explained; /* which of these measures has changed; NULL: in time */
    int is_alone;   /* has launches of its own: so many, for what that asks */
    unsigned launches;
    double launch_ns; /* of each, besides set-up and an iteration; about */
    /* batch: items at once as in a launch that is timed */
    void (*plan)(double iteration_ns, uint64_t batch,
                 struct tare_request *request);
    const struct tare_reading *readings;
    size_t count;
    const struct tare_meter_inside *inside; /* the benchmark's process */
    const struct tare_wrap *wrap;           /* NULL: launched like any other */
    /* Whether this machine has it: 0, or -1 and why not.  NULL: always. */
    int (*check)(const char *events, char *reason, size_t size);
    /* What its launches do to a benchmark that may make it fail; NULL: nothing. */
    const char *(*disturbs)(void);
    /* Tells of each reading that it gives with these events, and why this
     * machine does not have it (NULL: it does).  NULL: the readings above. */
    void (*list)(const char *events,
                 void (*tell)(void *context, const struct tare_reading *reading,
                              const char *refusal),
                 void *context);
};

/* A choice of meters: bit 1 << id for each, and which events those that have
 * events are to count (NULL: theirs). */
struct tare_wanted {
    unsigned meters;
    unsigned asked;     /* those that were asked for by name */
    unsigned explains;  /* those for suspects only */
    const char *events; /* borrowed */
};

/* All of them, by their numbers; the table is beside the meters. */
extern const struct tare_meter *const tare_meters[TARE_METERS];

/* The reading of that name, or NULL; its meter may be NULL. */
const struct tare_reading *tare_reading_find(const char *name);

#endif
