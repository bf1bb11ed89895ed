/* SPDX-License-Identifier: MIT */
#include "store/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/folder.h"
#include "store/tree.h"

/* The mark: it gets this name once it is locked. */
#define LOCK     ".tare-scratch"
#define LOCK_NEW ".tare-scratch.new"

enum {
    TAIL = 6,           /* what mkdtemp(3) puts after the stem */
    UNLOCKED_FOR_S = 60 /* nobody takes so long to lock what he has made */
};

/* ---- making -------------------------------------------------------------- */

/* The lock of a new folder; -1 with errno. */
static int take_lock(int folder)
{
    int fd = openat(folder, LOCK_NEW,
                    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd >= 0 && (flock(fd, LOCK_EX | LOCK_NB) != 0 ||
                    renameat(folder, LOCK_NEW, folder, LOCK) != 0)) {
        int error = errno;

        close(fd);
        errno = error;
        fd = -1;
    }
    return fd;
}

static int open_folder(int at, const char *path)
{
    return openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int tare_scratch_make(struct tare_scratch *scratch, const char *place,
                      const char *stem)
{
    struct tare_buf path = { 0 };
    int error;

    *scratch = (struct tare_scratch){ .fd = -1, .lock = -1 };
    tare_buf_printf(&path, "%s/%sXXXXXX", place, stem);
    if (mkdtemp(path.data) != NULL) {
        scratch->path = tare_buf_detach(&path);
        scratch->fd = open_folder(AT_FDCWD, scratch->path);
        scratch->lock = scratch->fd >= 0 ? take_lock(scratch->fd) : -1;
        if (scratch->lock >= 0)
            return 0;
    }
    error = errno;
    tare_buf_release(&path);
    tare_scratch_remove(scratch);
    errno = error;
    return -1;
}

/* ---- removing ------------------------------------------------------------ */

int tare_scratch_remove(struct tare_scratch *scratch)
{
    int status = 0, error;

    if (scratch->path == NULL)
        return 0;
    if (scratch->fd >= 0)
        status = tare_tree_empty(scratch->fd, LOCK);
    if (status == 0)
        status = rmdir(scratch->path);
    error = errno;
    if (scratch->fd >= 0)
        close(scratch->fd);
    if (scratch->lock >= 0)
        close(scratch->lock);
    free(scratch->path);
    *scratch = (struct tare_scratch){ 0 };
    errno = error;
    return status;
}

/* ---- what is left over --------------------------------------------------- */

static int has_our_name(const char *name, const char *stem)
{
    return strncmp(name, stem, strlen(stem)) == 0 &&
           strlen(name) == strlen(stem) + TAIL;
}

/* A folder without its mark is either being made, or was left just then: then
 * it is empty, or holds the mark under its first name. */
static void remove_unmarked(int place, const char *name, int folder,
                            const struct stat *facts)
{
    if (time(NULL) - facts->st_mtime <= UNLOCKED_FOR_S)
        return;
    unlinkat(folder, LOCK_NEW, 0);
    unlinkat(place, name, AT_REMOVEDIR); /* if that was all */
}

/* Whether what is open is ours, is marked and is not in use: the lock on it,
 * or -1. */
static int take_left(int folder, const struct stat *facts)
{
    struct stat mark;
    int fd;

    if (facts->st_uid != geteuid())
        return -1;
    fd = openat(folder, LOCK, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &mark) == 0 && S_ISREG(mark.st_mode) &&
        mark.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Whether it was left, and is gone now. */
static int remove_left(int place, const char *name)
{
    int folder = open_folder(place, name), lock = -1, is_gone = 0;
    struct stat facts = { .st_uid = (uid_t)-1 };

    if (folder < 0)
        return errno == ENOENT;
    if (fstat(folder, &facts) == 0)
        lock = take_left(folder, &facts);
    if (lock >= 0)
        is_gone = tare_tree_empty(folder, LOCK) == 0 &&
                  unlinkat(place, name, AT_REMOVEDIR) == 0;
    else if (facts.st_uid == geteuid() &&
             faccessat(folder, LOCK, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        remove_unmarked(place, name, folder, &facts);
    if (lock >= 0)
        close(lock);
    close(folder);
    return is_gone;
}

void tare_scratch_sweep(const char *place, const char *stem)
{
    struct tare_folder folder;
    size_t count = 0;
    char **names = NULL;

    if (tare_folder_open(&folder, place, NULL) == 0)
        names = tare_folder_list(&folder, &count, NULL);
    for (size_t i = 0; i < count; i++)
        if (has_our_name(names[i], stem))
            remove_left(folder.fd, names[i]);
    tare_names_free(names, count);
    tare_folder_close(&folder);
}

int tare_scratch_remove_left(const char *path, const char *stem)
{
    char *copy = tare_strdup(path), *name = copy, *slash;
    int is_left = 0;

    while (!is_left && (slash = strchr(name, '/')) != NULL) {
        *slash = '\0';
        is_left = has_our_name(name, stem) && remove_left(AT_FDCWD, copy);
        *slash = '/';
        name = slash + 1;
    }
    free(copy);
    return is_left;
}
