/* SPDX-License-Identifier: MIT */
/*
 * An executable held in memory with the libraries it loads, and fresh copies
 * of it on a memory-backed file system: what both sides of a duel are launched
 * from, so that nothing but their content can differ.
 *
 *     tare_image_read(&image, path, err), tare_image_add_library(...)
 *     tare_stage_open(&stage, err);
 *     each round: tare_stage_put(&stage, &image, &copy, err);
 *                 launch copy.exec with copy.library_path
 *                 tare_stage_drop(&copy);
 *     tare_stage_close(&stage);
 *
 * A copy finds its libraries only beside itself: names of needed libraries
 * that hold a path lose it, and search paths built into the file are made to
 * yield to LD_LIBRARY_PATH.  That is done to the copy alone, the same way for
 * every image.
 */
#ifndef TARE_HARNESS_IMAGE_H
#define TARE_HARNESS_IMAGE_H

#include <stddef.h>

#include "store/fail.h"

struct tare_image_file {
    char *name; /* without directory */
    char *path; /* where it came from */
    unsigned char *bytes;
    size_t size;
};

/* files[0] is the executable.  All zero: empty. */
struct tare_image {
    struct tare_image_file *files; /* owned */
    size_t count;
};

/* Reads the executable; refuses what is none. */
int tare_image_read(struct tare_image *image, const char *path,
                    struct tare_err *err);

/* Adds a library, to be found under that name (NULL: the path's last part). */
int tare_image_add_library(struct tare_image *image, const char *path,
                           const char *name, struct tare_err *err);
void tare_image_release(struct tare_image *image);

struct tare_stage {
    char *root; /* owned */
};

struct tare_copy {
    char *folder, *exec, *library_path; /* owned */
};

/* A folder of our own where files may be executed, in memory if possible. */
int tare_stage_open(struct tare_stage *stage, struct tare_err *err);

/* A fresh copy in a folder of a random name, always as long. */
int tare_stage_put(struct tare_stage *stage, const struct tare_image *image,
                   struct tare_copy *copy, struct tare_err *err);
void tare_copy_drop(struct tare_copy *copy);
void tare_stage_close(struct tare_stage *stage);

#endif
