/* SPDX-License-Identifier: MIT */
#include "store/replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/tree.h"

#define MARK ".tare-made"

static int refuse(const struct tare_replacement *folder, const char *name,
                  const char *what, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s/%s: %s: %s",
                          folder->parent.path, name, what, strerror(errno));
}

/* ---- whose it is --------------------------------------------------------- */

static int is_our_file(int folder, const char *name)
{
    struct stat facts;

    return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(facts.st_mode) && facts.st_uid == geteuid();
}

static int is_expected(const struct tare_replacement *folder, int fd,
                       const char *name)
{
    struct stat facts;

    return strcmp(name, MARK) == 0 ||
           (fstatat(fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(facts.st_mode) &&
            (folder->letters == NULL ||
             strspn(name, folder->letters) == strlen(name)));
}

/* Refuses what holds something that we did not put there. */
static int check_content(const struct tare_replacement *folder,
                         const struct tare_folder *found, struct tare_err *err)
{
    size_t count;
    char **names = tare_folder_list(found, &count, err);
    int status = names != NULL ? 0 : TARE_EOUTPUT;

    if (count > 0 && !is_our_file(found->fd, MARK))
        status = tare_fail_with(err, TARE_EOUTPUT,
                                "%s: was not made by tare for this user, so it "
                                "is not replaced: choose another one, or "
                                "remove it",
                                found->path);
    for (size_t i = 0; i < count && status == 0; i++)
        if (!is_expected(folder, found->fd, names[i]))
            status = tare_fail_with(err, TARE_EOUTPUT,
                                    "%s: has a %.60s in it, which tare did not "
                                    "make, so it is not replaced: choose "
                                    "another one",
                                    found->path, names[i]);
    tare_names_free(names, count);
    return status;
}

/* What is there under that name: nothing, or what may be replaced.  Its
 * identity tells it again. */
static int check(const struct tare_replacement *folder, const char *name,
                 struct stat *identity, struct tare_err *err)
{
    struct tare_folder found;
    int status = tare_folder_enter(&found, &folder->parent, name, err);

    *identity = (struct stat){ 0 };
    if (status < 0)
        return TARE_EOUTPUT;
    if (found.path == NULL)
        return 0;
    if (fstat(found.fd, identity) != 0 || identity->st_uid != geteuid())
        status = tare_fail_with(err, TARE_EOUTPUT,
                                "%s: belongs to another user, so it is not "
                                "replaced: choose another one",
                                found.path);
    else
        status = check_content(folder, &found, err);
    tare_folder_close(&found);
    return status;
}

/* Removes one of ours; -1 with errno. */
static int dissolve(const struct tare_replacement *folder, const char *name)
{
    int error = 0;
    int fd = openat(folder->parent.fd, name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    if (tare_tree_empty(fd, MARK) != 0)
        error = errno;
    close(fd);
    if (error == 0)
        return unlinkat(folder->parent.fd, name, AT_REMOVEDIR);
    errno = error;
    return -1;
}

/* ---- the stage ----------------------------------------------------------- */

/* What a killed process has left under the name of the stage.  It may hold
 * anything, since it was ours to make. */
static int sweep(const struct tare_replacement *folder, const char *name,
                 struct tare_err *err)
{
    struct tare_folder left;
    struct stat facts;
    int status = tare_folder_enter(&left, &folder->parent, name, err);
    int is_ours;

    if (status < 0 || left.path == NULL)
        return status;
    is_ours = fstat(left.fd, &facts) == 0 && facts.st_uid == geteuid() &&
              (is_our_file(left.fd, MARK) ||
               unlinkat(folder->parent.fd, name, AT_REMOVEDIR) == 0);
    if (!is_ours)
        status = tare_fail_with(err, TARE_EOUTPUT,
                                "%s: is in the way, and was not made by tare "
                                "for this user: remove it",
                                left.path);
    else if (flock(left.fd, LOCK_EX | LOCK_NB) != 0)
        status = tare_fail_with(err, TARE_EOUTPUT,
                                "%s: is being made by another tare: try again "
                                "when that has ended",
                                left.path);
    else if (dissolve(folder, name) != 0)
        status = refuse(folder, name, "cannot be removed", err);
    tare_folder_close(&left);
    return status;
}

static int make_stage(struct tare_replacement *folder, struct tare_err *err)
{
    const char *name = folder->stage_name;
    struct stat facts;
    int fd;

    if (mkdirat(folder->parent.fd, name, 0777) != 0)
        return refuse(folder, name, "cannot be made", err);
    if (tare_folder_enter(&folder->stage, &folder->parent, name, err) < 0) {
        unlinkat(folder->parent.fd, name, AT_REMOVEDIR);
        return TARE_EOUTPUT;
    }
    if (folder->stage.path == NULL || fstat(folder->stage.fd, &facts) != 0 ||
        facts.st_uid != geteuid() ||
        flock(folder->stage.fd, LOCK_EX | LOCK_NB) != 0) {
        tare_folder_close(&folder->stage);
        unlinkat(folder->parent.fd, name, AT_REMOVEDIR);
        errno = EBUSY;
        return refuse(folder, name, "cannot be made", err);
    }
    fd = openat(folder->stage.fd, MARK,
                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (fd < 0)
        return refuse(folder, name, "cannot be written to", err);
    close(fd);
    return 0;
}

static char *make_name(const char *name, const char *end)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, ".%s.tare-%s", name, end);
    return tare_buf_detach(&text);
}

int tare_replacement_open(struct tare_replacement *folder,
                          const struct tare_folder *parent, const char *name,
                          const char *letters, struct tare_err *err)
{
    struct stat identity;
    int status;

    *folder =
        (struct tare_replacement){ .parent = *parent,
                                   .name = tare_strdup(name),
                                   .stage_name = make_name(name, "unfinished"),
                                   .aside = make_name(name, "old"),
                                   .letters = letters };
    status = check(folder, name, &identity, err);
    if (status == 0)
        status = sweep(folder, folder->stage_name, err);
    if (status == 0)
        status = sweep(folder, folder->aside, err);
    if (status == 0)
        status = make_stage(folder, err);
    if (status < 0)
        tare_replacement_release(folder);
    return status;
}

/* ---- changing places ----------------------------------------------------- */

/* By its number, as not each C library has a function for it. */
static int swap_names(const struct tare_replacement *folder)
{
    return (int)syscall(SYS_renameat2, folder->parent.fd, folder->stage_name,
                        folder->parent.fd, folder->name, RENAME_EXCHANGE);
}

/* Where the file system cannot exchange two names, there is a moment without.
 * -1 with errno. */
static int exchange(struct tare_replacement *folder)
{
    int at = folder->parent.fd;

    if (swap_names(folder) == 0) {
        folder->state = TARE_REPLACEMENT_SWAPPED;
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return -1;
    if (renameat(at, folder->name, at, folder->aside) != 0)
        return -1;
    folder->state = TARE_REPLACEMENT_ASIDE;
    if (renameat(at, folder->stage_name, at, folder->name) == 0)
        return 0;
    renameat(at, folder->aside, at, folder->name);
    folder->state = TARE_REPLACEMENT_MADE;
    return -1;
}

static const char *name_of_old(const struct tare_replacement *folder)
{
    return folder->state == TARE_REPLACEMENT_ASIDE ? folder->aside
                                                   : folder->stage_name;
}

/* Whether what was taken away is what had been looked at. */
static int is_the_same(const struct tare_replacement *folder,
                       const struct stat *identity)
{
    struct stat facts;

    return fstatat(folder->parent.fd, name_of_old(folder), &facts,
                   AT_SYMLINK_NOFOLLOW) == 0 &&
           facts.st_dev == identity->st_dev && facts.st_ino == identity->st_ino;
}

int tare_replacement_swap(struct tare_replacement *folder, struct tare_err *err)
{
    int at = folder->parent.fd;
    struct stat identity;

    /* takes the place of nothing, and of an empty folder */
    if (renameat(at, folder->stage_name, at, folder->name) == 0) {
        folder->state = TARE_REPLACEMENT_ALONE;
        return 0;
    }
    if (check(folder, folder->name, &identity, err) < 0)
        return TARE_EOUTPUT;
    if (exchange(folder) != 0)
        return refuse(folder, folder->name, "cannot be replaced", err);
    if (is_the_same(folder, &identity))
        return 0;
    tare_replacement_swap_back(folder);
    errno = EBUSY;
    return refuse(folder, folder->name, "cannot be replaced", err);
}

void tare_replacement_swap_back(struct tare_replacement *folder)
{
    int at = folder->parent.fd;

    if (folder->state == TARE_REPLACEMENT_SWAPPED)
        swap_names(folder);
    else if (folder->state != TARE_REPLACEMENT_MADE)
        renameat(at, folder->name, at, folder->stage_name);
    if (folder->state == TARE_REPLACEMENT_ASIDE)
        renameat(at, folder->aside, at, folder->name);
    folder->state = TARE_REPLACEMENT_MADE;
}

void tare_replacement_release(struct tare_replacement *folder)
{
    if (folder->stage.path != NULL && folder->state != TARE_REPLACEMENT_ALONE)
        dissolve(folder, name_of_old(folder)); /* else the next one does */
    tare_folder_close(&folder->stage);
    free(folder->name);
    free(folder->stage_name);
    free(folder->aside);
    *folder = (struct tare_replacement){ 0 };
}
