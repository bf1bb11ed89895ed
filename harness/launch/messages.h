/* SPDX-License-Identifier: MIT */
/* What is inside the messages: each struct with its put and its get, side by
 * side, so that the two ends cannot drift apart.  A get of a message that is
 * too short or out of bounds marks it bad. */
#ifndef TARE_HARNESS_MESSAGES_H
#define TARE_HARNESS_MESSAGES_H

#include "harness/bench/conductor.h"
#include "harness/launch/loaded.h"
#include "harness/bench/meter.h"
#include "harness/bench/suite.h"
#include "harness/bench/wire.h"

/* TARE_WORD_OPEN: the case to set up. */
struct tare_opening {
    size_t entry, index; /* as in tare_suite_case */
    char *id;            /* owned */
    int cpu;             /* to be pinned to; -1 for none */
    double clock_cost_ns;
    double slowdown; /* as in tare_suite_case */
    struct tare_wanted wanted;
    char *events;  /* of wanted; owned */
    uint64_t seed; /* as in struct tare_threads */
};

void tare_put_opening(struct tare_message *message,
                      const struct tare_opening *opening);
void tare_get_opening(struct tare_message *message,
                      struct tare_opening *opening);

/* TARE_WORD_READY: how long the set-up took. */
double tare_get_setup_ns(struct tare_message *message);

/* TARE_WORD_RUN */
void tare_put_request(struct tare_message *message,
                      const struct tare_request *request);
void tare_get_request(struct tare_message *message,
                      struct tare_request *request);

/* TARE_WORD_RESULTS; the results are empty before get. */
void tare_put_results(struct tare_message *message,
                      const struct tare_results *results);
void tare_get_results(struct tare_message *message,
                      struct tare_results *results);

/* The same message in a journal, after that: what a meter of another program has
 * added, which no launch sends. */
void tare_put_parts(struct tare_message *message,
                    const struct tare_results *results);
void tare_get_parts(struct tare_message *message, struct tare_results *results);

/* TARE_WORD_DONE: what is known at the end, with tare_results_late(). */
void tare_put_done(struct tare_message *message,
                   const struct tare_work_done *work,
                   const struct tare_results *late);
void tare_get_done(struct tare_message *message, struct tare_work_done *work,
                   struct tare_results *late);

/* The same message, after that: empty when an earlier version sent it. */
void tare_put_loaded(struct tare_message *message,
                     const struct tare_loaded_list *loaded);
void tare_get_loaded(struct tare_message *message,
                     struct tare_loaded_list *loaded);

/* TARE_WORD_FIXTURE: its name, which get returns, and its size. */
void tare_put_fixture(struct tare_message *message, const char *name,
                      uint64_t size);
char *tare_get_fixture(struct tare_message *message, uint64_t *size);

/* The answer: a path to open, which get returns, and whether it is built. */
void tare_put_built(struct tare_message *message, const char *path,
                    int is_built);
char *tare_get_built(struct tare_message *message, int *is_built);

/* TARE_WORD_CASE */
void tare_put_case(struct tare_message *message,
                   const struct tare_suite_case *c);
void tare_get_case(struct tare_message *message, struct tare_suite_case *c);

#endif
