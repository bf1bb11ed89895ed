/* SPDX-License-Identifier: MIT */
/*
 * An executable held in memory with the libraries it loads: what the copies of
 * harness/image/copy.h are made from.
 *
 *     tare_image_read(&image, path, err), tare_image_add_library(...)
 *
 * A copy finds its libraries only beside itself: names of needed libraries
 * that hold a path lose it, and search paths built into the file are made to
 * yield to LD_LIBRARY_PATH (harness/image/elf.h).  That is done to the bytes here,
 * never to the file, and the same way for every image.
 */
#ifndef TARE_HARNESS_IMAGE_H
#define TARE_HARNESS_IMAGE_H

#include <stddef.h>

#include "store/fail.h"
#include "store/hash.h"

/* Every executable is called that, whatever it was called. */
#define TARE_IMAGE_PROGRAM "bench"

struct tare_image_file {
    char *name;   /* without directory; TARE_IMAGE_PROGRAM for files[0] */
    char *soname; /* to be found under that too; NULL for none or the same */
    char *path;   /* where it came from; for messages */
    char hash[TARE_HASH_SIZE]; /* of the file as it is there */
    unsigned char *bytes;
    size_t size;
};

/* files[0] is the executable.  All zero: empty. */
struct tare_image {
    struct tare_image_file *files; /* owned */
    size_t count;
};

/* Reads the executable into an empty image; refuses what is none. */
int tare_image_read(struct tare_image *image, const char *path,
                    struct tare_err *err);

/* The same from what is open, which is closed; the path is for messages.  What
 * has another hash than that is refused. */
int tare_image_read_opened(struct tare_image *image, int fd, const char *path,
                           const char *hash, struct tare_err *err);
int tare_image_add_opened(struct tare_image *image, int fd, const char *path,
                          const char *name, const char *hash,
                          struct tare_err *err);

/* Adds a library, to be found under that name (NULL: the path's last part),
 * and under the name that it gives itself.  The same one again is left out;
 * another one of the same name is refused. */
int tare_image_add_library(struct tare_image *image, const char *path,
                           const char *name, struct tare_err *err);

/* The bytes of all files: what one copy takes. */
size_t tare_image_size(const struct tare_image *image);
void tare_image_release(struct tare_image *image);

#endif
