/* SPDX-License-Identifier: MIT */
/*
 * Launches of their own for the meters that disturb: of each runner as many as
 * the meter wants, in rounds.  Their times are seen by nobody; their readings
 * go into the row of the case beside its time.
 */
#ifndef TARE_HARNESS_METER_LAUNCHES_H
#define TARE_HARNESS_METER_LAUNCHES_H

#include "harness/run/runner.h"

/* Which runners, and which of them are still to be asked. */
struct tare_meter_launches {
    struct tare_runner **runners; /* borrowed */
    size_t count;
    const struct tare_wanted *wanted;
    /* of the run; 0: none.  Later, those that were asked once are left alone,
     * and evidence is not begun that would not end before. */
    double limit_ns;
    /* called before each round, NULL: nothing: launches from fresh copies */
    void (*refresh)(void *context);
    void *refreshed;
    int is_evidence; /* what they find is not to be judged; both sides of a case
                        are neighbours, and those come first that matter most */
};

/* All wanted meters that have launches of their own.  A case whose meter does
 * not work is warned when that was asked for, and is otherwise as it was. */
void tare_meter_launches_run(struct tare_context *context,
                             const struct tare_meter_launches *launches);

#endif
