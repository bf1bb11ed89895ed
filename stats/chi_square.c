/* SPDX-License-Identifier: MIT */
#include "stats/chi_square.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/normal.h"

/* The tail of k + 2 degrees is that of k and (x/2)^(k/2) e^(-x/2) / Gamma(k/2
 * + 1), from 0 on the tail of nothing and from 1 that of a normal square: a sum
 * of positive terms, each of which comes from the one before. */
double tare_chi_square_upper(double x, unsigned degrees)
{
    static const double two_over_pi = 0.63661977236758134308;
    unsigned from = degrees % 2;
    double sum, term;

    if (isnan(x))
        return NAN;
    if (!(x > 0) || degrees == 0)
        return x > 0 ? 0 : 1;
    if (isinf(x))
        return 0;
    sum = from == 1 ? 2 * tare_normal_upper(sqrt(x)) : 0;
    term = tare_exp(-x / 2) * (from == 1 ? sqrt(x * two_over_pi) : 1);
    for (unsigned k = from; k < degrees; k += 2) {
        sum += term;
        term *= x / (k + 2);
    }
    return sum < 1 ? sum : 1;
}
