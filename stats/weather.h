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

/* By how much more than in quiet a canary takes that fills the core, when a
 * neighbour takes a part of it: a quarter or more, where readings in quiet lie
 * within 2 %; and by how much a clock may vary before a canary rather lost the
 * CPU for a moment. */
#define TARE_CROWDED 1.05
#define TARE_TORN    1.6

/* The quantile of its quiet samples that is the time of a launch.  Every few
 * milliseconds the kernel's tick takes a part of a sample, up to 20 µs of a
 * virtual machine; a median is with it in one run and without it in the next. */
#define TARE_LOWER 0.25

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
 * tell; so 1 with an SD of 0.15 goes in as what is known before.  The paces are
 * known with that variance, by which they vary more than the clock did.  Between
 * 0 and 1, with its standard error.  scratch holds 2 * count.
 */
struct tare_pace_slope {
    double value, error;
};

struct tare_pace_slope tare_pace_slope(const double *times, const double *paces,
                                       size_t count, double variance,
                                       double *scratch);

/* What an iteration takes in those stretches of a sample that nothing interrupted:
 * the mean of those that do not lie far above the lower quarter, by how that
 * scatters.  So what differs from one iteration to the next by itself stays in it.
 * Reorders them. */
double tare_uninterrupted(double *stretches, size_t count);

/* Whether interrupts can be all that was taken out so: of the logarithms of times,
 * where interrupts took that share of canaries.  What is more is the benchmark's
 * own, and counts. */
int tare_interrupts_explain(double taken_out, double interrupted);

/* By how much the clock is slower during launches than just before them, from the
 * logarithm of that for each: their median where it is more than 0.3 % either way
 * and for certain, else 0.  Reorders them. */
double tare_own_pace(double *differences, size_t count);

#endif
