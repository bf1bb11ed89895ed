/* SPDX-License-Identifier: MIT */
/*
 * Several things to write, of which none may cost another:
 *
 *     struct tare_attempts attempts = { .err = err };
 *     tare_attempt(&attempts, tare_run_save(run, path, &attempts.latest));
 *     ...
 *     return attempts.status;
 *
 * The first failure is the caller's; later ones are said at once.
 */
#ifndef TARE_COMMAND_ATTEMPTS_H
#define TARE_COMMAND_ATTEMPTS_H

#include "store/fail.h"

struct tare_attempts {
    struct tare_err *err; /* gets the first failure; borrowed */
    struct tare_err latest;
    int status; /* of the first failure, or 0 */
};

void tare_attempt(struct tare_attempts *attempts, int status);

#endif
