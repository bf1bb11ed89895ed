/* SPDX-License-Identifier: MIT */
/*
 * The gamma function's relatives from which the distributions are built.
 *
 * Densities are computed as Loader, "Fast and accurate computation of binomial
 * probabilities" (2000) does: large logarithms that would cancel never appear,
 * because Stirling's main terms are cancelled on paper first.
 */
#ifndef TARE_STATS_GAMMA_H
#define TARE_STATS_GAMMA_H

/* Both tails, each computed without subtracting the other from 1 where it is
 * the small one. */
struct tare_tails {
    double lower; /* P(X <= x) */
    double upper; /* P(X > x) */
};

/* ln Gamma(x) for x > 0; NaN otherwise. */
double tare_log_gamma(double x);

/* What Stirling's formula leaves of ln Gamma(x):
 * ln Gamma(x) = (x - 1/2) ln x - x + ln(2 pi)/2 + rest,  x > 0. */
double tare_stirling_rest(double x);

/* x ln(x / mean) + mean - x, 0 where they agree; x >= 0, mean > 0. */
double tare_deviance(double x, double mean);

#endif
