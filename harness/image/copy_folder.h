/* SPDX-License-Identifier: MIT */
/*
 * Where both sides of a duel are launched from: one folder of our own, in
 * memory where possible, for the copies of harness/image/copy.h.
 *
 *     tare_copy_folder_open(&copy_folder, room, err);
 *     ...
 *     tare_copy_folder_close(&copy_folder);
 *
 * What a killed process left is swept by the next one.
 */
#ifndef TARE_HARNESS_COPY_FOLDER_H
#define TARE_HARNESS_COPY_FOLDER_H

#include <stdint.h>

#include "stats/rng.h"
#include "store/fail.h"
#include "store/scratch.h"

/* All zero: closed. */
struct tare_copy_folder {
    const char *root; /* its path; NULL: closed */
    struct tare_scratch scratch;
    struct tare_rng rng; /* of where in memory a copy comes to lie */
};

/* Makes a folder where files may be executed and room bytes are free: all
 * copies that will be there at a time. */
int tare_copy_folder_open(struct tare_copy_folder *copy_folder, uint64_t room,
                          struct tare_err *err);

/* Removes all of it. */
void tare_copy_folder_close(struct tare_copy_folder *copy_folder);

#endif
