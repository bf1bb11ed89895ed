/* SPDX-License-Identifier: MIT */
/*
 * An estimate with its interval.
 *
 * Every interval answers for every input.  With too few values its bounds are
 * infinite and needs says how many it takes; with a value that is not a
 * number, the estimate and its bounds are none either.
 */
#ifndef TARE_STATS_INTERVALS_H
#define TARE_STATS_INTERVALS_H

#include <stddef.h>

struct tare_interval {
    double estimate;
    double low;        /* -infinity when nothing bounds it */
    double high;       /* +infinity when nothing bounds it */
    double confidence; /* what it reaches, in [0, 1]: for ranks a little more
                          than was asked; 0 when there are too few values */
    size_t needs;      /* 0, or how many values it takes */
};

#endif
