/* SPDX-License-Identifier: MIT */
#include "stats/beta.h"

#include <float.h>
#include <math.h>

#include "stats/elementary.h"
#include "stats/normal.h"
#include "stats/solve.h"

#define TWO_PI 6.283185307179586

/* y^n, where x = 1 - y is at hand for y near 1. */
static double power(double y, double x, double n)
{
    return tare_exp(n * (x < 0.5 ? tare_log1p(-x) : tare_log(y)));
}

double tare_binomial_weight(double a, double b, double x, double y)
{
    double n = a + b;

    if (a == 0.0)
        return power(y, x, b);
    if (b == 0.0)
        return power(x, y, a);
    if (x == 0.0 || y == 0.0)
        return 0.0;
    return tare_exp(tare_stirling_rest(n) - tare_stirling_rest(a) -
                    tare_stirling_rest(b) - tare_deviance(a, n * x) -
                    tare_deviance(b, n * y)) *
           sqrt(n / (TWO_PI * a * b));
}

/* About 2 sqrt(max(a, b)) steps are needed at worst: enough for 1e9. */
#define STEPS 100000

/*
 * I_x(a, b) B(a, b) / (x^a y^b) = 1/(b0 + a1/(b1 + a2/(b2 + ...))), the even
 * part of the classical continued fraction (DLMF 8.17.22), with
 *
 *     a_m = m (a+m-1) (a+b+m-1) (b-m) x^2 / (a+2m-1)^2
 *     b_m = m + m (b-m) x / (a+2m-1) + (a+m) (lambda + 1 + m (1+y)) / (a+2m+1)
 *
 * where lambda = a y - b x.  It converges fast while lambda + 1 > 0, and with
 * both x and y at hand lambda does not cancel where one of them is tiny.
 * Evaluated by Lentz's method as modified by Thompson & Barnett (1986).
 */
static double beta_fraction(double x, double y, double a, double b)
{
    double lambda = a * y - b * x;
    double value = a * (lambda + 1.0) / (a + 1.0), c = value, d = 0.0;

    for (int i = 1; i < STEPS; i++) {
        double m = (double)i, s = a + 2.0 * m;
        double part = m * (b - m) * x / (s - 1.0);
        double above = part * x * (a + m - 1.0) * (a + b + m - 1.0) / (s - 1.0);
        double below =
            m + part + (a + m) * (lambda + 1.0 + m * (1.0 + y)) / (s + 1.0);
        double change;

        d = 1.0 / (below + above * d);
        c = below + above / c;
        change = c * d;
        value *= change;
        if (fabs(change - 1.0) <= DBL_EPSILON)
            break;
    }
    return 1.0 / value;
}

struct tare_tails tare_beta_tails(double x, double y, double a, double b)
{
    struct tare_tails tails = { NAN, NAN };
    double weight;

    if (!(a > 0.0 && b > 0.0 && a + b < INFINITY) || isnan(x) || isnan(y))
        return tails;
    if (x <= 0.0)
        return (struct tare_tails){ 0.0, 1.0 };
    if (y <= 0.0)
        return (struct tare_tails){ 1.0, 0.0 };
    weight = tare_binomial_weight(a, b, x, y) * a * b / (a + b);
    /* left of the mode or so */
    if (x <= (a + 1.0) / (a + b + 2.0)) {
        tails.lower = weight * beta_fraction(x, y, a, b);
        tails.upper = 1.0 - tails.lower;
    } else {
        tails.upper = weight * beta_fraction(y, x, b, a);
        tails.lower = 1.0 - tails.upper;
    }
    return tails;
}

double tare_beta_cdf(double x, double a, double b)
{
    return tare_beta_tails(x, 1.0 - x, a, b).lower;
}

struct beta_target {
    double a, b;
    double log_p; /* of the smaller tail */
    int is_upper;
};

/* ln of the smaller tail against s = ln(x / (1 - x)), where it is nearly
 * straight; turned so that it increases. */
static double log_tail(double s, double *slope, const void *context)
{
    const struct beta_target *t = context;
    double x = 1.0 / (1.0 + tare_exp(-s)), y = 1.0 / (1.0 + tare_exp(s));
    struct tare_tails tails = tare_beta_tails(x, y, t->a, t->b);
    double tail = t->is_upper ? tails.upper : tails.lower;
    double weight = tare_binomial_weight(t->a, t->b, x, y);

    *slope = weight * t->a * t->b / ((t->a + t->b) * tail);
    return t->is_upper ? t->log_p - tare_log(tail) : tare_log(tail) - t->log_p;
}

double tare_beta_quantile(double p, double a, double b)
{
    struct beta_target target = { a, b, 0.0, p > 0.5 };
    double start, s;

    if (!(a > 0.0 && b > 0.0 && a + b < INFINITY) || !(p >= 0.0 && p <= 1.0))
        return NAN;
    if (p == 0.0 || p == 1.0)
        return p;
    target.log_p = tare_log(p > 0.5 ? 1.0 - p : p);
    start = tare_log(a / b) + tare_normal_quantile(p) * sqrt(1.0 / a + 1.0 / b);
    s = tare_solve(log_tail, &target, -745.0, 745.0, start);
    return 1.0 / (1.0 + tare_exp(-s));
}
