/* SPDX-License-Identifier: MIT */
/*
 * Temporary folders, locked for as long as the process that made them lives.
 * What a killed process has left is not locked any more: the next one sees
 * that and removes it.  Only what its maker has marked from inside is ever
 * removed, and only by the same user: a name can be given by anybody.
 */
#ifndef TARE_STORE_SCRATCH_H
#define TARE_STORE_SCRATCH_H

/* All zero: none. */
struct tare_scratch {
    char *path; /* owned */
    int fd;     /* of the folder */
    int lock;   /* the file in it that is locked */
};

/* Makes one in the place, called STEM and six characters more.  0, or -1 with
 * errno. */
int tare_scratch_make(struct tare_scratch *scratch, const char *place,
                      const char *stem);

/* With everything in it; 0, or -1 with errno when something is left. */
int tare_scratch_remove(struct tare_scratch *scratch);

/* Removes all of that stem in the place that nobody uses any more. */
void tare_scratch_sweep(const char *place, const char *stem);

/* Whether the path is inside of one of that stem, wherever that is, which
 * nobody uses any more; it is gone then. */
int tare_scratch_remove_left(const char *path, const char *stem);

#endif
