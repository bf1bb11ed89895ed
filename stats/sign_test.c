/* SPDX-License-Identifier: MIT */
#include "stats/sign_test.h"

#include <math.h>

#include "stats/distributions.h"

/* P(at least k heads in n tosses) */
static double heads(size_t k, size_t n)
{
    return k > 0 ? tare_binomial_upper(k - 1, n, 0.5) : 1;
}

struct tare_sign_test tare_sign_test(const double *values, size_t count,
                                     double shift)
{
    struct tare_sign_test test = { 0, 0, 1, 1, 1 };

    for (size_t i = 0; i < count; i++) {
        test.above += values[i] > shift;
        test.below += values[i] < shift;
    }
    test.p_greater = heads(test.above, test.above + test.below);
    test.p_less = heads(test.below, test.above + test.below);
    test.p_two_sided = 2 * fmin(test.p_greater, test.p_less);
    if (test.p_two_sided > 1)
        test.p_two_sided = 1;
    return test;
}
