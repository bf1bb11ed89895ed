/* SPDX-License-Identifier: MIT */
/*
 * What a shared machine does to times, told by canaries: short pieces of work
 * that are always the same, timed beside each sample (docs/statistics.md).
 * Which samples count, and how they are adjusted, is decided by the canaries
 * alone, never by the times themselves.
 */
#ifndef TARE_STATS_WEATHER_H
#define TARE_STATS_WEATHER_H

#include <stddef.h>

/* The level of readings that nothing disturbed: their 5 % quantile.  Reorders
 * them; NaN for none. */
double tare_fast_level(double *readings, size_t count);

/*
 * How much of a change of the core's clock shows in the times of a case: 1 when
 * they are as many cycles whatever the clock, less when memory decides, which
 * has a clock of its own.  times and paces are logarithms, one of each for a
 * launch.
 *
 * A line through the launches, without those that lie far from it.  Where the
 * pace hardly varied, or the times vary for other reasons, the launches do not
 * tell; so 1 with an SD of 0.15 goes in as what is known before.  Between 0
 * and 1.  scratch holds 2 * count.
 */
double tare_pace_slope(const double *times, const double *paces, size_t count,
                       double *scratch);

#endif
