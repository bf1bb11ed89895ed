/* SPDX-License-Identifier: MIT */
/* The judge of contests while it judges, and the parts of it; for contests.c and
 * overall.c alone. */
#ifndef TARE_HARNESS_CONTESTS_PARTS_H
#define TARE_HARNESS_CONTESTS_PARTS_H

#include "harness/judge/contests.h"
#include "stats/sequential.h"

struct tare_contest_judge {
    const struct tare_run *run;
    struct tare_contests *contests;
    struct tare_rule *rules; /* one for each threshold */
    size_t rule_count;
    size_t meetings; /* that there might be: the error is divided among them */
    int is_over;     /* nothing more is going to be measured */
    struct tare_critical critical; /* of so many pairs, by critical_rule */
    const struct tare_rule *critical_rule;
    double *pairs, *scratch, *memory;
    struct tare_launch *launches[2]; /* of the pairs */
    unsigned *drawn[2];              /* and their layouts */
};

/* ---- contests.c ---------------------------------------------------------- */

int tare_contest_takes_part(const struct tare_contest *contest, size_t i);

/* Whether there is a control that can be held against what it is a copy of. */
int tare_contest_is_checked(const struct tare_contest *contest);

/* Begins the meetings, without pairs; how many there might have been. */
size_t tare_contest_pair_off(struct tare_contest *contest);

/* The cases of a contest whose launches have the values that they have in
 * pairs.  Returned; freed by the other. */
struct tare_case *tare_contest_copies(const struct tare_contest *contest,
                                      const struct tare_run *run);
void tare_contest_free_copies(struct tare_case *copies, size_t count);

/* Fills in judge->pairs and judge->drawn; how many. */
size_t tare_contest_measure(struct tare_contest_judge *judge,
                            const struct tare_case *a,
                            const struct tare_case *b);

/* Fills in the meeting by so many of judge->pairs, which it sorts. */
void tare_contest_settle(struct tare_contest_judge *judge, double threshold,
                         struct tare_meeting *meeting, size_t count);

/* When all meetings are settled: the places, and whether the control spoils it. */
void tare_contest_conclude(struct tare_contest *contest);

/* ---- overall.c: all cases of a race together ------------------------------ */

/* Before anything is judged; how many meetings there might have been. */
size_t tare_overall_begin(struct tare_contests *contests);

/* When all contests are judged. */
void tare_overall_judge(struct tare_contest_judge *judge,
                        struct tare_contest *overall);

#endif
