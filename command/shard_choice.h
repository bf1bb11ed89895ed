/* SPDX-License-Identifier: MIT */
/* --shard: which shard of how many, by the user or by a scheduler's variables. */
#ifndef TARE_COMMAND_SHARD_CHOICE_H
#define TARE_COMMAND_SHARD_CHOICE_H

#include "command/options.h"
#include "store/fail.h"

struct tare_shard_choice {
    unsigned index, of;
    int is_by_cost;
};

int tare_shard_choose(struct tare_shard_choice *choice,
                      const struct tare_options *options, struct tare_err *err);

#endif
