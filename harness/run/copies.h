/* SPDX-License-Identifier: MIT */
/* The fresh copies that the launches of a race are made from, as those of a duel
 * are: what is tied to one file, as the pages it lies in, would be tied to a
 * build. */
#ifndef TARE_HARNESS_COPIES_H
#define TARE_HARNESS_COPIES_H

#include "harness/image/duel_side.h"

struct tare_copies {
    struct tare_duel_side *side; /* all builds; its suite is what is measured */
    struct tare_copy_folder *folder;
    uint64_t seed;       /* of the run: of the layouts that are drawn */
    struct tare_err err; /* why nothing more can be launched */
    /* of this round; owned */
    size_t *order;
    char *is_launched;
};

/* When it is known what the originals load; binaries are the record's. */
int tare_copies_read(struct tare_copies *copies, struct tare_binary *binaries);

/* Before a round: draws the layouts, also of those that are not launched, which
 * stay in step, and the order of the copies. */
void tare_copies_draw(struct tare_copies *copies, struct tare_rng *rng,
                      const char *is_launched);

/* New ones of all that is launched, as they were drawn. */
int tare_copies_make(struct tare_copies *copies);

void tare_copies_release(struct tare_copies *copies);

#endif
