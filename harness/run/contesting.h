/* SPDX-License-Identifier: MIT */
/* What a run does for its contests: contestants are launched side by side, and
 * with --contest those go on whose contest is open. */
#ifndef TARE_HARNESS_CONTESTING_H
#define TARE_HARNESS_CONTESTING_H

#include <stddef.h>

#include "harness/run/runner.h"
#include "store/record.h"

struct tare_contesting {
    size_t *block; /* of each case: the same for all of a contest */
    size_t *at;    /* of each block, where it comes in the round */
    char *is_open; /* of each case, and likely to be shown soon: is_suspect */
    char *is_suspect;
    size_t blocks, cases;
    size_t next_look; /* the round before which all are judged again */
    int has_suspects;
};

/* Of a run whose cases have their names. */
void tare_contesting_begin(struct tare_contesting *contesting,
                           const struct tare_run *run);

/* Whether that case took so much longer to calibrate than its fastest rival that
 * they would not share a plan, but not so much that no neighbour can be why. */
int tare_contesting_doubts(const struct tare_contesting *contesting,
                           const struct tare_runner *runners, size_t index);

/* After all were calibrated, before they get their plans: rivals that take about
 * as long run as many iterations in a sample.  Other counts would be tied to the
 * contestant: a sample begins with what its neighbour on the machine has left in
 * the caches, which weighs more in a shorter one. */
void tare_contesting_align(const struct tare_contesting *contesting,
                           struct tare_runner *runners);

/* Brings the order of a round, which is random, so that the cases of a block
 * come together; numbers from the count of cases on stay alone. */
void tare_contesting_order(struct tare_contesting *contesting, size_t *order,
                           size_t count);

/* Before that round: judges the contests where the rule looks, and notes who is
 * needed to settle them. */
void tare_contesting_look(struct tare_contesting *contesting,
                          const struct tare_run *run, size_t round);

/* Whether that case is to go on.  While there are suspects, contests that are
 * nearly shown, those alone do after half of the budget. */
int tare_contesting_wants(const struct tare_contesting *contesting,
                          size_t index, int is_late);

void tare_contesting_end(struct tare_contesting *contesting);

#endif
