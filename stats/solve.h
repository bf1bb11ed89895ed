/* SPDX-License-Identifier: MIT */
/* Where an increasing curve crosses zero. */
#ifndef TARE_STATS_SOLVE_H
#define TARE_STATS_SOLVE_H

/* The curve's height at x; its slope there goes to *slope. */
typedef double (*tare_curve_fn)(double x, double *slope, const void *context);

/*
 * Newton's method from `start`, kept inside a bracket that shrinks around the
 * crossing in [low, high] and halved whenever a step would leave it: quadratic
 * where the slope is good, bisection where it is not.  A curve that does not
 * cross gives the end it comes nearest to.
 */
double tare_solve(tare_curve_fn curve, const void *context, double low,
                  double high, double start);

#endif
