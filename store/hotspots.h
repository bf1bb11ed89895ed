/* SPDX-License-Identifier: MIT */
/*
 * The functions of a profile, and how much time of an iteration each takes: by
 * its share of the looks, with an interval over launches, and the time of an
 * iteration as it was measured without looking.
 */
#ifndef TARE_STORE_HOTSPOTS_H
#define TARE_STORE_HOTSPOTS_H

#include "store/record.h"

/* What stands for the looks that are in no stack, behind all functions. */
#define TARE_HOTSPOT_UNSEEN(profile) ((profile)->function_count + 1)

struct tare_hotspot {
    size_t function; /* plus 1; 0: nothing is known of it */
    struct tare_band self_ns, total_ns;
    double self, total; /* shares of the looks */
    int calls_itself;
};

struct tare_hotspots {
    struct tare_hotspot *items; /* by their own time, most first; owned */
    size_t count;
    double iteration_ns;
    uint64_t looks; /* in all stacks of all launches */
    double slowed;  /* by looking: 0.07 is 7 % */
    /* of the looks that were expected */
    double harness, lost, broken, truncated, unseen;
    double waited;       /* of the time of an iteration: no CPU time */
    double others;       /* of it: threads that were not looked at */
    double at_once;      /* threads, on average; 0: no others were looked at */
    double guessed;      /* of the looks in stacks */
    uint64_t throttled;  /* how often the kernel stopped looking for a while */
    int is_blind;        /* looks while the kernel ran were not permitted */
    int is_timed;        /* they were by a timer, and at the kernel's callers */
    const char *refusal; /* why not by perf; NULL: not known; borrowed */
    int is_nameless;     /* most functions of the program have no name */
    int is_lineless;     /* they have no lines */
};

/* All zero without a profile, or without a time. */
void tare_hotspots_find(struct tare_hotspots *hotspots,
                        const struct tare_case *c);
void tare_hotspots_release(struct tare_hotspots *hotspots);

/* The time of what was found in that many of all looks, in each launch; where
 * looks tell of a share of that time. */
struct tare_band tare_profile_time(const double *found, const double *all,
                                   size_t launches,
                                   const struct tare_band *time, double *share);

/* CPU time of the threads that were looked at, as a part of the time of an
 * iteration of each thread of the case, in the launch in the middle: 2 where two
 * threads of the benchmark's own were busy all the time. */
double tare_profile_ran(const struct tare_case *c);

/* What a function is called: its name, or where it is.  Added to the text. */
struct tare_buf;
void tare_hotspot_name(struct tare_buf *text,
                       const struct tare_profile *profile, size_t function);

#endif
