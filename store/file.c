/* SPDX-License-Identifier: MIT */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"

static int refuse(struct tare_err *err, const char *path, const char *what)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: %s: %s", path, what,
                          strerror(errno));
}

/* The permissions that open(2) would have given a new file. */
static mode_t default_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/* A file that exists and is no regular file takes the bytes as they come. */
static int open_directly(struct tare_file *file, const char *path,
                         struct tare_err *err)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDOUT_FILENO)
                                    : open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return refuse(err, path, "cannot open for writing");
    file->stream = fdopen(fd, "w");
    if (file->stream == NULL)
        tare_die("out of memory (a stream)");
    file->path = tare_strdup(path);
    return 0;
}

static int open_beside(struct tare_file *file, const char *path, mode_t mode,
                       struct tare_err *err)
{
    struct tare_buf name = { 0 };
    int fd;

    tare_buf_printf(&name, "%s.XXXXXX", path);
    fd = mkostemp(name.data, O_CLOEXEC);
    if (fd < 0) {
        tare_buf_release(&name);
        return refuse(err, path, "cannot write in its directory");
    }
    fchmod(fd, mode);
    file->stream = fdopen(fd, "w");
    if (file->stream == NULL)
        tare_die("out of memory (a stream)");
    file->path = tare_strdup(path);
    file->temporary = tare_buf_detach(&name);
    return 0;
}

int tare_file_open(struct tare_file *file, const char *path,
                   struct tare_err *err)
{
    struct stat facts;
    char *resolved;
    int status;

    *file = (struct tare_file){ 0 };
    if (strcmp(path, "-") == 0)
        return open_directly(file, path, err);
    if (stat(path, &facts) != 0)
        return open_beside(file, path, default_mode(), err);
    if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return refuse(err, path, "cannot open for writing");
    }
    if (!S_ISREG(facts.st_mode))
        return open_directly(file, path, err);
    if (access(path, W_OK) != 0)
        return refuse(err, path, "cannot open for writing");
    resolved = realpath(path, NULL);
    status = open_beside(file, resolved != NULL ? resolved : path,
                         facts.st_mode & 07777, err);
    free(resolved);
    return status;
}

/* ---- in a folder of our own ---------------------------------------------- */

#define TEMPORARY ".new-"

/* A name that nobody uses, opened; the number is of the process only so that
 * the first try succeeds. */
static int make_temporary(const struct tare_folder *folder, char **name,
                          unsigned mode)
{
    static unsigned count;

    for (;;) {
        struct tare_buf text = { 0 };
        int fd;

        tare_buf_printf(&text, TEMPORARY "%ld-%u", (long)getpid(), count++);
        fd = openat(folder->fd, text.data,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST) {
            *name = tare_buf_detach(&text);
            return fd;
        }
        tare_buf_release(&text);
    }
}

int tare_file_open_in(struct tare_file *file, const struct tare_folder *folder,
                      const char *name, unsigned mode, struct tare_err *err)
{
    char *path = tare_folder_path(folder, name), *temporary = NULL;
    struct stat facts;
    int fd, status = 0;

    *file = (struct tare_file){ 0 };
    if (fstatat(folder->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISREG(facts.st_mode)) {
        status = tare_fail_with(
            err, TARE_EOUTPUT,
            "%s: cannot replace: it is %s; remove it, and try again", path,
            S_ISLNK(facts.st_mode) ? "a symbolic link" : "no regular file");
        free(path);
        return status;
    }
    fd = make_temporary(folder, &temporary, mode);
    if (fd < 0) {
        status = refuse(err, path, "cannot write in its directory");
        free(temporary);
        free(path);
        return status;
    }
    *file = (struct tare_file){ fdopen(fd, "w"), path, temporary, folder,
                                tare_strdup(name) };
    if (file->stream == NULL)
        tare_die("out of memory (a stream)");
    return 0;
}

static int is_temporary(const char *name)
{
    size_t prefix = strlen(TEMPORARY);

    return strncmp(name, TEMPORARY, prefix) == 0 &&
           strspn(name + prefix, "0123456789-") == strlen(name + prefix);
}

void tare_file_sweep(const struct tare_folder *folder)
{
    size_t count;
    char **names = tare_folder_list(folder, &count, NULL);

    for (size_t i = 0; i < count; i++)
        if (is_temporary(names[i]))
            unlinkat(folder->fd, names[i], 0);
    tare_names_free(names, count);
}

/* ---- done ---------------------------------------------------------------- */

/* A rename is only durable once its directory is. */
static void flush_directory(const char *path)
{
    char *directory = tare_strdup(path);
    char *slash = strrchr(directory, '/');
    int fd;

    if (slash != NULL)
        slash[slash == directory] = '\0';
    fd = open(slash != NULL ? directory : ".", O_RDONLY | O_DIRECTORY);
    if (fd >= 0) {
        fsync(fd); /* some file systems refuse this: nothing more to do */
        close(fd);
    }
    free(directory);
}

static int replace(struct tare_file *file, struct tare_err *err)
{
    int at = file->folder != NULL ? file->folder->fd : AT_FDCWD;
    const char *target = file->folder != NULL ? file->name : file->path;

    if (renameat(at, file->temporary, at, target) != 0)
        return refuse(err, file->path, "cannot replace");
    free(file->temporary);
    file->temporary = NULL;
    if (file->folder != NULL)
        fsync(at);
    else
        flush_directory(file->path);
    return 0;
}

int tare_file_commit(struct tare_file *file, struct tare_err *err)
{
    FILE *stream = file->stream;
    int status = 0;

    file->stream = NULL;
    if (fflush(stream) != 0 || ferror(stream) ||
        (file->temporary != NULL && fsync(fileno(stream)) != 0))
        status = refuse(err, file->path, "cannot write");
    if (fclose(stream) != 0 && status == 0)
        status = refuse(err, file->path, "cannot write");
    if (status == 0 && file->temporary != NULL)
        status = replace(file, err);
    tare_file_release(file);
    return status;
}

void tare_file_release(struct tare_file *file)
{
    if (file->stream != NULL)
        fclose(file->stream);
    if (file->temporary != NULL)
        unlinkat(file->folder != NULL ? file->folder->fd : AT_FDCWD,
                 file->temporary, 0);
    free(file->temporary);
    free(file->path);
    free(file->name);
    *file = (struct tare_file){ 0 };
}
