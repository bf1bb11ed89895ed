/* SPDX-License-Identifier: MIT */
/*
 * Which libraries of its own a program is linked with, by what the files say: it
 * need not run here.  What it opens by hand cannot be known that way.
 */
#ifndef TARE_HARNESS_NEEDED_H
#define TARE_HARNESS_NEEDED_H

#include <stddef.h>

/* All zero: none.  The last part of a path is the name that is asked for. */
struct tare_needed {
    char **paths; /* owned, as are the strings */
    size_t count;
};

/* Adds those that the program needs and those that these need, where they are
 * found in the search path of the file or in LD_LIBRARY_PATH, are for its machine,
 * and are not the system's. */
void tare_needed_find(struct tare_needed *needed, const char *program);

void tare_needed_release(struct tare_needed *needed);

#endif
