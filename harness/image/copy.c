/* SPDX-License-Identifier: MIT */
#include "harness/image/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/path.h"
#include "store/tree.h"

enum {
    PIECE_BYTES = 16384, /* written at a time */
    HELD_BYTES = 2 << 20 /* of memory that are held back at most */
};

/* The bytes at their place; 0, or -1 with errno. */
static int write_at(int fd, const unsigned char *bytes, size_t size, size_t at)
{
    while (size > 0) {
        ssize_t written = pwrite(fd, bytes, size, (off_t)at);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        bytes += written;
        at += (size_t)written;
        size -= (size_t)written;
    }
    return 0;
}

/*
 * Memory that was freed last is given out first.  Left alone, a copy would
 * come to lie in the very frames of the copy before, so that a side's luck with
 * the caches would be the same all session.  So a random part of what would be
 * given out next is held back while a copy is written; and it is written piece
 * by piece in random order.  A descriptor to be closed, or -1.
 */
static int hold_frames(struct tare_rng *rng)
{
    int fd = memfd_create("tare", MFD_CLOEXEC);

    if (fd >= 0 &&
        fallocate(fd, 0, 0, 1 + tare_rng_below(rng, HELD_BYTES)) != 0) {
        close(fd); /* it does without */
        fd = -1;
    }
    return fd;
}

static int write_shuffled(int fd, const struct tare_image_file *file,
                          struct tare_rng *rng)
{
    size_t count = (file->size + PIECE_BYTES - 1) / PIECE_BYTES;
    size_t *order = tare_alloc(count, sizeof *order);
    int status = 0;

    for (size_t i = 0; i < count; i++)
        order[i] = i;
    tare_rng_shuffle(rng, order, count);
    for (size_t i = 0; i < count && status == 0; i++) {
        size_t at = order[i] * PIECE_BYTES;
        size_t left = file->size - at;

        status = write_at(fd, file->bytes + at,
                          left < PIECE_BYTES ? left : PIECE_BYTES, at);
    }
    free(order);
    return status;
}

/* 0, or -1 with errno.  A file that is open for writing cannot be executed:
 * it is closed here. */
static int write_file(const char *folder, const struct tare_image_file *file,
                      struct tare_rng *rng)
{
    char *path = tare_path_join(folder, file->name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    int status = fd >= 0 ? write_shuffled(fd, file, rng) : -1;

    if (fd >= 0 && close(fd) != 0)
        status = -1;
    free(path);
    return status;
}

/* The same file under the name that it gives itself, so that it is loaded once
 * by whichever name; where another one has that name already, that one is
 * meant. */
static int link_soname(const char *folder, const struct tare_image_file *file)
{
    char *path = tare_path_join(folder, file->name);
    char *other = tare_path_join(folder, file->soname);
    int status = link(path, other);

    if (status != 0 && errno == EEXIST)
        status = 0;
    free(path);
    free(other);
    return status;
}

static int write_files(const char *folder, const struct tare_image *image,
                       struct tare_rng *rng)
{
    for (size_t i = 0; i < image->count; i++)
        if (write_file(folder, &image->files[i], rng) != 0)
            return -1;
    for (size_t i = 0; i < image->count; i++)
        if (image->files[i].soname != NULL &&
            link_soname(folder, &image->files[i]) != 0)
            return -1;
    return 0;
}

static int write_image(const char *folder, const struct tare_image *image,
                       struct tare_rng *rng)
{
    int held = hold_frames(rng);
    int status = write_files(folder, image, rng);
    int error = errno;

    if (held >= 0)
        close(held);
    errno = error;
    return status;
}

/* An empty part of LD_LIBRARY_PATH would mean the current folder. */
static char *make_library_path(const char *folder)
{
    const char *rest = getenv("LD_LIBRARY_PATH");
    struct tare_buf path = { 0 };

    tare_buf_puts(&path, folder);
    if (rest != NULL && rest[0] != '\0')
        tare_buf_printf(&path, ":%s", rest);
    return tare_buf_detach(&path);
}

static int refuse(const char *root, const struct tare_image *image,
                  struct tare_err *err)
{
    int error = errno;

    return tare_fail_with(
        err, TARE_EOUTPUT, "%s: cannot write a copy of %s (%.1f MB): %s%s",
        root, image->files[0].path, (double)tare_image_size(image) * 1e-6,
        strerror(error),
        error == ENOSPC || error == EDQUOT
            ? ": make room there, or strip the debug information"
            : "");
}

int tare_copy_folder_put(struct tare_copy_folder *copy_folder,
                         const struct tare_image *image, struct tare_copy *copy,
                         struct tare_err *err)
{
    char *folder = tare_path_join(copy_folder->root, "XXXXXX");
    int status;

    *copy = (struct tare_copy){ 0 };
    if (mkdtemp(folder) == NULL) {
        status = refuse(copy_folder->root, image, err);
        free(folder);
        return status;
    }
    copy->folder = folder;
    copy->exec = tare_path_join(folder, TARE_IMAGE_PROGRAM);
    copy->library_path = make_library_path(folder);
    if (write_image(folder, image, &copy_folder->rng) == 0)
        return 0;
    status = refuse(copy_folder->root, image, err);
    tare_copy_drop(copy);
    return status;
}

void tare_copy_drop(struct tare_copy *copy)
{
    if (copy->folder != NULL)
        tare_tree_remove(AT_FDCWD, copy->folder);
    free(copy->folder);
    free(copy->exec);
    free(copy->library_path);
    *copy = (struct tare_copy){ 0 };
}
