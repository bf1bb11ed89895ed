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
};

/* When it is known what the originals load; binaries are the record's. */
int tare_copies_read(struct tare_copies *copies, struct tare_binary *binaries);

/* Before a round: new ones of all that is_launched, in random order, of layouts
 * drawn anew; also of those that are not launched, which stay in step. */
int tare_copies_renew(struct tare_copies *copies, struct tare_rng *rng,
                      const char *is_launched);

#endif
