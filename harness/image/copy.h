/* SPDX-License-Identifier: MIT */
/*
 * A fresh copy of an image in a copy folder, to be launched from.  All copies have
 * names of one length, and each lies elsewhere in memory, so that nothing but
 * their content can differ.
 *
 *     each round: tare_copy_folder_put(&copy_folder, &image, &copy, err);
 *                 launch copy.exec with copy.library_path
 *                 tare_copy_drop(&copy);
 */
#ifndef TARE_HARNESS_COPY_H
#define TARE_HARNESS_COPY_H

#include "harness/image/image.h"
#include "harness/image/copy_folder.h"

/* library_path is for LD_LIBRARY_PATH: the folder, and what was there. */
struct tare_copy {
    char *folder, *exec, *library_path; /* owned */
};

/* A fresh copy in a folder of a random name, always as long.  On failure
 * nothing is left of it. */
int tare_copy_folder_put(struct tare_copy_folder *copy_folder,
                         const struct tare_image *image, struct tare_copy *copy,
                         struct tare_err *err);

/* Removes it; a process that runs it goes on. */
void tare_copy_drop(struct tare_copy *copy);

#endif
