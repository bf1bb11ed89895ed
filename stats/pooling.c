/* SPDX-License-Identifier: MIT */
#include "stats/pooling.h"

#include <math.h>

#include "stats/chi_square.h"
#include "stats/student.h"

/* Estimates weighted by their precision, to which machines add a variance. */
struct weighted {
    double weights, squares; /* sums of w and of w^2 */
    double mean;
    double scatter; /* sum of w (x - mean)^2 */
};

static struct weighted weigh(const double *estimates, const double *errors,
                             size_t count, double between)
{
    struct weighted all = { 0 };
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        double weight = 1 / (errors[i] * errors[i] + between);

        all.weights += weight;
        all.squares += weight * weight;
        sum += weight * estimates[i];
    }
    all.mean = sum / all.weights;
    for (size_t i = 0; i < count; i++) {
        double off = estimates[i] - all.mean;

        all.scatter += off * off / (errors[i] * errors[i] + between);
    }
    return all;
}

static int is_usable(const double *estimates, const double *errors,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(estimates[i]) || !isfinite(errors[i]) || !(errors[i] > 0))
            return 0;
    return count > 1;
}

struct tare_pooling tare_pool(const double *estimates, const double *errors,
                              size_t count, double confidence)
{
    struct tare_pooling pooling = { NAN, NAN, NAN, NAN, NAN, NAN };
    struct weighted alone, random;
    double degrees = (double)count - 1, between, ratio, reach;

    if (!is_usable(estimates, errors, count))
        return pooling;
    alone = weigh(estimates, errors, count, 0);
    pooling.q = alone.scatter;
    pooling.p = tare_chi_square_upper(alone.scatter, (unsigned)count - 1);
    between = (alone.scatter - degrees) /
              (alone.weights - alone.squares / alone.weights);
    between = between > 0 ? between : 0;
    random = weigh(estimates, errors, count, between);
    ratio = random.scatter / degrees;
    reach = tare_student_quantile((1 + confidence) / 2, degrees) *
            sqrt((ratio > 1 ? ratio : 1) / random.weights);
    pooling.spread = sqrt(between);
    pooling.mean = random.mean;
    pooling.low = random.mean - reach;
    pooling.high = random.mean + reach;
    return pooling;
}
