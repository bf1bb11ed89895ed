/* SPDX-License-Identifier: MIT */
/*
 * Wilcoxon's signed-rank test of one shift, for the differences of pairs.
 *
 * Why this test: when a coin decides which of a pair runs first, the signs of
 * the differences are fair coins under the null, whatever the machine does.
 * The distribution of W is then a table that depends on the count alone, and
 * unlike the sign test it uses the sizes too.
 *
 * W is counted as the number of averages (d_i + d_j) / 2, i <= j, beyond the
 * shift (walsh.h), strictly: ties and zeros speak for neither side, which can
 * only make the test more cautious.
 *
 *     null = tare_signed_rank_null(count, memory);
 *     if (tare_walsh_above(sorted, count, shift)
 *         >= tare_signed_rank_critical(&null, p)) ...
 */
#ifndef TARE_STATS_SIGNED_RANK_H
#define TARE_STATS_SIGNED_RANK_H

#include <stddef.h>

/* Up to this count the distribution is exact; above, a Cornish-Fisher
 * expansion, whose critical values are within 1 of the exact ones down to
 * p = 2.5e-6. */
enum {
    TARE_SIGNED_RANK_EXACT = 240
};

/* The distribution of W under the null, for one count.  Building it takes a
 * millisecond at 240; it may be kept and shared. */
struct tare_signed_rank_null {
    size_t count;
    const double *lower; /* borrowed: P(W <= w) up to half of the largest w;
                            NULL above TARE_SIGNED_RANK_EXACT */
};

/* memory holds tare_signed_rank_memory(count) doubles, at most 14461, and must
 * outlive the result. */
struct tare_signed_rank_null tare_signed_rank_null(size_t count,
                                                   double *memory);
size_t tare_signed_rank_memory(size_t count);

/* P(W >= w) */
double tare_signed_rank_upper(const struct tare_signed_rank_null *null,
                              size_t w);

/* The smallest w with P(W >= w) <= p; count (count + 1) / 2 + 1, which W cannot
 * reach, when no w is that rare. */
size_t tare_signed_rank_critical(const struct tare_signed_rank_null *null,
                                 double p);

/* How many pairs it takes before any W is as rare as p: 6 for p = 0.025.
 * 0 when no number of pairs is enough. */
size_t tare_signed_rank_needs(double p);

struct tare_signed_rank {
    size_t above;     /* W: averages above the shift */
    size_t below;     /* averages below it */
    double p_greater; /* of "the values lie above the shift" */
    double p_less;
    double p_two_sided;
};

/* Tests the shift.  With no values, or one that is not a number, every p is 1:
 * nothing was shown. */
struct tare_signed_rank
tare_signed_rank(const double *sorted, size_t count, double shift,
                 const struct tare_signed_rank_null *null);

#endif
