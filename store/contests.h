/* SPDX-License-Identifier: MIT */
/*
 * Which of several cases is faster, as far as a run has shown it: what the
 * judge says, and what everything that shows it reads.
 *
 * A contest are the cases of a group that differ in nothing but their name, or
 * the cases of a benchmark that differ in nothing but one argument: in a race,
 * the build.
 */
#ifndef TARE_STORE_CONTESTS_H
#define TARE_STORE_CONTESTS_H

#include <stddef.h>

#include "store/record.h"

/* Why the control of a race takes no part. */
#define TARE_OUT_CONTROL "the control"

struct tare_contestant {
    const struct tare_case *c; /* borrowed */
    char *name;                /* what it alone is called */
    char *out;                 /* why it takes no part, as "crashed"; NULL */
    size_t place;              /* how many were shown to be faster */
};

/* What was shown of two contestants. */
enum tare_meeting_kind {
    TARE_MEETING_OPEN,
    TARE_MEETING_EQUAL,  /* within the threshold */
    TARE_MEETING_FASTER, /* the first one is */
    TARE_MEETING_SLOWER
};

struct tare_meeting {
    size_t first, second; /* of the contestants; first < second */
    enum tare_meeting_kind kind;
    struct tare_band ratio; /* the time of the second over that of the first */
    size_t pairs;
    double z;         /* as in a ruling: how close it is to being shown */
    int is_placement; /* open, and other layouts might show the opposite: more
                         launches would not settle it */
};

struct tare_contest {
    char *title; /* "sort", or "sort/heap" where an argument is contested */
    char *at;    /* what all have in common, as "n=64/threads=2"; may be "" */
    char *axis; /* the number in it that varies from contest to contest; NULL */
    double value;
    size_t family; /* the first contest that differs in this number alone */
    struct tare_contestant *contestants;
    size_t count;
    size_t yardstick; /* that was declared as such, or count */
    size_t control;   /* which is the same as the yardstick, or count */
    struct tare_meeting check; /* of these two; no pairs where there is none */
    char *note;                /* why it is none after all; NULL */
    struct tare_meeting *meetings;
    size_t meeting_count;
};

/* Those of one family come together, by their values. */
struct tare_contests {
    struct tare_contest *items;
    size_t count;
    double threshold, alpha;
    /* of a race, the same builds in all cases together: each ratio is the
     * geometric mean over those contests that are one; without contestants
     * where there is no race */
    struct tare_contest overall;
    size_t mean_of; /* so many */
};

/* "open", "equal", "faster", "slower": as in the verdict file. */
const char *tare_meeting_name(enum tare_meeting_kind kind);

/* The difference that matters between two cases: the larger one that they
 * declare, else that of the run. */
double tare_contests_threshold(const struct tare_contests *contests,
                               const struct tare_case *a,
                               const struct tare_case *b);

/* What was shown of contestant a against b, in that order; without any pairs
 * where they did not meet. */
struct tare_meeting tare_contest_meeting(const struct tare_contest *contest,
                                         size_t a, size_t b);

/* Of those to whom nobody was shown to be faster, the next after `after`, or
 * count; from count on, the first. */
size_t tare_contest_leader(const struct tare_contest *contest, size_t after);

/* What is to be said of the leaders. */
enum tare_lead {
    TARE_LEAD_NONE,  /* there is no contest */
    TARE_LEAD_WON,   /* there is one, and it is faster than all others */
    TARE_LEAD_EQUAL, /* there are several, shown to be equal */
    TARE_LEAD_OPEN   /* which of them is faster was not shown */
};

enum tare_lead tare_contest_lead(const struct tare_contest *contest);

/* Whom to show beside that leader, or count: the yardstick, else who is closest
 * behind. */
size_t tare_contest_next(const struct tare_contest *contest, size_t leader);

/* How many contests from that one on are of its family and have the same
 * leaders and the same to be said of them. */
size_t tare_contests_alike(const struct tare_contests *contests, size_t from);

/* The first leader against whom to show beside it; whether there is one. */
int tare_contest_ahead(const struct tare_contest *contest,
                       struct tare_meeting *ahead);

/* Behind the last contest of its family. */
size_t tare_contests_family_end(const struct tare_contests *contests,
                                size_t from);

/* Two contestants of whom one was shown to be faster up to a value of the axis,
 * and the other from another value on. */
struct tare_crossing {
    const char *below, *above; /* their names; borrowed */
    double low, high;          /* it is between these two values */
    double at;                 /* and about there, by the estimates */
};

/* The first crossing of the leaders in the family of the contest `from` that
 * begins there or later; where the search goes on, or 0 when there is none. */
size_t tare_contests_crossing(const struct tare_contests *contests, size_t from,
                              struct tare_crossing *crossing);

/* The contestants by their places, those of one place as they were declared.
 * Returned array. */
size_t *tare_contest_order(const struct tare_contest *contest);

void tare_contests_release(struct tare_contests *contests);

#endif
