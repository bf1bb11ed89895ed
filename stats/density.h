/* SPDX-License-Identifier: MIT */
/*
 * A smooth curve of where values lie, for charts: a Gaussian kernel at every
 * value.
 *
 * Timings are skewed, and a bandwidth that suits the bulk draws every outlier
 * as a spike.  On the logarithmic scale both become reasonable; the curve is
 * still per unit of the value, so the area under it is 1 on a linear axis.
 */
#ifndef TARE_STATS_DENSITY_H
#define TARE_STATS_DENSITY_H

#include <stddef.h>

enum tare_density_scale {
    TARE_DENSITY_LINEAR,
    TARE_DENSITY_LOG
};

struct tare_density {
    double bandwidth; /* standard deviation of a kernel, on the scale used; NaN
                         when there is no curve */
    size_t used;      /* values the curve is of */
    size_t left_out;  /* values it cannot show: not finite, or on a logarithmic
                         scale not positive */
    int single;       /* all equal: the width of the bump means nothing */
};

/*
 * Fills x with `points` places, evenly spaced on the scale from 3 bandwidths
 * below the smallest value to 3 above the largest, and y with the density
 * there.  Without any usable value both are NaN.  scratch holds count doubles.
 */
struct tare_density tare_density(const double *sorted, size_t count,
                                 enum tare_density_scale scale, double *x,
                                 double *y, size_t points, double *scratch);

/* Silverman's rule, 0.9 min(sd, IQR / 1.349) count^(-1/5); without IQR when
 * that is 0.  0 when all values are equal, NaN when there are none. */
double tare_density_bandwidth(const double *sorted, size_t count);

#endif
