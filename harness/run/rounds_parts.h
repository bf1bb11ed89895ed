/* SPDX-License-Identifier: MIT */
/* The rounds of a run, which their coordinator, rounds.c, takes it through, and who
 * goes on; for these two files alone. */
#ifndef TARE_HARNESS_ROUNDS_PARTS_H
#define TARE_HARNESS_ROUNDS_PARTS_H

#include "harness/bench/builtin.h"
#include "harness/run/contesting.h"
#include "harness/run/rounds.h"
#include "harness/run/runner.h"
#include "harness/run/waiting.h"

enum {
    TARE_CANARIES = TARE_BUILTINS - 1 /* all but the empty loop */
};

struct tare_rounds {
    struct tare_run *run;
    struct tare_where *where;
    struct tare_waiting waiting;
    struct tare_contesting contesting;
    struct tare_context context;
    struct tare_runner *runners; /* as the run's cases, then the canaries */
    size_t count;
    size_t *order;
    struct tare_suite_case canaries[TARE_CANARIES];
    struct tare_run aside; /* their rows, as its cases */
    double empty_ns;       /* of the empty loop; 0: not measured */
    double budget_ns;      /* of all together */
    size_t next_weather;   /* the round before which it is looked at again */
    struct tare_progress progress;
    int is_ended; /* nothing more can be launched */
};

/* ---- going_on.c ------------------------------------------------------------ */

int tare_rounds_is_canary(const struct tare_rounds *rounds,
                          const struct tare_runner *runner);

/* At a look: leaves when the interval is narrow enough. */
void tare_rounds_look_at(struct tare_rounds *rounds,
                         struct tare_runner *runner);

/* Whether its contest is open, and shall be decided. */
int tare_rounds_is_contested(const struct tare_rounds *rounds,
                             const struct tare_runner *runner);

/* When the time is used up, only those go on that still lack the least. */
int tare_rounds_goes_on(const struct tare_rounds *rounds,
                        const struct tare_runner *runner);

/* What is to come, at most: the budget, and less once it is known. */
double tare_rounds_left_s(const struct tare_rounds *rounds);

#endif
