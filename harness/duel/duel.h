/* SPDX-License-Identifier: MIT */
/*
 * Two builds of the same cases, measured now in pairs of launches.
 *
 * A coin decides which side of a pair goes first, so whatever the machine does
 * meanwhile cannot favour a side.  Both sides are launched from fresh copies,
 * made anew every round, with the same iterations, environment and place:
 * nothing but their content tells them apart.  One budget serves the suite;
 * who is suspected gets more of it (stats/priority.h), and alarms are confirmed
 * on fresh pairs at the end.
 *
 * What comes out is a record in which everything is kept that the verdicts
 * depend on; harness/judge/judge.h makes them from it, today or years later.
 */
#ifndef TARE_HARNESS_DUEL_H
#define TARE_HARNESS_DUEL_H

#include "harness/image/duel_side.h"
#include "harness/run/settings.h"
#include "store/fail.h"
#include "store/record.h"

struct tare_duel_settings {
    /* of these only what concerns a launch counts */
    struct tare_rounds_settings rounds;
    double threshold, alpha;
    double budget_s;  /* per case, both sides; pooled over the suite */
    size_t pairs;     /* at most so many, but for confirming; 0: no limit */
    int is_insisting; /* on measuring also executables that are identical */
    /* the threshold of a case; NULL: threshold, or what the case declares */
    double (*threshold_of)(const char *id, double declared, void *context);
    /* the limit of an exact measure, which without a policy would be
     * `otherwise`; NULL: that */
    struct tare_limit (*limit_of)(const char *id, const char *measure,
                                  struct tare_limit otherwise, void *context);
    void *context; /* of both */
};

/*
 * Measures the cases that both sides have into the run, whose cases it makes:
 * each twice, old and new, and those of one side once.  The suites are
 * the sides'.  Returns 0 also when cases failed or the outside wanted an
 * end; an error means that nothing could be measured at all.
 */
int tare_duel_run(struct tare_run *run, struct tare_duel_side *sides,
                  const struct tare_where *where,
                  struct tare_copy_folder *copy_folder,
                  const struct tare_duel_settings *settings,
                  const struct tare_watcher *watcher, struct tare_err *err);

#endif
