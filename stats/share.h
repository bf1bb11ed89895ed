/* SPDX-License-Identifier: MIT */
/*
 * What share of the looks at a program found it in one function, by launches.
 *
 * Launches differ from each other by more than chance explains (caches,
 * addresses), so the launch is the unit: the share is a ratio of sums over
 * launches, and its error comes from how launches scatter around it (Cochran
 * 1977, section 6.3).  Looks taken as independent of each other give intervals
 * that are wrong three times as often as they say.
 */
#ifndef TARE_STATS_SHARE_H
#define TARE_STATS_SHARE_H

#include <stddef.h>

struct tare_share {
    double value;     /* NaN without a look */
    double low, high; /* of the confidence that was asked for */
    double standard_error;
    double design_effect; /* its variance over that of independent looks */
};

/* found of all looks, in each of so many launches. */
struct tare_share tare_share_of(const double *found, const double *all,
                                size_t launches, double confidence);

#endif
