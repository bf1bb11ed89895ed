/* SPDX-License-Identifier: MIT */
/*
 * Replacing a file so that a reader sees the old one or the new one and never
 * half of either, and so that the new one survives a power cut: written without
 * a name, flushed to disk, named, and the folder flushed too.
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
 * A process that is ended leaves nothing, but where the file system has no
 * files without a name, and with SIGKILL in the moment in which one takes the
 * place of another: ".NAME.tare-unfinished-0", which the next one that writes
 * NAME removes.  In a folder of our own nothing is followed.
 */
#ifndef TARE_STORE_FILE_H
#define TARE_STORE_FILE_H

#include <stdio.h>

#include "store/fail.h"
#include "store/folder.h"

struct tare_file {
    FILE *stream;              /* owned; write here */
    char *path;                /* owned; for messages */
    char *name;                /* owned; of the target in its folder; NULL when
                                  written directly */
    char *temporary;           /* owned; NULL as long as it has no name */
    struct tare_folder folder; /* of the target */
    int owns_folder;
    int is_passing; /* set it after opening what need not survive a power cut */
};

/* Whether it can be opened for writing, as far as can be told without opening
 * what is no file: a reader of a pipe would take that for the end. */
int tare_file_try(const char *path, struct tare_err *err);

/* Opens for writing; on failure nothing has changed on disk. */
int tare_file_open(struct tare_file *file, const char *path,
                   struct tare_err *err);

/* The same in a folder of our own, which stays open until the end; a new file
 * gets that mode, less what the umask takes. */
int tare_file_open_in(struct tare_file *file, const struct tare_folder *folder,
                      const char *name, unsigned mode, struct tare_err *err);

/* Makes what was written the file.  Releases in any case. */
int tare_file_commit(struct tare_file *file, struct tare_err *err);
void tare_file_release(struct tare_file *file);

/* Removes what killed writers have left in a folder of our own, in which nobody
 * may be writing meanwhile. */
void tare_file_sweep(const struct tare_folder *folder);

/* Whether the stream is a pipe whose reader has gone away: a normal end. */
int tare_file_has_no_reader(FILE *stream);

#endif
