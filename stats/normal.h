/* SPDX-License-Identifier: MIT */
/* The standard normal distribution, both tails to full relative precision. */
#ifndef TARE_STATS_NORMAL_H
#define TARE_STATS_NORMAL_H

double tare_normal_density(double z);
double tare_normal_cdf(double z);   /* P(Z <= z) */
double tare_normal_upper(double z); /* P(Z > z) */

/* The z with P(Z <= z) = p; infinite at 0 and 1, NaN outside [0, 1]. */
double tare_normal_quantile(double p);

#endif
