/* SPDX-License-Identifier: MIT */
/* One case of a duel: a runner on either side, calibrated together and
 * launched in pairs. */
#ifndef TARE_HARNESS_PAIR_RUNNER_H
#define TARE_HARNESS_PAIR_RUNNER_H

#include "harness/run/runner.h"

struct tare_pair_runner {
    struct tare_runner sides[2]; /* old, new */
    int is_one_file;             /* both sides are launched from equal files */
};

/* One launch of each side, and the plan that follows: the same for both unless
 * one takes more than four times as long as the other. */
void tare_pair_runner_calibrate(struct tare_pair_runner *both,
                                struct tare_context *context,
                                struct tare_rng *coins);

/* One iteration on each side, to see whether it runs; then the case is over. */
void tare_pair_runner_try(struct tare_pair_runner *both,
                          struct tare_context *context);

/* Neither side has failed or was skipped. */
int tare_pair_runner_is_ok(const struct tare_pair_runner *both);

/* One launch of each side, in the order of a coin, kept when both went well.
 * A pair in which one crashed is thrown away for both, and counted in the row
 * of that side; when that happens again and again, the case is over. */
void tare_pair_runner_take_pair(struct tare_pair_runner *both,
                                struct tare_context *context,
                                struct tare_rng *coins);

/* A side failed or was skipped: no more pairs. */
int tare_pair_runner_is_over(const struct tare_pair_runner *both);

/* How many pairs have been kept. */
size_t tare_pair_runner_pairs(const struct tare_pair_runner *both);

#endif
