/* SPDX-License-Identifier: MIT */
/*
 * Several files in one, as tar(1) reads it (ustar, POSIX.1-1988): plain files
 * with short names only.  What is read is hostile, and anything that
 * tare_archive_put would not have written is refused; who reads decides
 * whether it likes the name.
 */
#ifndef TARE_STORE_ARCHIVE_H
#define TARE_STORE_ARCHIVE_H

#include <stdint.h>
#include <stdio.h>

#include "store/fail.h"

enum {
    TARE_ARCHIVE_NAME_SIZE = 101
};

/* Writing: put, the bytes, pad; and so on, and at last end.  What the stream
 * refuses shows in the stream. */
int tare_archive_put(FILE *stream, const char *name, uint64_t size,
                     struct tare_err *err);
void tare_archive_pad(FILE *stream, uint64_t size);
void tare_archive_end(FILE *stream);

/* Reading: 1 and the next file, whose bytes are to be read from the stream,
 * and skip; 0 at the end, after which there is nothing more.  The path is for
 * messages. */
int tare_archive_next(FILE *stream, const char *path,
                      char name[TARE_ARCHIVE_NAME_SIZE], uint64_t *size,
                      struct tare_err *err);
int tare_archive_skip(FILE *stream, const char *path, uint64_t size,
                      struct tare_err *err);

#endif
