/* SPDX-License-Identifier: MIT */
/*
 * Executables that are nothing but a name, and copies of them that take no time:
 * for duels whose launches answer from a script (tests/harness/scripted.h).  A
 * program that includes this defines all functions of harness/image/image.h and
 * harness/image/copy.h itself.
 */
#ifndef TARE_TESTS_HARNESS_SCRIPTED_IMAGES_H
#define TARE_TESTS_HARNESS_SCRIPTED_IMAGES_H

#include <stdlib.h>
#include <string.h>

#include "harness/image/copy.h"
#include "harness/image/image.h"
#include "store/alloc.h"

static struct images {
    unsigned copies; /* that were made */
    unsigned room;   /* for so many copies in all */
    unsigned held;   /* copies that were not dropped, images not released */
} images;

/* ---- images -------------------------------------------------------------- */

static inline int read_name(struct tare_image *image, const char *path)
{
    struct tare_image_file *file;

    image->files = tare_grow(image->files, image->count, sizeof *image->files);
    file = &image->files[image->count++];
    *file = (struct tare_image_file){ .path = tare_strdup(path), .size = 1 };
    tare_hash(file->hash, path, strlen(path));
    images.held += image->count == 1;
    return 0;
}

int tare_image_read(struct tare_image *image, const char *path,
                    struct tare_err *err)
{
    (void)err;
    return read_name(image, path);
}

int tare_image_read_opened(struct tare_image *image, int fd, const char *path,
                           const char *hash, struct tare_err *err)
{
    (void)fd, (void)hash, (void)err;
    return read_name(image, path);
}

int tare_image_add_opened(struct tare_image *image, int fd, const char *path,
                          const char *name, const char *hash,
                          struct tare_err *err)
{
    (void)fd, (void)name, (void)hash, (void)err;
    return read_name(image, path);
}

int tare_image_add_library(struct tare_image *image, const char *path,
                           const char *name, struct tare_err *err)
{
    (void)name, (void)err;
    return read_name(image, path);
}

size_t tare_image_size(const struct tare_image *image)
{
    return image->count;
}

void tare_image_release(struct tare_image *image)
{
    images.held -= image->count > 0;
    for (size_t i = 0; i < image->count; i++)
        free(image->files[i].path);
    free(image->files);
    *image = (struct tare_image){ 0 };
}

/* ---- copies -------------------------------------------------------------- */

int tare_copy_folder_put(struct tare_copy_folder *copy_folder,
                         const struct tare_image *image, struct tare_copy *copy,
                         struct tare_err *err)
{
    (void)copy_folder;
    if (images.copies == images.room)
        return tare_fail_with(err, TARE_EOUTPUT,
                              "copies: no room, as scripted");
    images.copies++;
    images.held++;
    copy->folder = tare_strdup("/scripted");
    copy->exec = tare_strdup(image->files[0].path);
    return 0;
}

void tare_copy_drop(struct tare_copy *copy)
{
    images.held -= copy->folder != NULL;
    free(copy->folder);
    free(copy->exec);
    free(copy->library_path);
    *copy = (struct tare_copy){ 0 };
}

#endif
