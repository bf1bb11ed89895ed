/* SPDX-License-Identifier: MIT */
/*
 * Several things to write, of which none may cost another:
 *
 *     struct tare_outcomes attempts = { .err = err };
 *     tare_outcome(&attempts, tare_run_save(run, path, &attempts.latest));
 *     ...
 *     return attempts.status;
 *
 * The first failure is the caller's; later ones are said at once.
 */
#ifndef TARE_COMMAND_OUTCOMES_H
#define TARE_COMMAND_OUTCOMES_H

#include "store/fail.h"

struct tare_outcomes {
    struct tare_err *err; /* gets the first failure; borrowed */
    struct tare_err latest;
    int status; /* of the first failure, or 0 */
};

void tare_outcome(struct tare_outcomes *attempts, int status);

#endif
