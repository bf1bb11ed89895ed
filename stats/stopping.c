/* SPDX-License-Identifier: MIT */
#include "stats/stopping.h"

#include <math.h>

#include "stats/student.h"

#define FIRST_LOOK 30
#define GROWTH     1.5
#define CAUTION    0.9

/* No run launches more often; it also keeps the sizes exact in a double. */
#define MOST_LAUNCHES 1e15

size_t tare_look_launches(size_t look)
{
    double launches = FIRST_LOOK;

    for (size_t i = 0; i < look && launches < MOST_LAUNCHES; i++)
        launches *= GROWTH;
    return (size_t)floor(fmin(launches, MOST_LAUNCHES) + 0.5);
}

int tare_precise_enough(const struct tare_estimate *estimate, double precision)
{
    return tare_estimate_half_width(estimate) <= CAUTION * precision;
}

size_t tare_stein_launches(size_t pilot, double std_dev, double half_width,
                           double confidence)
{
    double t, launches;

    if (pilot < 2 || !(half_width > 0.0) || !(std_dev >= 0.0))
        return 0;
    t = tare_student_quantile(0.5 + 0.5 * confidence, (double)(pilot - 1));
    launches = ceil((t * std_dev / half_width) * (t * std_dev / half_width));
    launches = fmin(launches, MOST_LAUNCHES);
    return launches > (double)pilot ? (size_t)launches : pilot;
}
