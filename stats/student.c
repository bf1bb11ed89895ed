/* SPDX-License-Identifier: MIT */
#include "stats/student.h"

#include <math.h>

#include "stats/beta.h"
#include "stats/elementary.h"
#include "stats/normal.h"
#include "stats/solve.h"

#define SQRT_2_PI 2.5066282746310002

/* ln(1 + t^2/df) without overflow. */
static double log_spread(double t, double df)
{
    if (fabs(t) < 1e100)
        return tare_log1p(t * t / df);
    return 2.0 * tare_log(fabs(t)) - tare_log(df);
}

/* Gamma(h + 1/2) / Gamma(h) = sqrt(h) exp(h ln(1 + 1/2h) - 1/2 + rests). */
double tare_student_density(double t, double df)
{
    double h = 0.5 * df;

    if (!(df > 0.0) || isnan(t))
        return NAN;
    if (isinf(df))
        return tare_normal_density(t);
    if (isinf(t))
        return 0.0;
    return tare_exp(h * tare_log1p(0.5 / h) - 0.5 +
                    tare_stirling_rest(h + 0.5) - tare_stirling_rest(h) -
                    (h + 0.5) * log_spread(t, df)) /
           SQRT_2_PI;
}

/* P(|T| > t) as upper and P(|T| <= t) as lower tail, t >= 0.  The argument of
 * the beta function is t^2/(df + t^2), formed without overflow. */
static struct tare_tails both_sides(double t, double df)
{
    double ratio;

    if (t * t <= df) {
        ratio = t * t / df;
        return tare_beta_tails(ratio / (1.0 + ratio), 1.0 / (1.0 + ratio), 0.5,
                               0.5 * df);
    }
    ratio = df / t / t;
    return tare_beta_tails(1.0 / (1.0 + ratio), ratio / (1.0 + ratio), 0.5,
                           0.5 * df);
}

double tare_student_cdf(double t, double df)
{
    double outside;

    if (!(df > 0.0) || isnan(t))
        return NAN;
    if (isinf(df))
        return tare_normal_cdf(t);
    outside = 0.5 * both_sides(fabs(t), df).upper;
    return t < 0.0 ? outside : 1.0 - outside;
}

struct student_target {
    double df;
    double p; /* to be inside (centre), or ln of what is to be above (tail) */
};

static double centre_curve(double t, double *slope, const void *context)
{
    const struct student_target *target = context;

    *slope = 2.0 * tare_student_density(t, target->df);
    return both_sides(t, target->df).lower - target->p;
}

/* ln of the tail against ln t: nearly straight far out, where the density
 * falls like a power. */
static double tail_curve(double s, double *slope, const void *context)
{
    const struct student_target *target = context;
    double t = tare_exp(s), tail = 0.5 * both_sides(t, target->df).upper;

    *slope = t * tare_student_density(t, target->df) / tail;
    return target->p - tare_log(tail);
}

/* First order Cornish & Fisher where that is good; exact for df = 2 below. */
static double first_guess(double p, double df)
{
    double z;

    if (df < 3.0)
        return (2.0 * p - 1.0) / sqrt(2.0 * p * (1.0 - p));
    z = tare_normal_quantile(p);
    return z * (1.0 + (z * z + 1.0) / (4.0 * df));
}

double tare_student_quantile(double p, double df)
{
    double q = p < 0.5 ? p : 1.0 - p, guess, t;

    if (!(df > 0.0) || !(p >= 0.0 && p <= 1.0))
        return NAN;
    if (isinf(df))
        return tare_normal_quantile(p);
    if (q == 0.0)
        return p == 0.0 ? -INFINITY : INFINITY;
    if (p == 0.5)
        return 0.0;
    guess = -first_guess(q, df);
    if (q > 0.25) {
        struct student_target inside = { df, 2.0 * fabs(p - 0.5) };

        t = tare_solve(centre_curve, &inside, 0.0, 1.5, guess);
    } else {
        struct student_target above = { df, tare_log(q) };

        t = tare_exp(
            tare_solve(tail_curve, &above, -5.0, 709.0, tare_log(guess)));
    }
    return p < 0.5 ? -t : t;
}
