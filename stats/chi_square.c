/* SPDX-License-Identifier: MIT */
#include "stats/chi_square.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/gamma.h"
#include "stats/normal.h"
#include "stats/solve.h"

double tare_chi_square_cdf(double x, double df)
{
    return tare_gamma_tails(0.5 * df, 0.5 * x).lower;
}

double tare_chi_square_upper(double x, double df)
{
    return tare_gamma_tails(0.5 * df, 0.5 * x).upper;
}

double tare_chi_square_density(double x, double df)
{
    double a = 0.5 * df;

    if (!(df > 0.0) || isinf(df) || isnan(x))
        return NAN;
    if (x < 0.0 || isinf(x))
        return 0.0;
    if (x == 0.0)
        return df < 2.0 ? INFINITY : df > 2.0 ? 0.0 : 0.5;
    return tare_poisson_weight(a, 0.5 * x) * a / x;
}

struct gamma_target {
    double a;
    double log_p; /* of the smaller tail */
    int is_upper;
};

/* ln of the smaller tail against s = ln(x/2), turned to increase. */
static double log_tail(double s, double *slope, const void *context)
{
    const struct gamma_target *t = context;
    double x = tare_exp(s);
    struct tare_tails tails = tare_gamma_tails(t->a, x);
    double tail = t->is_upper ? tails.upper : tails.lower;

    *slope = t->a * tare_poisson_weight(t->a, x) / tail;
    return t->is_upper ? t->log_p - tare_log(tail) : tare_log(tail) - t->log_p;
}

/* Wilson & Hilferty (1931), or the first term of the series where their cube
 * is not positive. */
static double first_guess(double p, double a)
{
    double c = 1.0 / (9.0 * a);
    double root = 1.0 - c + tare_normal_quantile(p) * sqrt(c);

    if (root > 0.1)
        return tare_log(a) + 3.0 * tare_log(root);
    return (tare_log(p) + tare_log_gamma(a + 1.0)) / a;
}

double tare_chi_square_quantile(double p, double df)
{
    struct gamma_target target = { 0.5 * df, 0.0, p > 0.5 };
    double s;

    if (!(df > 0.0) || isinf(df) || !(p >= 0.0 && p <= 1.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p == 0.0 ? 0.0 : INFINITY;
    target.log_p = tare_log(p > 0.5 ? 1.0 - p : p);
    s = tare_solve(log_tail, &target, -745.0, 709.0, first_guess(p, target.a));
    return 2.0 * tare_exp(s);
}
