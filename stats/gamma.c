/* SPDX-License-Identifier: MIT */
#include "stats/gamma.h"

#include <math.h>

#include "stats/elementary.h"

#define HALF_LN_2_PI 0.9189385332046727

/* Stirling's series B_2k / (2k (2k-1) x^(2k-1)); from x = 10 on, nine terms
 * leave less than 2e-19. */
static double stirling_series(double x)
{
    static const double c[] = {
        1.0 / 12,    -1.0 / 360,       1.0 / 1260,
        -1.0 / 1680, 1.0 / 1188,       -691.0 / 360360,
        1.0 / 156,   -3617.0 / 122400, 43867.0 / 244188
    };
    double z = 1.0 / (x * x), sum = 0.0;

    for (int i = 8; i >= 0; i--)
        sum = sum * z + c[i];
    return sum / x;
}

/* Below 10, Gamma(x) = Gamma(x + n) / (x (x+1) ... (x+n-1)). */
double tare_log_gamma(double x)
{
    double product = 1.0;

    if (!(x > 0.0))
        return NAN;
    if (isinf(x))
        return x;
    for (; x < 10.0; x += 1.0)
        product *= x;
    return (x - 0.5) * tare_log(x) - x + HALF_LN_2_PI + stirling_series(x) -
           tare_log(product);
}

double tare_stirling_rest(double x)
{
    if (x >= 10.0)
        return stirling_series(x);
    return tare_log_gamma(x) - ((x - 0.5) * tare_log(x) - x + HALF_LN_2_PI);
}

/*
 * With v = (x - m)/(x + m), ln(x/m) = 2 atanh(v), so the deviance is
 * (x - m) v + 2x (v^3/3 + v^5/5 + ...): used where x and m nearly agree and
 * the plain form would cancel.
 */
double tare_deviance(double x, double mean)
{
    double v = (x - mean) / (x + mean), sum, power;

    if (x == 0.0)
        return mean;
    if (fabs(v) >= 0.25)
        return x * tare_log(x / mean) + mean - x;
    sum = (x - mean) * v;
    power = 2.0 * x * v;
    for (int i = 3;; i += 2) {
        double before = sum;

        power *= v * v;
        sum += power / (double)i;
        if (sum == before)
            return sum;
    }
}
