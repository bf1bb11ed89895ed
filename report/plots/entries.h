/* SPDX-License-Identifier: MIT */
/*
 * What a report is about, put in order: every case once, with both of its sides
 * and all that the comparison says of it, and the groups they belong to.
 *
 * Everything here points into the records it was made from.
 */
#ifndef TARE_REPORT_ENTRIES_H
#define TARE_REPORT_ENTRIES_H

#include "report/plots/gnuplot.h"
#include "store/comparison.h"
#include "store/contests.h"
#include "store/record.h"

enum {
    TARE_KEY_SIZE = 17, /* 16 hexadecimal digits and the end */
    TARE_ENTRY_PLOTS = 10
};

/* What is reported: one run, or a comparison and what it is of. */
struct tare_subject {
    const struct tare_run *run;    /* a run, a duel, or the new side */
    const struct tare_run *before; /* the old side, for numbers; or NULL */
    const struct tare_comparison *comparison; /* or NULL */
    const struct tare_contests *contests;     /* of the run; or NULL */
};

struct tare_entry {
    const char *id;
    char key[TARE_KEY_SIZE];        /* names its pages: a hash of the id */
    const struct tare_case *now;    /* NULL: only the old side has it */
    const struct tare_case *before; /* NULL: nothing to compare with */
    const struct tare_verdict **verdicts; /* those of the case; borrowed */
    size_t verdict_count;
    size_t group;
    struct tare_plot plots[TARE_ENTRY_PLOTS];
    size_t plot_count;
};

/* Cases that are there to be compared with each other. */
struct tare_group {
    const char *name; /* NULL: those that belong to none */
    char key[TARE_KEY_SIZE];
    size_t first, count; /* of entries */
    struct tare_plot plots[TARE_ENTRY_PLOTS];
    size_t plot_count;
};

struct tare_entries {
    struct tare_subject subject;
    struct tare_entry *items; /* group by group */
    size_t count;
    struct tare_group *groups;
    size_t group_count;
    const struct tare_verdict **verdicts; /* owned; by id */
};

void tare_entries_make(struct tare_entries *entries,
                       const struct tare_subject *subject);
void tare_entries_release(struct tare_entries *entries);

/* Whether it has a number of its own to show. */
int tare_entry_is_measured(const struct tare_entry *entry);

/* The side that is shown: now, or else before. */
const struct tare_case *tare_entry_case(const struct tare_entry *entry);

/* What is said of its time, or else of the first of its measures; NULL when
 * nothing is compared. */
const struct tare_verdict *tare_entry_verdict(const struct tare_entry *e);

/* What is said of a measure, or NULL. */
const struct tare_verdict *tare_entry_judged(const struct tare_entry *entry,
                                             const char *measure);

/* Whether the group has a page: at least two cases of it have numbers. */
int tare_group_has_page(const struct tare_entries *entries,
                        const struct tare_group *group);

#endif
