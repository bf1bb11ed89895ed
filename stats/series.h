/* SPDX-License-Identifier: MIT */
/*
 * Values in the order of time: do they depend on each other, do they drift?
 *
 * Each answer is about one thing: neighbours alike (autocorrelation), slow
 * movement over a session (von Neumann's ratio), movement inside the launches
 * (halves), dependence inside the launches (Fisher's z over launches).
 */
#ifndef TARE_STATS_SERIES_H
#define TARE_STATS_SERIES_H

#include <stddef.h>

/*
 * The autocorrelation at a lag, as R's acf: products of deviations from the
 * common mean, over the sum of squares, without correction for the missing
 * `lag` terms.  NaN when the values do not vary or are fewer than lag + 1.
 */
double tare_autocorrelation(const double *values, size_t count, size_t lag);

struct tare_von_neumann {
    double ratio; /* sum of squared steps over sum of squared deviations: about
                     2 for independent values, smaller for slow movement */
    int drifted;  /* below 2 - 4.7 / sqrt(count), at 1 % */
    size_t needs; /* 0, or how many values it takes */
};

struct tare_von_neumann tare_von_neumann(const double *values, size_t count);

struct tare_halves {
    double change; /* Hodges-Lehmann estimate of ln(second / first half) */
    double p;      /* two-sided signed-rank */
    int drifts;    /* p < 0.001 and a change above half the threshold */
    size_t needs;  /* 0, or how many launches it takes to show a drift: 11 */
};

/*
 * Not warmed up, or drifting, inside the launches?  ratios: for each launch the
 * logarithm of its second half's median over its first half's.  threshold is
 * the change that matters (0.02).  scratch holds tare_halves_scratch(count)
 * doubles.
 */
struct tare_halves tare_halves(const double *ratios, size_t count,
                               double threshold, double *scratch);
size_t tare_halves_scratch(size_t count);

struct tare_dependence {
    double correlation; /* lag 1, averaged over launches by Fisher's z */
    double effective;   /* independent samples that one launch is worth */
    int dependent;      /* correlation beyond chance (1 %) and above 0.2 */
    size_t needs;       /* 0, or how many launches it takes */
};

/* Do the samples inside a launch depend on each other?  lag_one: the lag-1
 * autocorrelation of each launch; NaN ones are skipped. */
struct tare_dependence tare_dependence(const double *lag_one, size_t count,
                                       size_t samples);

#endif
