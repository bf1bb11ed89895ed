/* SPDX-License-Identifier: MIT */
#include "stats/saddlepoint.h"

#include <math.h>

#include "stats/elementary.h"
#include "stats/normal.h"

#define INV_SQRT_2_PI 0.3989422804014327

/*
 * The slope through the origin: P(slope <= c) = P(sum of draws <= 0), with as
 * many draws as there are points, each being x (y - c x) of one of them, all
 * equally likely.
 */
struct statistic {
    const double *x, *y;
    size_t count;
    double *draw; /* scratch: what can be drawn, for the last c */
    double estimate;
    double slope; /* -d(mean sum)/dc */
    double ratio; /* lambda / (c - estimate) at the last c: nearly constant */
};

static void fill(const struct statistic *s, double c)
{
    for (size_t i = 0; i < s->count; i++)
        s->draw[i] = s->x[i] * (s->y[i] - c * s->x[i]);
}

/* ---- the cumulant generating function of the sum ------------------------- */

struct cumulants {
    double k, k1, k2; /* K(lambda) and its first two derivatives */
};

/* n ln(mean exp(lambda u)) and its derivatives, the mean and variance under the
 * tilted weights.  The largest exponent is taken out, so that nothing
 * overflows. */
static struct cumulants cumulants_at(const struct statistic *s, double lambda)
{
    const double *u = s->draw;
    double n = (double)s->count, largest = -INFINITY;
    double total = 0.0, first = 0.0, second = 0.0;

    for (size_t i = 0; i < s->count; i++)
        largest = lambda * u[i] > largest ? lambda * u[i] : largest;
    for (size_t i = 0; i < s->count; i++) {
        double weight = tare_exp(lambda * u[i] - largest);

        total += weight;
        first += weight * u[i];
        second += weight * u[i] * u[i];
    }
    first /= total;
    return (struct cumulants){ .k = n * (largest + tare_log(total / n)),
                               .k1 = n * first,
                               .k2 = n * (second / total - first * first) };
}

/* Least and largest possible sum, and the largest single draw. */
struct range {
    double low, high, largest;
};

static struct range range_of(const struct statistic *s)
{
    double low = s->draw[0], high = s->draw[0], n = (double)s->count;

    for (size_t i = 1; i < s->count; i++) {
        low = s->draw[i] < low ? s->draw[i] : low;
        high = s->draw[i] > high ? s->draw[i] : high;
    }
    return (struct range){ n * low, n * high, fmax(-low, high) };
}

/*
 * Where K' = 0, by Newton's method in a bracket, and the cumulants there.  K'
 * increases, so its sign shrinks the bracket.  A step that is small beside
 * 1/sqrt(K'') is the last one, and its effect on K is accounted for to second
 * order instead of by another pass.
 */
static struct cumulants tilt(const struct statistic *s, double limit,
                             double *lambda)
{
    double low = -limit, high = limit;
    struct cumulants at = cumulants_at(s, *lambda);

    for (int i = 0; i < 100; i++) {
        double step = -at.k1 / at.k2, next = *lambda + step;

        if (fabs(step) * sqrt(at.k2) < 1e-7) {
            at.k += 0.5 * at.k1 * step;
            *lambda = next;
            break;
        }
        if (at.k1 < 0.0)
            low = *lambda;
        else
            high = *lambda;
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (next == low || next == high)
            break;
        *lambda = next;
        at = cumulants_at(s, next);
    }
    return at;
}

/* Third cumulant of the sum, untilted: only the skewness at the centre needs
 * it. */
static double third_cumulant(const struct statistic *s)
{
    double n = (double)s->count, mean = 0.0, sum = 0.0;

    for (size_t i = 0; i < s->count; i++)
        mean += s->draw[i] / n;
    for (size_t i = 0; i < s->count; i++)
        sum += (s->draw[i] - mean) * (s->draw[i] - mean) * (s->draw[i] - mean);
    return sum;
}

/*
 * P(statistic <= c) by Lugannani & Rice:
 *
 *     Phi(w) + phi(w) (1/w - 1/v),  w = sgn(lambda) sqrt(-2K),
 *                                   v = lambda sqrt(K''),  K'(lambda) = 0.
 *
 * Both reciprocals grow without bound towards the centre, where their
 * difference is the skewness over 6: that is used for small w.
 */
