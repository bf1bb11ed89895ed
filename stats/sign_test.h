/* SPDX-License-Identifier: MIT */
/*
 * The sign test: are more values above the shift than below it than fair coins
 * would give?  It uses nothing of the values but their side, and so needs more
 * of them than signed_rank.h.  Values equal to the shift are left out.
 */
#ifndef TARE_STATS_SIGN_TEST_H
#define TARE_STATS_SIGN_TEST_H

#include <stddef.h>

struct tare_sign_test {
    size_t above, below;
    double p_greater; /* of "the median lies above the shift" */
    double p_less;
    double p_two_sided;
};

/* In any order.  A NaN lies on neither side; with no value on either, every p
 * is 1. */
struct tare_sign_test tare_sign_test(const double *values, size_t count,
                                     double shift);

#endif
