/* SPDX-License-Identifier: MIT */
/* How a run is to measure, and what whoever watches it is shown. */
#ifndef TARE_HARNESS_SETTINGS_H
#define TARE_HARNESS_SETTINGS_H

#include "harness/bench/meter.h"
#include "harness/include/tare.h"
#include "harness/run/copies.h"
#include "store/journal.h"
#include "store/live.h"
#include "store/record.h"
#include "store/trace.h"

struct tare_rounds_settings {
    double precision;       /* wanted half width, a fraction */
    int is_precision_asked; /* by somebody, who wants to know what is wider */
    double confidence;      /* of the interval */
    double warmup_ns;       /* per launch */
    double sample_ns;
    double budget_ns;            /* per case, pooled over the suite */
    unsigned samples;            /* per launch; 0: automatic */
    unsigned launches;           /* exactly so many; 0: until precise */
    unsigned samples_in_all;     /* at most, over all launches; 0: no limit */
    int is_contest;              /* go on until contests are decided */
    int is_race;                 /* and no longer, however wide intervals are */
    struct tare_copies *copies;  /* to launch; NULL: the files; borrowed */
    int is_quick;                /* look from 10 launches on, not from 30 */
    int is_test;                 /* one iteration each, no measuring */
    unsigned canary_rounds;      /* the first; into references; 0: none */
    enum tare_sampling sampling; /* unless the case says otherwise */
    struct tare_wanted wanted;   /* beside time */
    struct tare_weather before;  /* remembered of this machine */
    uint64_t seed;
    struct tare_trace *trace;     /* of what is done when; NULL: none */
    struct tare_journal *journal; /* NULL: none; borrowed */
};

enum tare_phase {
    TARE_PHASE_CALIBRATING,
    TARE_PHASE_MEASURING,
    TARE_PHASE_DUELLING,
    TARE_PHASE_CONFIRMING,
    TARE_PHASE_METERING /* launches that a meter has for itself */
};

/* For whoever shows what is going on. */
struct tare_progress {
    enum tare_phase phase;
    const char *meter;  /* its name, in that phase */
    size_t done, count; /* cases calibrated, settled, or looked at by the meter;
                         * of how many */
    size_t round;
    struct tare_live_verdicts verdicts; /* so far */
    double elapsed_s, left_s;           /* left: at most */
    const char *id; /* the case that comes next; NULL at the end */
};

struct tare_watcher {
    /* Between launches. */
    void (*show)(void *context, const struct tare_progress *progress);
    /* Before the process stops at Ctrl-Z: leave the terminal in order. */
    void (*suspend)(void *context);
    void *context;
};

#endif
