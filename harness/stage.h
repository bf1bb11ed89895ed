/* SPDX-License-Identifier: MIT */
/*
 * Where both sides of a duel are launched from: one folder of our own, in
 * memory where possible, for the copies of harness/copy.h.
 *
 *     tare_stage_open(&stage, room, err);
 *     ...
 *     tare_stage_close(&stage);
 *
 * What a killed process left is swept by the next one that opens a stage.
 */
#ifndef TARE_HARNESS_STAGE_H
#define TARE_HARNESS_STAGE_H

#include <stdint.h>

#include "stats/rng.h"
#include "store/fail.h"

/* All zero: closed. */
struct tare_stage {
    char *root;          /* owned */
    int lock;            /* held as long as the stage is open */
    struct tare_rng rng; /* of where in memory a copy comes to lie */
};

/* Makes a folder where files may be executed and room bytes are free: all
 * copies that will be there at a time. */
int tare_stage_open(struct tare_stage *stage, uint64_t room,
                    struct tare_err *err);

/* Removes all of it. */
void tare_stage_close(struct tare_stage *stage);

/* Removes a folder of ours with all that is in it; follows no links. */
void tare_stage_remove(const char *path);

#endif
