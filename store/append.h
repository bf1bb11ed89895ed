/* SPDX-License-Identifier: MIT */
/*
 * Adding a line to a file that somebody follows and others write to as well:
 * in one piece behind what is there, and the file stays the same file.  What
 * cannot be written whole is taken back.
 */
#ifndef TARE_STORE_APPEND_H
#define TARE_STORE_APPEND_H

#include <stddef.h>

#include "store/fail.h"

/* Whether that can be done, as far as can be told without doing it. */
int tare_append_try(const char *path, struct tare_err *err);

/* The line ends in a newline. */
int tare_append_line(const char *path, const char *line, size_t size,
                     struct tare_err *err);

#endif
