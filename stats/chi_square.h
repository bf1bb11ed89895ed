/* SPDX-License-Identifier: MIT */
/* The chi-square distribution; df > 0 need not be whole. */
#ifndef TARE_STATS_CHI_SQUARE_H
#define TARE_STATS_CHI_SQUARE_H

double tare_chi_square_density(double x, double df);
double tare_chi_square_cdf(double x, double df);   /* P(X <= x) */
double tare_chi_square_upper(double x, double df); /* P(X > x) */
double tare_chi_square_quantile(double p, double df);

#endif
