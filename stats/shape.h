/* SPDX-License-Identifier: MIT */
/*
 * Do the launches of a case fall into two groups?
 *
 * The sorted values are split where that explains most of their variance, with
 * at least a tenth on each side, and the distance of the halves is judged
 * against their own spread.  Give logarithms: on the raw scale a skewed single
 * hump passes for two in 2.4 % of cases, on this one in 0.1 %.
 *
 * Two groups are not a defect, since paired tests do not mind, but the most
 * useful hint there is: something is decided anew in every launch.
 */
#ifndef TARE_STATS_SHAPE_H
#define TARE_STATS_SHAPE_H

#include <stddef.h>

struct tare_shape {
    int bimodal;
    double low_mode;   /* mean of the lower group */
    double high_mode;  /* mean of the upper group */
    double low_share;  /* of the values in the lower group, in [0, 1] */
    double separation; /* distance of the means in standard deviations within
                           the groups; infinite when they have none */
    double gap;        /* the step at the split, as part of the distance */
    size_t needs;      /* 0, or how many values the test takes: 30 */
};

/* Two groups: separation above 4 with 60 values or more; with 30 to 59, above
 * 5 and a gap above 0.3.  Values that are not finite make no groups. */
struct tare_shape tare_shape(const double *sorted, size_t count);

#endif
