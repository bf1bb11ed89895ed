/* SPDX-License-Identifier: MIT */
/*
 * Where did a history move to another level?
 *
 * E-divisive (Matteson & James, 2014) looks for the split that maximises the
 * energy distance between its sides, and so assumes nothing about the shape of
 * the values.  Its permutations are left out: a point is kept if the segments
 * on either side differ by a t-test and by a size that matters, so that the
 * same history always gives the same points.  For up to a few thousand
 * values; for the samples of one launch, pelt.h is far cheaper.
 */
#ifndef TARE_STATS_CHANGE_POINTS_H
#define TARE_STATS_CHANGE_POINTS_H

#include <stddef.h>

/* The smallest segment: a single disturbed value does not make one. */
enum {
    TARE_CHANGE_SEGMENT = 3
};

struct tare_change_point {
    size_t index;         /* of the first value after the change */
    double before, after; /* means of the segments on either side */
    double p; /* t-test between them, two-sided, for the best of all places */
};

struct tare_change_points {
    size_t count;
    size_t needs;   /* 0, or how many values it takes: 6 */
    int not_finite; /* a value is not; nothing was looked for */
};

/*
 * Points in ascending order with p below `significance` (0.001 is usual) and
 * means apart by `least_shift`; each is tested again between its final
 * neighbours.  points has room for tare_change_points_most(count), scratch for
 * tare_change_points_scratch(count).  O(count^2) per segment.
 */
struct tare_change_points tare_change_points(const double *values, size_t count,
                                             double significance,
                                             double least_shift,
                                             struct tare_change_point *points,
                                             double *scratch);

size_t tare_change_points_most(size_t count);
size_t tare_change_points_scratch(size_t count);

/* What both methods share: the answer when there is nothing to look for, and
 * the means and the test of point k between its neighbours. */
struct tare_change_points tare_change_points_begin(const double *values,
                                                   size_t count);
void tare_change_points_test(const double *values, size_t total,
                             struct tare_change_point *points, size_t count,
                             size_t k);

#endif
