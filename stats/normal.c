/* SPDX-License-Identifier: MIT */
#include "stats/normal.h"

#include <math.h>
#include <stddef.h>

#include "stats/elementary.h"

#define SQRT_HALF_PI  1.2533141373155003 /* sqrt(pi / 2) */
#define INV_SQRT_2_PI 0.3989422804014327 /* 1 / sqrt(2 pi) */

/*
 * exp(-z^2/2).  Rounding the square would cost z^2/2 units in the last place,
 * so z is cut at a multiple of 1/16: its square is then exact, and
 * z^2 = c^2 + (z - c)(z + c).
 */
static double exp_minus_half_square(double z)
{
    double cut;

    if (!(fabs(z) < 40.0))
        return isnan(z) ? z : 0.0;
    cut = (double)(int)(z * 16.0) / 16.0;
    return tare_exp(-0.5 * cut * cut) * tare_exp(-0.5 * (z - cut) * (z + cut));
}

double tare_normal_density(double z)
{
    return INV_SQRT_2_PI * exp_minus_half_square(z);
}

/* Chebyshev coefficients of (1 + z sqrt(pi/2)) exp(z^2/2) P(Z > z) in
 * t = (z - 5)/(z + 5), made by tests/vectors/normal_table.py. */
/* clang-format off */
static const double scaled_tail[] = {
    0.5395436637495874,
    -0.025946143729005257,
    -0.028690014098563924,
    0.022573289387339227,
    -0.010061346356229666,
    0.0032401703255444318,
    -0.00078016575932895722,
    0.00013335605903757895,
    -1.2527638421480016e-05,
    -6.3616350132744843e-07,
    3.9642487680063275e-07,
    -3.7528685947525406e-08,
    -6.3747085511956769e-09,
    1.7048864792073802e-09,
    5.1475523272852091e-11,
    -5.7468655997829455e-11,
    1.4155071065707757e-12,
    1.9199818623286758e-12,
    -1.0714415602782776e-13,
    -6.9139223008652066e-14,
    4.6129916285235472e-15,
    2.7407422317700138e-15,
    -1.5345840227300261e-16,
    -1.177731250119063e-16,
    2.9962000991401862e-18,
    5.2921124895494671e-18,
    1.1369441392083778e-19,
};
/* clang-format on */
#define TERMS (sizeof scaled_tail / sizeof scaled_tail[0])

/* P(Z > z) for z >= 0, by Clenshaw's recurrence. */
static double right_tail(double z)
{
    double t = (z - 5.0) / (z + 5.0), b = 0.0, next = 0.0;

    for (size_t i = TERMS - 1; i > 0; i--) {
        double b_new = 2.0 * t * b - next + scaled_tail[i];

        next = b;
        b = b_new;
    }
    return exp_minus_half_square(z) * (t * b - next + scaled_tail[0]) /
           (1.0 + SQRT_HALF_PI * z);
}

double tare_normal_upper(double z)
{
    if (isnan(z) || isinf(z))
        return isnan(z) ? z : z > 0.0 ? 0.0 : 1.0;
    return z >= 0.0 ? right_tail(z) : 1.0 - right_tail(-z);
}

double tare_normal_cdf(double z)
{
    return tare_normal_upper(-z);
}

/* P(0 < Z <= z) by the series z + z^3/3 + z^5/(3*5) + ... times the density:
 * all of one sign, so small results keep their digits.  For |z| < 2. */
static double centre(double z)
{
    double term = z, sum = 0.0;

    for (int i = 3; fabs(term) > 1e-17 * fabs(sum); i += 2) {
        sum += term;
        term *= z * z / (double)i;
    }
    return sum * tare_normal_density(z);
}

/*
 * Abramowitz & Stegun 26.2.23, off by 5e-4 for usual q and by 3e-3 far out,
 * then Halley's method, each step of which triples the number of right digits.
 */
static double tail_quantile(double q)
{
    double t = sqrt(-2.0 * tare_log(q));
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

    for (int i = 0; i < 3; i++) {
        double step = (right_tail(z) - q) / tare_normal_density(z);

        z += step / (1.0 + 0.5 * step * z);
    }
    return z;
}

/* The same from the other side: q = P(0 < Z <= z), |q| <= 0.4; the start is
 * the inverse series to third order. */
static double centre_quantile(double q)
{
    double u = q / INV_SQRT_2_PI;
    double z = u * (1.0 + u * u * (1.0 / 6 + u * u * (7.0 / 120)));

    for (int i = 0; i < 3; i++) {
        double step = (centre(z) - q) / tare_normal_density(z);

        z -= step / (1.0 + 0.5 * step * z);
    }
    return z;
}

double tare_normal_quantile(double p)
{
    if (!(p >= 0.0 && p <= 1.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? -INFINITY : INFINITY;
    if (fabs(p - 0.5) < 0.4)
        return centre_quantile(p - 0.5);
    return p < 0.5 ? -tail_quantile(p) : tail_quantile(1.0 - p);
}
