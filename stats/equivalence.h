/* SPDX-License-Identifier: MIT */
/*
 * Showing that nothing changed by as much as would matter: two one-sided tests
 * (Schuirmann, 1987).
 *
 * A test that does not reject has shown nothing.  Here the difference is shown
 * to be above `low` and shown to be below `high`, each at the level itself:
 * only one of both can be wrong, so nothing is divided.
 */
#ifndef TARE_STATS_EQUIVALENCE_H
#define TARE_STATS_EQUIVALENCE_H

#include <stddef.h>

#include "stats/signed_rank.h"

struct tare_equivalence {
    double p_above; /* of "the difference is above low" */
    double p_below; /* of "the difference is below high" */
    double p;       /* the larger: of "between them" */
    size_t needs;   /* 0, or how many values (on each side) any p takes */
};

/* By Student's test, one set or the differences of pairs. */
struct tare_equivalence tare_equivalence_student(const double *values,
                                                 size_t count, double low,
                                                 double high);

/* By Welch's test, for mean(x) - mean(y). */
struct tare_equivalence tare_equivalence_welch(const double *x, size_t count_x,
                                               const double *y, size_t count_y,
                                               double low, double high);

/* By the signed-rank test. null is of the same count. */
struct tare_equivalence
tare_equivalence_signed_rank(const double *sorted, size_t count, double low,
                             double high,
                             const struct tare_signed_rank_null *null);

#endif
