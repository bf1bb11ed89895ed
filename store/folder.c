/* SPDX-License-Identifier: MIT */
#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"

/* errno says why, unless it is a link: then that is why. */
static int refuse(const struct tare_folder *folder, const char *name,
                  enum tare_code code, const char *what, struct tare_err *err)
{
    int reason = errno;
    char *path = tare_folder_path(folder, name);
    struct stat facts;

    if (fstatat(folder->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(facts.st_mode))
        tare_fail_with(err, code,
                       "%s: %s: it is a symbolic link, which is not followed "
                       "here; put what it points at in its place",
                       path, what);
    else
        tare_fail_with(err, code, "%s: %s: %s", path, what, strerror(reason));
    free(path);
    return code;
}

char *tare_folder_path(const struct tare_folder *folder, const char *name)
{
    struct tare_buf path = { 0 };

    tare_buf_printf(&path, "%s/%s", folder->path, name);
    return tare_buf_detach(&path);
}

/* ---- opening ------------------------------------------------------------- */

int tare_folder_open(struct tare_folder *folder, const char *path,
                     struct tare_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *folder = (struct tare_folder){ 0 };
    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0)
        return tare_fail_with(err, TARE_EBASELINE, "%s: cannot open: %s", path,
                              strerror(errno));
    *folder = (struct tare_folder){ tare_strdup(path), fd };
    return 0;
}

static int enter(struct tare_folder *folder, const struct tare_folder *parent,
                 const char *name)
{
    int fd = openat(parent->fd, name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return -1;
    *folder = (struct tare_folder){ tare_folder_path(parent, name), fd };
    return 0;
}

int tare_folder_enter(struct tare_folder *folder,
                      const struct tare_folder *parent, const char *name,
                      struct tare_err *err)
{
    *folder = (struct tare_folder){ 0 };
    if (parent->path == NULL || enter(folder, parent, name) == 0 ||
        errno == ENOENT)
        return 0;
    return refuse(parent, name, TARE_EBASELINE, "cannot open", err);
}

const char *tare_folder_around(struct tare_folder *folder, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct tare_buf around = { 0 };

    if (slash == NULL)
        tare_buf_puts(&around, ".");
    else
        tare_buf_add(&around, path, slash == path ? 1 : (size_t)(slash - path));
    folder->path = tare_buf_detach(&around);
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0 && errno == EACCES)
        folder->fd = open(folder->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd >= 0)
        return slash != NULL ? slash + 1 : path;
    free(folder->path);
    *folder = (struct tare_folder){ 0 };
    return NULL;
}

/* The folder around the last part; failing is noticed later. */
static void make_parent(const char *path)
{
    char *parent = tare_strdup(path);
    size_t length = strlen(parent);

    while (length > 0 && parent[length - 1] == '/')
        length--;
    while (length > 0 && parent[length - 1] != '/')
        length--;
    parent[length] = '\0';
    if (length > 0)
        mkdir(parent, 0777);
    free(parent);
}

int tare_folder_make(struct tare_folder *folder, const char *path,
                     struct tare_err *err)
{
    int error = 0;

    *folder = (struct tare_folder){ 0 };
    if (mkdir(path, 0777) != 0 && errno == ENOENT) {
        make_parent(path);
        error = mkdir(path, 0777) != 0 ? errno : 0;
    } else if (errno != EEXIST)
        error = errno;
    if (tare_folder_open(folder, path, err) == 0 && folder->path != NULL)
        return 0;
    return tare_fail_with(err, TARE_EOUTPUT, "%s: cannot make this folder: %s",
                          path, strerror(error != 0 ? error : errno));
}

int tare_folder_make_in(struct tare_folder *folder,
                        const struct tare_folder *parent, const char *name,
                        struct tare_err *err)
{
    int is_new = mkdirat(parent->fd, name, 0777) == 0;

    *folder = (struct tare_folder){ 0 };
    if (is_new) {
        if (tare_folder_flush(parent, err) < 0)
            return TARE_EOUTPUT;
    } else if (errno != EEXIST)
        return refuse(parent, name, TARE_EOUTPUT, "cannot make this folder",
                      err);
    if (enter(folder, parent, name) == 0)
        return 0;
    refuse(parent, name, TARE_EOUTPUT, "cannot open", err);
    if (is_new)
        unlinkat(parent->fd, name, AT_REMOVEDIR);
    return TARE_EOUTPUT;
}

void tare_folder_close(struct tare_folder *folder)
{
    if (folder->path != NULL)
        close(folder->fd);
    free(folder->path);
    *folder = (struct tare_folder){ 0 };
}

/* ---- what is in it ------------------------------------------------------- */

int tare_folder_has(const struct tare_folder *folder, const char *name)
{
    struct stat facts;

    return folder->path != NULL &&
           fstatat(folder->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Not blocking, so that opening a pipe comes back. */
int tare_folder_read(const struct tare_folder *folder, const char *name,
                     struct tare_err *err)
{
    struct stat facts = { 0 };
    int fd;

    if (folder->path == NULL)
        return tare_fail_with(err, TARE_EBASELINE, "%s: does not exist", name);
    fd = openat(folder->fd, name,
                O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return refuse(folder, name, TARE_EBASELINE, "cannot open", err);
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
        return fd;
    close(fd);
    return tare_fail_with(err, TARE_EBASELINE, "%s/%s: is not a regular file",
                          folder->path, name);
}

int tare_folder_remove(const struct tare_folder *folder, const char *name,
                       struct tare_err *err)
{
    if (unlinkat(folder->fd, name, 0) != 0)
        return refuse(folder, name, TARE_EOUTPUT, "cannot remove", err);
    return tare_folder_flush(folder, err);
}

/* EINVAL and EROFS say that there is nothing to flush here, EBADF that the
 * folder may be written but not read. */
int tare_folder_flush(const struct tare_folder *folder, struct tare_err *err)
{
    if (fsync(folder->fd) == 0 || errno == EINVAL || errno == EROFS ||
        errno == EOPNOTSUPP || errno == EBADF)
        return 0;
    return tare_fail_with(err, TARE_EOUTPUT,
                          "%s: cannot flush to disk: %s: what was just written "
                          "there may not survive a power cut",
                          folder->path, strerror(errno));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds what readdir(3) gives; an error of it looks like the end. */
static int read_names(DIR *listing, char ***names, size_t *count)
{
    const struct dirent *entry;

    for (errno = 0; (entry = readdir(listing)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        *TARE_ADD(*names, *count) = tare_strdup(entry->d_name);
    }
    return errno == 0 ? 0 : -1;
}

char **tare_folder_list(const struct tare_folder *folder, size_t *count,
                        struct tare_err *err)
{
    char **names = tare_alloc(1, sizeof *names);
    DIR *listing;
    int fd, status;

    *count = 0;
    if (folder->path == NULL)
        return names;
    fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    listing = fd >= 0 ? fdopendir(fd) : NULL;
    status = listing != NULL ? read_names(listing, &names, count) : -1;
    if (status < 0)
        refuse(folder, ".", TARE_EBASELINE, "cannot list", err);
    if (listing != NULL)
        closedir(listing);
    if (status < 0) {
        tare_names_free(names, *count);
        *count = 0;
        return NULL;
    }
    qsort(names, *count, sizeof *names, by_name);
    return names;
}

void tare_names_free(char **names, size_t count)
{
    for (size_t i = 0; i < count && names != NULL; i++)
        free(names[i]);
    free(names);
}
