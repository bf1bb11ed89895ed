/* SPDX-License-Identifier: MIT */
/*
 * Which samples were taken in quiet, and what the launches say then: how long
 * the code takes when it has its core to itself, at full clock.
 */
#ifndef TARE_HARNESS_QUIET_H
#define TARE_HARNESS_QUIET_H

#include "store/record.h"

/* What the canaries of the run read when nothing disturbed them, and how much of
 * the run was quiet.  before: what is remembered of this machine; all zero for
 * nothing. */
struct tare_weather tare_weather_of(const struct tare_run *run,
                                    const struct tare_weather *before);

enum tare_quiet {
    TARE_QUIET_UNKNOWN, /* no canaries: the launches stay medians */
    TARE_QUIET_NEVER,   /* too few launches were quiet: they stay medians too */
    TARE_QUIET_ENOUGH
};

/* Sets the values of the launches of a measure of time, and which of them are
 * set aside. */
enum tare_quiet tare_quiet_launches(struct tare_measure *time,
                                    const struct tare_weather *weather);

/* How many samples there are, how many of them in quiet, and what disturbed the
 * others: added to what is there. */
struct tare_quiet_counts {
    size_t samples, quiet, preempted, crowded;
};

void tare_quiet_count(struct tare_quiet_counts *counts,
                      const struct tare_measure *time,
                      const struct tare_weather *weather);

/* Notes in the weather of the run how much of it was quiet. */
void tare_quiet_note(struct tare_run *run);

/*
 * Sets the value of one launch of a duel, by itself: the lower quartile of its
 * quiet samples at that pace, or, where too few are quiet, of all.  `own` and
 * `whole` of the launch are for the judge.
 */
void tare_quiet_launch(struct tare_launch *launch,
                       const struct tare_weather *weather);

#endif
