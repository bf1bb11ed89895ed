/* SPDX-License-Identifier: MIT */
/*
 * One effect, estimated on several machines: whether they agree, and the mean
 * over all such machines.
 *
 * Whether they agree is asked by Cochran's Q (1954): how far the estimates
 * scatter about their mean, measured by their own errors.
 *
 * The mean is over machines of this kind, not over these alone, so its error
 * comes from how far the machines differ: the variance between them as
 * DerSimonian and Laird (1986) estimate it, and the interval of Hartung and
 * Knapp (2001), as modified by Roever, Knapp and Friede (2015): never narrower
 * than what the errors of the estimates alone would leave.  Below five machines
 * it is so wide, or so often wrong, that it is of no use.
 */
#ifndef TARE_STATS_POOLING_H
#define TARE_STATS_POOLING_H

#include <stddef.h>

struct tare_pooling {
    double q, p;            /* of "all estimate the same" */
    double spread;          /* between machines, a standard deviation */
    double mean, low, high; /* over machines */
};

/* errors: standard errors, above 0.  All NaN for less than two estimates, or
 * where one of the numbers is not finite. */
struct tare_pooling tare_pool(const double *estimates, const double *errors,
                              size_t count, double confidence);

#endif
