/* SPDX-License-Identifier: MIT */
/* One case of a duel: a runner on either side, calibrated together and
 * launched in pairs. */
#ifndef TARE_HARNESS_MATCH_H
#define TARE_HARNESS_MATCH_H

#include "harness/run/runner.h"

struct tare_match {
    struct tare_runner sides[2]; /* old, new */
    int is_one_file;             /* both sides are launched from equal files */
};

/* One launch of each side, and the plan that follows: the same for both unless
 * one takes more than four times as long as the other. */
void tare_match_calibrate(struct tare_match *match, struct tare_course *course,
                          struct tare_rng *coins);

/* One iteration on each side, to see whether it runs; then the match is over. */
void tare_match_try(struct tare_match *match, struct tare_course *course);

/* Neither side has failed or was skipped. */
int tare_match_is_ok(const struct tare_match *match);

/* One launch of each side, in the order of a coin, kept when both went well.
 * A pair in which one crashed is thrown away for both, and counted in the row
 * of that side; when that happens again and again, the match is over. */
void tare_match_take_pair(struct tare_match *match, struct tare_course *course,
                          struct tare_rng *coins);

/* A side failed or was skipped: no more pairs. */
int tare_match_is_over(const struct tare_match *match);

/* How many pairs have been kept. */
size_t tare_match_pairs(const struct tare_match *match);

#endif
