/* SPDX-License-Identifier: MIT */
/* A profile on its way from the launch, in parts that each fit into a message. */
#ifndef TARE_HARNESS_PROFILE_MESSAGES_H
#define TARE_HARNESS_PROFILE_MESSAGES_H

#include "harness/bench/wire.h"
#include "store/profile.h"

/* TARE_WORD_PROFILE: what it says of the launch, and nodes from that one on;
 * the first one that is not in it is returned. */
size_t tare_put_profile(struct tare_message *message,
                        const struct tare_profile *profile, size_t from);

/* Adds such a part to those before. */
void tare_get_profile(struct tare_message *message,
                      struct tare_profile *profile);

#endif
