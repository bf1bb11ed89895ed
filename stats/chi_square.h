/* SPDX-License-Identifier: MIT */
/* The chi-square distribution with a whole number of degrees of freedom, of
 * which only the upper tail is asked for: P(X > x), 0 or more degrees. */
#ifndef TARE_STATS_CHI_SQUARE_H
#define TARE_STATS_CHI_SQUARE_H

double tare_chi_square_upper(double x, unsigned degrees);

#endif
