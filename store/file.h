/* SPDX-License-Identifier: MIT */
/*
 * Replacing a file so that a reader sees the old one or the new one and never
 * half of either, and so that the new one survives a power cut: written beside
 * the target under a temporary name, flushed to disk, renamed over it, and the
 * directory flushed too.
 *
 *     struct tare_file file = { 0 };
 *     if (tare_file_open(&file, path, err) == 0) {
 *         fprintf(file.stream, ...);
 *         status = tare_file_commit(&file, err);
 *     }
 *
 * Devices and pipes are written directly, "-" is stdout.  Without commit,
 * release leaves the old file as it was.
 *
 * In a folder of our own nothing is followed, and the temporary files have
 * names by which they are known, so that those of a killed process can be
 * swept.
 */
#ifndef TARE_STORE_FILE_H
#define TARE_STORE_FILE_H

#include <stdio.h>

#include "store/fail.h"
#include "store/folder.h"

struct tare_file {
    FILE *stream;    /* owned; write here */
    char *path;      /* owned; the target, symbolic links resolved */
    char *temporary; /* owned; NULL when written directly */
    const struct tare_folder *folder; /* borrowed; NULL: names are paths */
    char *name;                       /* owned; the target in that folder */
};

/* Opens for writing; on failure nothing has changed on disk. */
int tare_file_open(struct tare_file *file, const char *path,
                   struct tare_err *err);

/* The same in a folder of our own; a new file gets that mode, less what the
 * umask takes. */
int tare_file_open_in(struct tare_file *file, const struct tare_folder *folder,
                      const char *name, unsigned mode, struct tare_err *err);

/* Makes what was written the file.  Releases in any case. */
int tare_file_commit(struct tare_file *file, struct tare_err *err);
void tare_file_release(struct tare_file *file);

/* Removes the temporary files in a folder of our own, in which nobody may be
 * writing meanwhile. */
void tare_file_sweep(const struct tare_folder *folder);

#endif
