/* SPDX-License-Identifier: MIT */
/* What a launch finds in its environment: ours, without what is meant for us,
 * with a library path, if any, and the padding. */
#ifndef TARE_HARNESS_ENVIRONMENT_H
#define TARE_HARNESS_ENVIRONMENT_H

#include "harness/launch/launch.h"

/* The strings from number borrowed on are owned, and so is the list, which ends
 * with NULL. */
struct tare_environment {
    char **list;
    size_t count, borrowed;
};

void tare_environment_make(struct tare_environment *environment,
                           const struct tare_start *start);
void tare_environment_release(struct tare_environment *environment);

#endif
