/* SPDX-License-Identifier: MIT */
/* What --require asks of the contests of a run. */
#ifndef TARE_COMMAND_REQUIREMENTS_H
#define TARE_COMMAND_REQUIREMENTS_H

#include "command/options.h"
#include "store/contests.h"

/* Whether each is of the form "A faster than B" or "A faster than B at X". */
int tare_requirements_check(const struct tare_words *requirements,
                            struct tare_err *err);

/* Whether each was shown wherever the two met: 0; TARE_EREGRESSED where the
 * opposite, or that they are equal, was shown; TARE_EINCONCLUSIVE where nothing
 * was. */
int tare_requirements_judge(const struct tare_words *requirements,
                            const struct tare_contests *contests,
                            struct tare_err *err);

#endif
