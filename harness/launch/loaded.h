/* SPDX-License-Identifier: MIT */
/*
 * Which shared objects a process has really loaded, however it came by them:
 * linked, found through a search path, or opened by hand.  Those of the system
 * do not count: they are the same for every program on a machine.
 */
#ifndef TARE_HARNESS_LOADED_H
#define TARE_HARNESS_LOADED_H

#include <stddef.h>

enum {
    TARE_LOADED_MAX = 64,
    TARE_LOADED_BYTES = 65536 /* of all paths together */
};

/* All zero: empty.  Paths are absolute, and end in the name that the loader
 * was asked for; they may be any bytes. */
struct tare_loaded_list {
    char **paths; /* owned, as are the strings */
    size_t count, size;
    size_t left_out; /* how many more there were */
    char *folder;    /* where the process began, for relative paths; owned */
};

/* To be called before anything changes the folder. */
void tare_loaded_begin(struct tare_loaded_list *loaded);

/* Adds what this process has loaded now and is not there yet. */
void tare_loaded_note(struct tare_loaded_list *loaded);

void tare_loaded_release(struct tare_loaded_list *loaded);

/* Whether the path, with links resolved, is the system's. */
int tare_loaded_is_system(const char *path);

/* The first of the paths that does not lie in the folder itself; NULL when all
 * do.  Borrowed. */
const char *tare_loaded_stray(char *const *paths, size_t count,
                              const char *folder);

#endif
