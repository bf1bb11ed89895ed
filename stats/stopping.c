/* SPDX-License-Identifier: MIT */
#include "stats/stopping.h"

#include <math.h>

#define FIRST_LOOK 30
#define GROWTH     1.5

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
    return tare_estimate_half_width(estimate) <= TARE_CAUTION * precision;
}
