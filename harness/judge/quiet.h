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

/* Sets the values of the launches of a measure of time, and which of them are
 * set aside.  Without canaries they stay medians. */
void tare_quiet_launches(struct tare_measure *time,
                         const struct tare_weather *weather);

/*
 * Sets the value of one launch of a duel, by itself: the median of its quiet
 * samples at that pace, or, where too few are quiet, of all.  `own` of the
 * launch is for the judge.
 */
void tare_quiet_launch(struct tare_launch *launch,
                       const struct tare_weather *weather);

#endif
