/* SPDX-License-Identifier: MIT */
/* The order of an array without moving it. */
#ifndef TARE_STATS_INDEX_SORT_H
#define TARE_STATS_INDEX_SORT_H

#include <stddef.h>

/* Writes the indices of the values in ascending order and returns how many they
 * are: NaNs are left out.  Equal values come in the order of the array. */
size_t tare_index_sort(size_t *order, const double *values, size_t count);

#endif
