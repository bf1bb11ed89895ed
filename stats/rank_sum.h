/* SPDX-License-Identifier: MIT */
/*
 * The rank-sum test of Wilcoxon, Mann and Whitney: does one of two independent
 * sets tend to be larger?
 *
 * Not for launches of two sessions: whatever differs between the sessions looks
 * like a change to it.  For pairs, signed_rank.h knows more.
 *
 * Exact for fewer than 50 values on each side without ties; otherwise normal,
 * with the variance corrected for ties and W moved half a step towards its mean
 * (the choices of R's wilcox.test).
 */
#ifndef TARE_STATS_RANK_SUM_H
#define TARE_STATS_RANK_SUM_H

#include <stddef.h>

enum {
    TARE_RANK_SUM_EXACT = 50 /* exact below this, on both sides */
};

struct tare_rank_sum {
    double w;         /* pairs with x > y; a tie counts half */
    double p_greater; /* of "x tends to be larger than y" */
    double p_less;
    double p_two_sided;
    int exact;
    size_t needs; /* 0, or how many values each side takes at least */
};

/*
 * With an empty side, or a value that is not a number, every p is 1: nothing
 * was shown; so too when all values are equal.  scratch holds
 * tare_rank_sum_scratch() doubles.
 */
struct tare_rank_sum tare_rank_sum(const double *sorted_x, size_t count_x,
                                   const double *sorted_y, size_t count_y,
                                   double *scratch);
size_t tare_rank_sum_scratch(size_t count_x, size_t count_y);

#endif
