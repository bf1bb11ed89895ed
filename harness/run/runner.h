/* SPDX-License-Identifier: MIT */
/*
 * One case on its way through a run: calibrated once, in a launch of its own,
 * then launched again and again by the same plan, each launch adding to its
 * row of the record.
 *
 *     tare_runner_begin(&runner, &context, declared, row);
 *     tare_runner_calibrate(&runner, &context);
 *     while (!runner.is_settled && ...)
 *         tare_runner_launch(&runner, &context);
 */
#ifndef TARE_HARNESS_RUNNER_H
#define TARE_HARNESS_RUNNER_H

#include "harness/run/harvest.h"
#include "harness/run/plan.h"
#include "harness/run/settings.h"
#include "harness/run/spending.h"
#include "harness/launch/session.h"
#include "stats/rng.h"
#include "store/record.h"

struct tare_runner;

/* What all cases of a run share.  Pointers are borrowed. */
struct tare_context {
    const struct tare_rounds_settings *settings;
    const struct tare_watcher *watcher;
    struct tare_rng rng; /* of order and padding */
    uint64_t start_ns;   /* later, by what is in no budget */
    uint64_t opened_ns;  /* what had elapsed when a launch began last */
    uint64_t elapsed_ns; /* when one has begun or ended last */
    int is_replaying;    /* the last launch was one of the journal */
    /* what a launch needs that is none of the journal; NULL: nothing */
    void (*postponed)(void *context);
    void *postponer;
    struct tare_course course; /* of the launch that runs, or ran last */
    struct tare_spending spending;
    double sampling_ns; /* inside timed samples */
    /* by which launches are judged as they come; all zero: not known */
    struct tare_weather weather;
    double disturbed; /* share of the samples of the last few launches */
    /* told of every launch that went well */
    void (*launched)(void *context, const struct tare_runner *runner,
                     const struct tare_session *session);
    void *listener;
};

/* The clock starts, and goes on from a journal. */
void tare_context_begin(struct tare_context *context);

/* Nothing more is launched: what has elapsed is what the clock says. */
void tare_context_end(struct tare_context *context);

/*
 * As of when a launch has begun or ended last: the clock of all decisions.  It is
 * in the journal, so that decisions are made again as they were.
 */
double tare_context_elapsed_ns(const struct tare_context *context);

/* Whether the next launch is one of the journal. */
int tare_context_is_replaying(const struct tare_context *context);

/* Once its launches are used up: real ones can be prepared from here on. */
void tare_context_leave_journal(struct tare_context *context);

/* Does that now, or before the next launch that is none of the journal. */
void tare_context_postpone(struct tare_context *context,
                           void (*what)(void *postponer), void *postponer);

/* Drawn anew for each launch, so that no position of the stack is special. */
unsigned tare_context_padding(struct tare_context *context);

/*
 * Sides of a duel, and rivals, whose times are closer than this share their
 * iteration counts.  Other counts would be tied to the side: on a busy machine
 * longer samples meet more of what goes on, and that alone has been seen to
 * raise an alarm between equal executables.  Samples that differ in length by
 * the code's own change do no such harm; only where one would be a whole order
 * longer do plans part.
 */
#define TARE_SHARED_RATIO 4.0

struct tare_runner {
    const struct tare_where *where;         /* borrowed */
    const struct tare_suite_case *declared; /* borrowed; of that suite */
    struct tare_case *row;                  /* borrowed */
    struct tare_calibration calibration;
    struct tare_plan plan;
    struct tare_rng rng; /* of the requests */
    double setup_ns;
    double precision;  /* wanted half width, a fraction */
    double half_width; /* at the last look; 0 before the first */
    size_t look;
    int is_tried;   /* its first launch has ended, well or not */
    int is_settled; /* nothing more to be done, or possible */
};

/* Sets both up, the row with what the case declares. */
void tare_runner_begin(struct tare_runner *runner,
                       const struct tare_context *context,
                       const struct tare_where *where,
                       const struct tare_suite_case *declared,
                       struct tare_case *row);

/* Calibrates; for a test, runs the one iteration.  Settles when that does not
 * go well, or was all. */
void tare_runner_calibrate(struct tare_runner *runner,
                           struct tare_context *context);

/* Runs one iteration, and settles. */
void tare_runner_try(struct tare_runner *runner, struct tare_context *context);

/* The same again, keeping the faster outcome: a neighbour only ever makes it
 * slower. */
void tare_runner_calibrate_again(struct tare_runner *runner,
                                 struct tare_context *context);

/* Makes the plan that follows from the calibration. */
void tare_runner_plan(struct tare_runner *runner,
                      const struct tare_context *context);

/* One launch.  Settles when it does not go well; called off from outside, it
 * leaves no trace. */
void tare_runner_launch(struct tare_runner *runner,
                        struct tare_context *context);

/* A ladder that looks wrong is climbed again, in fresh launches and at another
 * time, until it looks right once; what stays wrong is the benchmark's. */
void tare_runner_look_again(struct tare_runner *runner,
                            struct tare_context *context);

size_t tare_runner_launches(const struct tare_runner *runner);

/* What an iteration of the empty loop takes: the fastest of a few launches,
 * because neighbours only ever make a loop slower.  0 when none succeeds. */
double tare_context_empty_ns(struct tare_context *context,
                             const struct tare_where *where);

/* tare_session_open(); the time of building fixtures is in no budget. */
int tare_context_open(struct tare_context *context,
                      struct tare_session *session,
                      const struct tare_where *where,
                      const struct tare_suite_case *declared,
                      const struct tare_launch_options *options);

/* Of the journal, if the next launch is one of it, which is over then; or NULL. */
const struct tare_logged *tare_context_recall(struct tare_context *context,
                                              const char *id,
                                              enum tare_side side);

/* Notes what a meter has made of the launch that ended last, or of none. */
void tare_context_note(struct tare_context *context, const char *id,
                       enum tare_side side, const struct tare_results *results,
                       const char *refusal);

/* tare_session_close(); nor is the time of a launch that hung, or others would
 * have to pay for it. */
void tare_context_close(struct tare_context *context,
                        struct tare_session *session);

/* After a session that was called off: stops where that is wanted, which costs
 * no budget, and tells whether the session is to be repeated. */
int tare_context_repeats(struct tare_context *context,
                         const struct tare_session *session);

/* ---- a launch in steps, for pairs ---------------------------------------- */

/* A launch that is not yet in the record. */
struct tare_shot {
    struct tare_session session;
    struct tare_results results;
    struct tare_harvest harvest;
    struct tare_course course;
    int is_complete;
    int is_void; /* called off from outside: as if it had not been */
};

void tare_runner_shoot(struct tare_runner *runner, struct tare_context *context,
                       struct tare_shot *shot);

/* Into the row of the record: what it brought, or how it ended, with which the
 * runner settles. */
void tare_runner_take(struct tare_runner *runner, struct tare_context *context,
                      const struct tare_shot *shot);
void tare_shot_release(struct tare_shot *shot);

#endif
