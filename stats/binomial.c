/* SPDX-License-Identifier: MIT */
#include "stats/binomial.h"

#include <float.h>
#include <math.h>

#include "stats/beta.h"

double tare_binomial_density(size_t successes, size_t trials, double p)
{
    if (!(p >= 0.0 && p <= 1.0))
        return NAN;
    if (successes > trials)
        return 0.0;
    return tare_binomial_weight((double)successes, (double)(trials - successes),
                                p, 1.0 - p);
}

/* P(X > k) = I_p(k + 1, n - k). */
static struct tare_tails tails_at(size_t successes, size_t trials, double p)
{
    struct tare_tails beta;

    if (!(p >= 0.0 && p <= 1.0))
        return (struct tare_tails){ NAN, NAN };
    if (successes >= trials)
        return (struct tare_tails){ 1.0, 0.0 };
    beta = tare_beta_tails(p, 1.0 - p, (double)successes + 1.0,
                           (double)(trials - successes));
    return (struct tare_tails){ beta.upper, beta.lower };
}

double tare_binomial_cdf(size_t successes, size_t trials, double p)
{
    return tails_at(successes, trials, p).lower;
}

double tare_binomial_upper(size_t successes, size_t trials, double p)
{
    return tails_at(successes, trials, p).upper;
}

/* Whichever tail is small decides, so that the answer is as good for
 * probabilities near 1 as near 0. */
static int reaches(size_t successes, size_t trials, double p, double wanted)
{
    struct tare_tails tails = tails_at(successes, trials, p);

    if (wanted > 0.5)
        return tails.upper <= (1.0 - wanted) * (1.0 + 64.0 * DBL_EPSILON);
    return tails.lower >= wanted * (1.0 - 64.0 * DBL_EPSILON);
}

size_t tare_binomial_quantile(double probability, size_t trials, double p)
{
    size_t low = 0, high = trials;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (reaches(middle, trials, p, probability))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
