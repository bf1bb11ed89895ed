/* SPDX-License-Identifier: MIT */
/*
 * Each folder is renamed into the topmost one before it is opened, so that the
 * depth does not matter, and because the kernel renames no place where
 * something is mounted: what could be renamed is part of the tree.
 */
#include "store/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/folder.h"

enum {
    NAME_SIZE = 32
};

/* The names in what is open; NULL when they cannot be listed. */
static char **list(int fd, size_t *count)
{
    struct tare_folder folder = { .path = (char *)"", .fd = fd };

    return tare_folder_list(&folder, count, NULL);
}

/* A folder that its owner has locked himself out of is opened to him.  Where that
 * fails, what follows does. */
static void unlock(int folder, const char *name)
{
    if (fchmodat(folder, name, 0700, AT_SYMLINK_NOFOLLOW) < 0)
        return;
}

static int move(int from, const char *name, int top, const char *to)
{
    if (renameat(from, name, top, to) == 0)
        return 0;
    if (errno != EACCES)
        return -1;
    unlock(from, name);
    return renameat(from, name, top, to);
}

/* Removes a file, or moves a folder to the top, under a new name. */
static int take_out(int from, const char *name, int top, unsigned *number)
{
    char to[NAME_SIZE];

    if (unlinkat(from, name, 0) == 0 || errno == ENOENT)
        return 0;
    if (unlinkat(from, name, AT_REMOVEDIR) == 0)
        return 0;
    do
        snprintf(to, sizeof to, ".tare-gone-%u", (*number)++);
    while (faccessat(top, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
    return move(from, name, top, to);
}

/* What is in the folder; the error that kept the last of it there, or 0. */
static int take_all_out(int from, const char *kept, int top, unsigned *number)
{
    size_t count;
    char **names = list(from, &count);
    int error = names == NULL ? errno : 0;

    for (size_t i = 0; i < count; i++)
        if ((kept == NULL || strcmp(names[i], kept) != 0) &&
            take_out(from, names[i], top, number) != 0)
            error = errno;
    tare_names_free(names, count);
    return error;
}

/* Empties a folder at the top, and removes it. */
static int dissolve(int top, const char *name, unsigned *number)
{
    int error, fd;

    if (unlinkat(top, name, AT_REMOVEDIR) == 0)
        return 0;
    unlock(top, name);
    fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    error = take_all_out(fd, NULL, top, number);
    close(fd);
    return unlinkat(top, name, AT_REMOVEDIR) == 0 ? 0
           : error != 0                           ? error
                                                  : errno;
}

/* Folders at the top that were moved there are known by their numbers. */
static int empty_once(int folder, const char *kept)
{
    unsigned number = 0;
    int error;

    error = take_all_out(folder, kept, folder, &number);
    for (unsigned i = 0; i < number; i++) {
        char name[NAME_SIZE];
        int failed;

        snprintf(name, sizeof name, ".tare-gone-%u", i);
        failed = dissolve(folder, name, &number);
        if (failed != 0 && failed != ENOENT)
            error = failed;
    }
    errno = error;
    return error == 0 ? 0 : -1;
}

/* What cannot be done for lack of descriptors or memory can be a moment later:
 * it is tried twice. */
int tare_tree_empty(int folder, const char *last)
{
    fchmod(folder, 0700);
    if (empty_once(folder, last) != 0 && empty_once(folder, last) != 0)
        return -1;
    if (last == NULL || unlinkat(folder, last, 0) == 0 || errno == ENOENT)
        return 0;
    return -1;
}

static int remove_folder(int folder, const char *name)
{
    int error = 0, fd;

    unlock(folder, name);
    fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (tare_tree_empty(fd, NULL) != 0)
        error = errno;
    close(fd);
    if (unlinkat(folder, name, AT_REMOVEDIR) == 0)
        return 0;
    errno = error != 0 ? error : errno;
    return -1;
}

int tare_tree_remove(int folder, const char *name)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return 0;
    return remove_folder(folder, name) == 0 ? 0 : remove_folder(folder, name);
}
