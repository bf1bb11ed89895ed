/* SPDX-License-Identifier: MIT */
/*
 * How much to measure: repetition where the variance is.
 *
 * After Kalibera & Jones, "Rigorous benchmarking in reasonable time" (2013):
 * variance arises inside a launch and between launches, either level has its
 * cost, and what is worth repeating follows from both.  A launch's value is the
 * median of its samples, whose variance is 1.57 (pi / 2) that of the mean.
 */
#ifndef TARE_STATS_PLANNING_H
#define TARE_STATS_PLANNING_H

#include <stddef.h>

#include "stats/sequential.h"

enum {
    TARE_PLAN_FEWEST_SAMPLES = 5,
    TARE_PLAN_MOST_SAMPLES = 20,
    TARE_PLAN_FEWEST_LAUNCHES = 30
};

/* The standard deviation between launches that remains of `observed`, that of
 * launch values, without what the samples inside contribute.  0 when they
 * explain all of it. */
double tare_plan_between(double observed, double within, size_t samples);

/*
 * Samples per launch that make the best of the time, from 5 to 20.  Costs in
 * one unit: of a launch with its warm-up, and of one sample; standard
 * deviations inside a launch and between launches (tare_plan_between).  Where
 * they tell nothing, 10.
 */
size_t tare_plan_samples(double launch_cost, double sample_cost, double within,
                         double between);

/*
 * Launches in all that would bring the half-width of the trimmed interval down
 * to 0.9 of half_width, given the standard error after `launches` of them; at
 * least 30, 0 when no number would.
 */
size_t tare_plan_launches(double standard_error, size_t launches,
                          double half_width, double confidence);

/* What follows is about a duel; deviation is that of the logarithm of one
 * launch's time, the same on both sides. */

/* Pairs that find a change of the threshold with probability 0.95. */
size_t tare_plan_pairs(const struct tare_rule *rule, double deviation);

/* The probability that this many pairs raise an alarm at a true change, a
 * log-ratio above 0. */
double tare_plan_power(const struct tare_rule *rule, double deviation,
                       size_t pairs, double change);

/* The smallest change, as a log-ratio, found with probability 0.95; infinite
 * for no pairs. */
double tare_plan_detectable(const struct tare_rule *rule, double deviation,
                            size_t pairs);

#endif
