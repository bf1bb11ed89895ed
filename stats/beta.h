/* SPDX-License-Identifier: MIT */
/* The beta distribution on [0, 1]; a, b > 0, anything else gives NaN. */
#ifndef TARE_STATS_BETA_H
#define TARE_STATS_BETA_H

#include "stats/gamma.h"

double tare_beta_cdf(double x, double a, double b); /* P(X <= x) */
double tare_beta_quantile(double p, double a, double b);

/* Both tails of the regularised incomplete beta function at x, given y = 1 - x
 * too: whoever knows the small one of them exactly keeps its digits. */
struct tare_tails tare_beta_tails(double x, double y, double a, double b);

/* Gamma(a+b+1) / (Gamma(a+1) Gamma(b+1)) x^a y^b with y = 1 - x: the binomial
 * probability of a successes and b failures, for any real a, b >= 0. */
double tare_binomial_weight(double a, double b, double x, double y);

#endif
