/* SPDX-License-Identifier: MIT */
/*
 * A folder held open.  What is in it is reached by name from its descriptor,
 * and only if it is what it should be: a symbolic link, a device or a pipe in
 * place of a file or a folder is refused by name.  So nobody who can write
 * into the folder makes us read or write elsewhere.
 *
 * All zero: a folder that is not there, in which nothing is found.
 */
#ifndef TARE_STORE_FOLDER_H
#define TARE_STORE_FOLDER_H

#include <stddef.h>

#include "store/fail.h"

struct tare_folder {
    char *path; /* owned; for messages */
    int fd;     /* when there is a path */
};

/* Opens it, if it is there; a link is followed. */
int tare_folder_open(struct tare_folder *folder, const char *path,
                     struct tare_err *err);

/* Opens the one inside another, if it is there. */
int tare_folder_enter(struct tare_folder *folder,
                      const struct tare_folder *parent, const char *name,
                      struct tare_err *err);

/* Opens the one around what the path leads to: the last part of the path, or
 * NULL with errno.  One that may be written but not read will do. */
const char *tare_folder_around(struct tare_folder *folder, const char *path);

/* Open and enter, but make what is missing: with the first also the folder
 * around it. */
int tare_folder_make(struct tare_folder *folder, const char *path,
                     struct tare_err *err);
int tare_folder_make_in(struct tare_folder *folder,
                        const struct tare_folder *parent, const char *name,
                        struct tare_err *err);
void tare_folder_close(struct tare_folder *folder);

/* The path of something in it.  Returned. */
char *tare_folder_path(const struct tare_folder *folder, const char *name);

/* Whether there is anything of that name, be it damaged. */
int tare_folder_has(const struct tare_folder *folder, const char *name);

/* Opens a regular file for reading: the descriptor, or TARE_EBASELINE. */
int tare_folder_read(const struct tare_folder *folder, const char *name,
                     struct tare_err *err);

/* Removes the file or link of that name, durably. */
int tare_folder_remove(const struct tare_folder *folder, const char *name,
                       struct tare_err *err);

/* Makes what was made, renamed and removed in it last; what is not a file
 * system's to promise is no error. */
int tare_folder_flush(const struct tare_folder *folder, struct tare_err *err);

/* The names of all that is in it, sorted; returned, as are the strings.  NULL
 * unless the list is complete. */
char **tare_folder_list(const struct tare_folder *folder, size_t *count,
                        struct tare_err *err);
void tare_names_free(char **names, size_t count);

#endif
