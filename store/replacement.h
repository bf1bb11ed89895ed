/* SPDX-License-Identifier: MIT */
/*
 * A folder of files, replaced as a whole: a reader finds the old ones or the
 * new ones.
 *
 *     status = tare_replacement_open(&folder, &parent, "8.layouts", digits, err);
 *     ... makes files in folder.stage ...
 *     status = tare_replacement_swap(&folder, err);
 *     tare_replacement_release(&folder);
 *
 * The new one is made beside the old one, as ".NAME.tare-unfinished".  Without
 * swap, release leaves what was there.
 *
 * Nobody's work is removed: what is replaced is empty, or is a folder of the
 * same user that bears our mark inside and holds nothing but files.  What a
 * killed process left of its stage is swept by the next one, if it bears the
 * mark.
 */
#ifndef TARE_STORE_REPLACEMENT_H
#define TARE_STORE_REPLACEMENT_H

#include "store/fail.h"
#include "store/folder.h"

/* Where the old one is while the two change places, if anywhere. */
enum tare_replacement_state {
    TARE_REPLACEMENT_MADE,  /* at its place still */
    TARE_REPLACEMENT_ALONE, /* there was none */
    TARE_REPLACEMENT_SWAPPED,
    TARE_REPLACEMENT_ASIDE /* where two names cannot be exchanged */
};

/* All zero: not open. */
struct tare_replacement {
    struct tare_folder parent; /* its descriptor is borrowed */
    struct tare_folder stage;  /* where the files are made */
    char *name;                /* owned; where they will be */
    char *stage_name, *aside;  /* owned */
    const char *letters;       /* that names in it are made of; NULL: any */
    enum tare_replacement_state state;
};

/* Refuses a name at which there is something else than such a folder, in which
 * names consist of those letters (NULL: any).  The parent stays open until the
 * end. */
int tare_replacement_open(struct tare_replacement *folder,
                          const struct tare_folder *parent, const char *name,
                          const char *letters, struct tare_err *err);

/* The new files are in place of the old ones. */
int tare_replacement_swap(struct tare_replacement *folder,
                          struct tare_err *err);

/* And the old ones again. */
void tare_replacement_swap_back(struct tare_replacement *folder);

/* Removes what is not in place. */
void tare_replacement_release(struct tare_replacement *folder);

#endif
