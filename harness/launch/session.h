/* SPDX-License-Identifier: MIT */
/*
 * The dialogue with one launch: open a case, run requests, close.
 *
 *     if (tare_session_open(&session, &where, c, &options) == 0)
 *         while (... && tare_session_run(&session, &request, &results, s) == 0)
 *             ...
 *     tare_session_close(&session);
 *     session.launched.end tells whether it went well
 */
#ifndef TARE_HARNESS_SESSION_H
#define TARE_HARNESS_SESSION_H

#include "harness/machine/clock.h"
#include "harness/bench/conductor.h"
#include "harness/machine/cpu.h"
#include "harness/launch/launch.h"
#include "harness/bench/meter.h"
#include "harness/bench/suite.h"
#include "store/journal_line.h"

/* Where and how launches run; the same for all of a run. */
struct tare_where {
    struct tare_suite *suite; /* borrowed */
    enum tare_side side;      /* of a duel */
    struct tare_cpu cpu;
    struct tare_clock_facts clock;
    double timeout_s; /* unless the case says otherwise */
    int echo;         /* show what benchmarks print */
};

/* What tells one launch of a case from another. */
struct tare_launch_options {
    unsigned padding;          /* of the environment */
    struct tare_wanted wanted; /* beside time */
    uint64_t seed;             /* of its inputs; 0: that of all runs */
    /* for those that are not timed */
    const char *const *command; /* as in struct tare_start */
    const char *library_path;   /* NULL: that of the binary */
    int is_steady;
    double patience_s; /* beyond the timeout, for everything */
    /* of a journal: what is to be noted of it, or takes its place, and then no
     * process is started; NULL: neither */
    struct tare_logged *logged;
    const struct tare_logged *replayed;
};

struct tare_session {
    struct tare_launched launched;
    double timeout_s;
    double setup_ns;
    struct tare_fixtures *fixtures; /* of the suite; borrowed */
    size_t binary;                  /* of the suite */
    size_t asked;                   /* for fixtures, how often */
    size_t fixture;                 /* that it asked for last */
    uint64_t building_since_ns;     /* 0: it builds none */
    uint64_t built_ns;              /* how long it has built fixtures */
    int cpu;                        /* that it is pinned to; -1 for none */
    char *folder; /* of the copy it is launched from; NULL: the file; owned */
    struct tare_logged *logged; /* as in the options */
    const struct tare_logged *replayed;
    size_t heard; /* of what that heard */
    /* known after close, when all went well */
    struct tare_work_done work;
    struct tare_results late; /* reports made after the loop */
    char **loaded;            /* shared objects it has loaded; owned */
    size_t loaded_count;
    size_t loaded_left_out; /* how many more there were */
    char *output;           /* when it did not go well; owned */
};

/* Starts a launch for the case and waits until its set-up is done.  0, or -1:
 * then close, and look at end. */
int tare_session_open(struct tare_session *session,
                      const struct tare_where *where,
                      const struct tare_suite_case *c,
                      const struct tare_launch_options *options);

/* Runs the samples, which should take expected_s.  The results are empty
 * before; released by the caller. */
int tare_session_run(struct tare_session *session,
                     const struct tare_request *request,
                     struct tare_results *results, double expected_s);

/* Lets it tear down, and makes sure that nothing is left of it. */
void tare_session_close(struct tare_session *session);
void tare_session_release(struct tare_session *session);

/* Asks a binary of the suite for its cases and adds them. */
int tare_session_list(struct tare_suite *suite, size_t binary, double timeout_s,
                      struct tare_err *err);

#endif
