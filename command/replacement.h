/* SPDX-License-Identifier: MIT */
/*
 * A folder of files called 0, 1, 2 and so on, replaced as a whole: a reader
 * finds the old ones or the new ones.
 *
 *     status = tare_replacement_open(&folder, path, err);
 *     ... makes files in folder.stage ...
 *     status = tare_replacement_commit(&folder, err);
 *
 * Without commit, release leaves what was there.  What a killed process left
 * of its stage is swept by the next one that opens the same path.
 */
#ifndef TARE_COMMAND_REPLACEMENT_H
#define TARE_COMMAND_REPLACEMENT_H

#include "store/fail.h"

struct tare_replacement {
    char *target; /* owned; where it will be */
    char *stage;  /* owned; where it is made, absolute; NULL: not open */
    int lock;     /* while it is */
};

/* Refuses a path at which there is something else than such a folder. */
int tare_replacement_open(struct tare_replacement *folder, const char *path,
                          struct tare_err *err);

/* Releases in any case. */
int tare_replacement_commit(struct tare_replacement *folder,
                            struct tare_err *err);
void tare_replacement_release(struct tare_replacement *folder);

#endif