static double chance_at_most(struct statistic *s, double c)
{
    struct range range;
    struct cumulants at;
    double lambda, limit, w, v;

    fill(s, c);
    range = range_of(s);
    if (range.low >= 0.0 || range.high <= 0.0)
        return range.low >= 0.0 ? 0.0 : 1.0;
    limit = 700.0 / range.largest;
    lambda = fmin(fmax(s->ratio * (c - s->estimate), -limit), limit);
    at = tilt(s, limit, &lambda);
    if (c != s->estimate)
        s->ratio = lambda / (c - s->estimate);
    w = sqrt(fmax(-2.0 * at.k, 0.0));
    w = lambda < 0.0 ? -w : w;
    v = lambda * sqrt(at.k2);
    if (fabs(w) < 1e-3)
        return 0.5 + INV_SQRT_2_PI *
                         (w + third_cumulant(s) / (6.0 * at.k2 * sqrt(at.k2)));
    return tare_normal_cdf(w) + tare_normal_density(w) * (1.0 / w - 1.0 / v);
}

/* ---- from probabilities to ends ------------------------------------------ */

/* How many standard deviations too far right c is for probability p: nearly
 * straight in c.  The formula may leave [0, 1] at the edge of the possible. */
static double excess(struct statistic *s, double c, double z)
{
    double p = chance_at_most(s, c);

    return tare_normal_quantile(fmin(fmax(p, 1e-300), 1.0 - 1e-16)) - z;
}

/*
 * The c that is not exceeded with probability Phi(z).  Walks outwards from the
 * estimate in steps of half the normal distance until it is passed, then
 * closes in by false position (the Illinois form), and by halving should that
 * not have worked in 20 steps: few values have their distribution end in a
 * jump.
 */
static double end_at(struct statistic *s, double z, double error)
{
    double near = s->estimate, far = near, step = 0.5 * z * error;
    double f_near = -z, f_far = -z;

    for (int i = 0; i < 60 && f_far * z < 0.0; i++) {
        near = far;
        f_near = f_far;
        far += step;
        f_far = excess(s, far, z);
        step *= i < 4 ? 1.0 : 2.0;
    }
    for (int i = 0; i < 100 && fabs(far - near) > 1e-10 * error; i++) {
        double c = i < 20 ? near - f_near * (far - near) / (f_far - f_near)
                          : 0.5 * (near + far);
        double f = excess(s, c, z);

        if (fabs(f) < 1e-9)
            return c;
        if (f * z < 0.0) {
            near = c;
            f_near = f;
            f_far *= 0.5;
        } else {
            far = c;
            f_far = f;
            f_near *= 0.5;
        }
    }
    return far;
}

static struct tare_interval interval_of(struct statistic *s, double confidence)
{
    struct tare_interval interval = { s->estimate, NAN, NAN, confidence, 0 };
    struct cumulants at;
    double z, error;

    if (!(fabs(s->estimate) < INFINITY) ||
        !(confidence > 0.0 && confidence < 1.0))
        return interval;
    fill(s, s->estimate);
    at = cumulants_at(s, 0.0);
    error = sqrt(at.k2) / fabs(s->slope);
    interval.low = interval.high = s->estimate;
    if (!(error > 0.0))
        return interval;
    /* the normal approximation's lambda, -K'/K'' at 0 */
    s->ratio = s->slope / at.k2;
    z = tare_normal_quantile(0.5 + 0.5 * confidence);
    interval.low = end_at(s, -z, error);
    interval.high = end_at(s, z, error);
    return interval;
}

struct tare_interval tare_saddlepoint_slope(const double *x, const double *y,
                                            size_t count, double confidence,
                                            double *scratch)
{
    struct statistic s = { .x = x, .y = y, .count = count, .draw = scratch };
    double products = 0.0;

    for (size_t i = 0; i < count; i++) {
        products += x[i] * y[i];
        s.slope += x[i] * x[i];
    }
    s.estimate = products / s.slope;
    if (count < 2)
        return (struct tare_interval){ s.estimate, -INFINITY, INFINITY, 0.0,
                                       2 };
    return interval_of(&s, confidence);
}
