/* SPDX-License-Identifier: MIT */
/* The binomial distribution of successes among `trials`, each with
 * probability p in [0, 1]; other p give NaN. */
#ifndef TARE_STATS_BINOMIAL_H
#define TARE_STATS_BINOMIAL_H

#include <stddef.h>

double tare_binomial_density(size_t successes, size_t trials, double p);
double tare_binomial_cdf(size_t successes, size_t trials, double p);
/* P(X > successes); P(X >= k) for k > 0 is tare_binomial_upper(k - 1, ...). */
double tare_binomial_upper(size_t successes, size_t trials, double p);

/* The smallest number of successes with P(X <= number) >= probability; a
 * probability that misses by 64 roundings still counts as reached, as in R. */
size_t tare_binomial_quantile(double probability, size_t trials, double p);

#endif
