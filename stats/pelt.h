/* SPDX-License-Identifier: MIT */
/*
 * Change points of the samples of one launch: PELT (Killick, Fearnhead &
 * Eckley, 2012).
 *
 * The segmentation that minimises the sum over segments of n ln(variance) plus
 * 3 ln(count) for every change, found in about linear time.  It sees changes of
 * the level and of the spread.  Segments have at least 5 values, since shorter
 * ones have a variance near zero by chance.
 */
#ifndef TARE_STATS_PELT_H
#define TARE_STATS_PELT_H

#include <stddef.h>

#include "stats/change_points.h"

/* points has room for tare_change_points_most(count), scratch for
 * tare_pelt_scratch(count) doubles.  The p of a point tells of its level only:
 * where the spread has changed it may be large. */
struct tare_change_points tare_pelt(const double *values, size_t count,
                                    struct tare_change_point *points,
                                    double *scratch);

size_t tare_pelt_scratch(size_t count);

#endif
