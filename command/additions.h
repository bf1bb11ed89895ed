/* SPDX-License-Identifier: MIT */
/*
 * Files that are to be added to somebody's project: listed first, then written.
 * A file that is there is kept; only what is to be appended goes behind its
 * text, once, below a line that marks it.
 */
#ifndef TARE_COMMAND_ADDITIONS_H
#define TARE_COMMAND_ADDITIONS_H

#include <stddef.h>
#include <stdio.h>

#include "store/fail.h"

enum tare_addition_state {
    TARE_ADDITION_KEEP, /* it is there already, or its mark is */
    TARE_ADDITION_WRITE,
    TARE_ADDITION_APPEND
};

/* Everything is owned. */
struct tare_addition {
    char *path, *text, *purpose;
    enum tare_addition_state state;
};

struct tare_additions {
    struct tare_addition *items;
    size_t count;
};

/* A file of its own.  The text is taken over. */
void tare_additions_file(struct tare_additions *all, const char *path,
                         char *text, const char *purpose);

/* Lines behind those of a file, which begin with the mark; a new file where
 * there is none.  The text is taken over. */
int tare_additions_lines(struct tare_additions *all, const char *path,
                         const char *mark, char *text, const char *purpose,
                         struct tare_err *err);

/* What is to be done, a line for each. */
void tare_additions_print(const struct tare_additions *all, FILE *stream);

/* Does it.  A file that has appeared meanwhile is kept, too. */
int tare_additions_write(const struct tare_additions *all,
                         struct tare_err *err);

void tare_additions_release(struct tare_additions *all);

#endif
