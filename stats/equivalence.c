/* SPDX-License-Identifier: MIT */
#include "stats/equivalence.h"

#include <math.h>

#include "stats/distributions.h"
#include "stats/mean_tests.h"

static struct tare_equivalence both(double p_above, double p_below)
{
    struct tare_equivalence result = { p_above, p_below, 0, 0 };

    result.p = fmax(p_above, p_below);
    return result;
}

/* P(T > t), where nothing varies a certainty; 1 if t is no number. */
static double upper(double distance, const struct tare_mean_test *test)
{
    if (test->standard_error > 0)
        return tare_student_cdf(-distance / test->standard_error,
                                test->degrees);
    return distance > 0 ? 0 : 1;
}

static struct tare_equivalence from_test(const struct tare_mean_test *test,
                                         double low, double high)
{
    struct tare_equivalence result = both(1, 1);

    if (test->needs == 0 && !isnan(test->difference))
        result = both(upper(test->difference - low, test),
                      upper(high - test->difference, test));
    result.needs = test->needs;
    return result;
}

struct tare_equivalence tare_equivalence_student(const double *values,
                                                 size_t count, double low,
                                                 double high)
{
    struct tare_mean_test test = tare_student_test(values, count, 0);

    return from_test(&test, low, high);
}

struct tare_equivalence tare_equivalence_welch(const double *x, size_t count_x,
                                               const double *y, size_t count_y,
                                               double low, double high)
{
    struct tare_mean_test test = tare_welch_test(x, count_x, y, count_y);

    return from_test(&test, low, high);
}

struct tare_equivalence
tare_equivalence_signed_rank(const double *sorted, size_t count, double low,
                             double high,
                             const struct tare_signed_rank_null *null)
{
    struct tare_equivalence result =
        both(tare_signed_rank(sorted, count, low, null).p_greater,
             tare_signed_rank(sorted, count, high, null).p_less);

    result.needs = count > 0 ? 0 : 1;
    return result;
}
