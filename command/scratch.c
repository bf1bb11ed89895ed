/* SPDX-License-Identifier: MIT */
#include "command/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "command/child.h"
#include "store/alloc.h"
#include "store/buf.h"

static const char stem[] = "tare-gate-tree-";

enum {
    TAIL = 6, /* what mkdtemp(3) puts after the stem */
    PLACES = 3,
    TRIES = 100
};

/* Where they may be; borrowed, NULL for none. */
static const char *place(int index)
{
    static const char *const fixed[PLACES] = { NULL, "/tmp", "/var/tmp" };

    return index == 0 ? getenv("TMPDIR") : fixed[index];
}

/* ---- whose it is --------------------------------------------------------- */

static int has_our_name(const char *name)
{
    return strncmp(name, stem, strlen(stem)) == 0 &&
           strlen(name) == strlen(stem) + TAIL;
}

/* Locks what is open; errno tells why not: EWOULDBLOCK is in use, ENOENT has
 * gone meanwhile. */
static int lock_open(int fd, const char *path)
{
    struct stat opened, named;

    if (fstat(fd, &opened) != 0 || flock(fd, LOCK_EX | LOCK_NB) != 0 ||
        lstat(path, &named) != 0)
        return -1;
    errno = opened.st_uid != geteuid() ? EPERM : ENOENT;
    return opened.st_uid == geteuid() && opened.st_dev == named.st_dev &&
                   opened.st_ino == named.st_ino
               ? 0
               : -1;
}

/* Opens and locks it; -1 and errno when that cannot be. */
static int take(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int error;

    if (fd < 0 || lock_open(fd, path) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* ---- removing ------------------------------------------------------------ */

static void run_quietly(const char *const *argv)
{
    struct tare_buf errors = { 0 };
    struct tare_child child = { .argv = argv,
                                .errors = &errors,
                                .is_clean_up = 1 };
    int status;

    tare_child_run(&child, &status, NULL);
    tare_buf_release(&errors);
}

/* A build may have made folders that not even their owner may write to. */
static int remove_tree(const char *path)
{
    const char *rm[] = { "rm", "-rf", "--", path, NULL };
    const char *chmod[] = { "chmod", "-R", "u+rwX", "--", path, NULL };

    run_quietly(rm);
    if (access(path, F_OK) == 0) {
        run_quietly(chmod);
        run_quietly(rm);
    }
    return access(path, F_OK) == 0 ? -1 : 0;
}

int tare_scratch_remove(struct tare_scratch *scratch)
{
    int status = scratch->path != NULL ? remove_tree(scratch->path) : 0;

    if (scratch->path != NULL && scratch->lock >= 0)
        close(scratch->lock);
    free(scratch->path);
    *scratch = (struct tare_scratch){ 0 };
    return status;
}

/* ---- what is left over --------------------------------------------------- */

/* Whether it is unused, and now gone. */
static int remove_unused(const char *path)
{
    int lock = take(path);

    if (lock < 0)
        return errno == ENOENT;
    remove_tree(path);
    close(lock);
    return 1;
}

int tare_scratch_remove_left(const char *path)
{
    char *copy = tare_strdup(path), *name = copy, *slash;
    int is_left = 0;

    while (!is_left && (slash = strchr(name, '/')) != NULL) {
        *slash = '\0';
        is_left = has_our_name(name) && remove_unused(copy);
        *slash = '/';
        name = slash + 1;
    }
    free(copy);
    return is_left;
}

static void sweep_place(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        struct tare_buf name = { 0 };

        if (!has_our_name(entry->d_name))
            continue;
        tare_buf_printf(&name, "%s/%s", path, entry->d_name);
        remove_unused(name.data);
        tare_buf_release(&name);
    }
    if (folder != NULL)
        closedir(folder);
}

void tare_scratch_sweep(void)
{
    for (int i = 0; i < PLACES; i++)
        if (place(i) != NULL)
            sweep_place(place(i));
}

/* ---- making -------------------------------------------------------------- */

static int is_inside(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '/' || path[size] == '\0');
}

/* The real path of a place where we can work; NULL for none.  Returned. */
static char *usable_place(const char *path, const char *outside)
{
    char *real = path != NULL ? realpath(path, NULL) : NULL;
    struct statvfs facts;

    if (real != NULL && access(real, W_OK | X_OK) == 0 &&
        statvfs(real, &facts) == 0 && !(facts.f_flag & ST_NOEXEC) &&
        !is_inside(real, outside))
        return real;
    free(real);
    return NULL;
}

/* A sweep may come between making and locking; then once more.  Where locking
 * is not possible, nobody sweeps either. */
static int make_in(struct tare_scratch *scratch, const char *place)
{
    for (int i = 0; i < TRIES; i++) {
        struct tare_buf path = { 0 };

        tare_buf_printf(&path, "%s/%sXXXXXX", place, stem);
        if (mkdtemp(path.data) == NULL) {
            tare_buf_release(&path);
            return -1;
        }
        scratch->path = tare_buf_detach(&path);
        scratch->lock = take(scratch->path);
        if (scratch->lock >= 0 || (errno != EWOULDBLOCK && errno != ENOENT))
            return 0;
        free(scratch->path);
    }
    return -1;
}

int tare_scratch_make(struct tare_scratch *scratch, const char *outside,
                      struct tare_err *err)
{
    *scratch = (struct tare_scratch){ .lock = -1 };
    for (int i = 0; i < PLACES; i++) {
        char *real = usable_place(place(i), outside);
        int made = real != NULL ? make_in(scratch, real) : -1;

        free(real);
        if (made == 0)
            return 0;
    }
    *scratch = (struct tare_scratch){ 0 };
    return tare_fail_with(err, TARE_EOUTPUT,
                          "no temporary folder outside of %s where files may "
                          "be written and executed: name one in TMPDIR",
                          outside);
}
