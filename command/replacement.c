/* SPDX-License-Identifier: MIT */
#include "command/replacement.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/stage.h"
#include "store/alloc.h"
#include "store/buf.h"

static int refuse(const char *path, const char *what, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: %s: %s", path, what,
                          strerror(errno));
}

/* ---- what is there ------------------------------------------------------- */

static int is_number(const char *name)
{
    size_t size = strspn(name, "0123456789");

    return size > 0 && name[size] == '\0';
}

/* A name that we have not given; returned, NULL when there is none. */
static char *find_other(DIR *stream)
{
    struct dirent *found;

    while ((found = readdir(stream)) != NULL)
        if (strcmp(found->d_name, ".") != 0 &&
            strcmp(found->d_name, "..") != 0 && !is_number(found->d_name))
            return tare_strdup(found->d_name);
    return NULL;
}

/* Nothing, or what an earlier one has left: nobody's work is removed. */
static int check_target(const char *path, struct tare_err *err)
{
    DIR *stream = opendir(path);
    char *other;
    int status = 0;

    if (stream == NULL)
        return errno == ENOENT ? 0 : refuse(path, "cannot be replaced", err);
    other = find_other(stream);
    if (other != NULL)
        status = tare_fail_with(err, TARE_EOUTPUT,
                                "%s: has a %.60s in it, so it is no folder of "
                                "layouts and not replaced: choose another one",
                                path, other);
    free(other);
    closedir(stream);
    return status;
}

/* ---- the stage ----------------------------------------------------------- */

/* Makes it, or takes over one that nobody holds; -1 with errno. */
static int make_stage(const char *path)
{
    int fd;

    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return -1;
    fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        errno = EBUSY;
        return -1;
    }
    return fd;
}

static int is_empty(const char *path)
{
    DIR *stream = opendir(path);
    struct dirent *found;
    int count = 0;

    while (stream != NULL && (found = readdir(stream)) != NULL)
        count++;
    if (stream != NULL)
        closedir(stream);
    return count == 2; /* "." and ".." */
}

/* A killed process has left its files in it: it is made anew. */
static int make_empty_stage(const char *path)
{
    int fd = make_stage(path);

    if (fd < 0 || is_empty(path))
        return fd;
    tare_stage_remove(path);
    close(fd);
    return make_stage(path);
}

/* "DIR/" and "DIR" are one, and the stage stands beside it. */
static char *without_slash(const char *path)
{
    char *copy = tare_strdup(path);

    for (size_t size = strlen(copy); size > 1 && copy[size - 1] == '/'; size--)
        copy[size - 1] = '\0';
    return copy;
}

int tare_replacement_open(struct tare_replacement *folder, const char *path,
                          struct tare_err *err)
{
    struct tare_buf stage = { 0 };
    int status;

    *folder = (struct tare_replacement){ .target = without_slash(path) };
    tare_buf_printf(&stage, "%s.new", folder->target);
    status = check_target(folder->target, err);
    if (status == 0) {
        folder->lock = make_empty_stage(stage.data);
        if (folder->lock < 0)
            status = refuse(stage.data, "cannot be made", err);
        else
            folder->stage = realpath(stage.data, NULL);
    }
    tare_buf_release(&stage);
    if (status < 0)
        tare_replacement_release(folder);
    return status;
}

/* The old folder ends up under the name of the stage.  Where the file system
 * cannot exchange two names, there is a moment without. */
static int exchange(const struct tare_replacement *folder)
{
    if (rename(folder->stage, folder->target) == 0) /* nothing was there */
        return 0;
    if (renameat2(AT_FDCWD, folder->stage, AT_FDCWD, folder->target,
                  RENAME_EXCHANGE) == 0) {
        tare_stage_remove(folder->stage);
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    tare_stage_remove(folder->target);
    return rename(folder->stage, folder->target);
}

int tare_replacement_commit(struct tare_replacement *folder,
                            struct tare_err *err)
{
    int status = 0;

    if (exchange(folder) != 0)
        status = refuse(folder->target, "cannot be replaced", err);
    else {
        free(folder->stage);
        folder->stage = NULL;
        close(folder->lock);
    }
    tare_replacement_release(folder);
    return status;
}

void tare_replacement_release(struct tare_replacement *folder)
{
    if (folder->stage != NULL) {
        tare_stage_remove(folder->stage);
        close(folder->lock);
    }
    free(folder->target);
    free(folder->stage);
    *folder = (struct tare_replacement){ 0 };
}
