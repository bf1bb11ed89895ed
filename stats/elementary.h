/* SPDX-License-Identifier: MIT */
/*
 * Exponential and logarithm that give the same bits everywhere.
 *
 * The C library's differ in the last digit between versions and processors
 * (whether it fuses multiply and add is decided at run time), and a result
 * that is stored and compared must not.  These use +, -, *, / only, so IEEE
 * arithmetic settles every bit; they are within 1 unit in the last place
 * (1.5 for the two "minus one" forms).  sqrt, fabs and floor of the C library
 * are exact by definition and used as they are.
 *
 * Borders are those of <math.h>: exp(-inf) = 0, log(0) = -inf, log(-1) = NaN.
 * No errno, no floating-point exceptions promised.
 */
#ifndef TARE_STATS_ELEMENTARY_H
#define TARE_STATS_ELEMENTARY_H

#include <float.h>

/* The x87 rounds twice, and sums that find what was rounded off find nothing.
 * (1 is what s390x says: floats are computed as doubles, and those as they are.) */
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error "tare needs arithmetic that rounds to double: add -msse2 -mfpmath=sse"
#endif

double tare_exp(double x);
double tare_log(double x);

/* exp(x) - 1 and log(1 + x) with their digits kept near x = 0. */
double tare_expm1(double x);
double tare_log1p(double x);

#endif
