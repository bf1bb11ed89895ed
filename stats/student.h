/* SPDX-License-Identifier: MIT */
/*
 * Student's t distribution.  df > 0 need not be whole; infinite df is the
 * normal distribution.  The upper tail is tare_student_cdf(-t, df).
 */
#ifndef TARE_STATS_STUDENT_H
#define TARE_STATS_STUDENT_H

double tare_student_density(double t, double df);
double tare_student_cdf(double t, double df);
double tare_student_quantile(double p, double df);

#endif
