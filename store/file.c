/* SPDX-License-Identifier: MIT */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/buf.h"
#include "store/signals.h"

#define TEMPORARY ".tare-unfinished-"

enum {
    NAME_KEPT = 200, /* of a name in that of its temporary file */
    NAMES_MAX = 100, /* writers of one file at a time */
    TRIES_MAX = 1000
};

static int refuse(struct tare_err *err, const char *path, const char *what)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: %s: %s", path, what,
                          strerror(errno));
}

/* What the umask leaves of that mode. */
static mode_t masked(mode_t mode)
{
    mode_t mask = umask(0);

    umask(mask);
    return mode & ~mask;
}

int tare_file_has_no_reader(FILE *stream)
{
    struct pollfd polled = { fileno(stream), 0, 0 };
    struct stat facts;

    return fstat(polled.fd, &facts) == 0 &&
           (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode)) &&
           poll(&polled, 1, 0) == 1 && (polled.revents & (POLLERR | POLLHUP));
}

/* ---- names of what is unfinished ----------------------------------------- */

/* Returned. */
static char *temporary_name(const char *name, unsigned number)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, ".%.*s" TEMPORARY "%u", NAME_KEPT, name, number);
    return tare_buf_detach(&text);
}

static int is_temporary(const char *name)
{
    const char *end = strstr(name, TEMPORARY);
    const char *digits = end != NULL ? end + strlen(TEMPORARY) : "";

    return name[0] == '.' && digits[0] != '\0' &&
           strspn(digits, "0123456789") == strlen(digits);
}

/* Whether the name still leads to what is open. */
static int leads_to(int folder, const char *name, int fd)
{
    struct stat opened, named;

    return fstat(fd, &opened) == 0 &&
           fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Removes a file of that name that is ours and that nobody holds; whether the
 * name is free now. */
static int remove_left(int folder, const char *name)
{
    int fd = openat(folder, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat facts;
    int is_free = fd < 0 && errno == ENOENT;

    if (fd >= 0 && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
        facts.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
        leads_to(folder, name, fd))
        is_free = unlinkat(folder, name, 0) == 0 || errno == ENOENT;
    if (fd >= 0)
        close(fd);
    return is_free;
}

/* A new file of that name, locked so that nobody takes it for one that was left;
 * -1 with errno, EAGAIN when somebody has, just before. */
static int create(int folder, const char *name)
{
    int fd = openat(folder, name,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;
    flock(fd, LOCK_EX | LOCK_NB);
    if (leads_to(folder, name, fd))
        return fd;
    close(fd);
    errno = EAGAIN;
    return -1;
}

/* The name for what is open; it as well, or -1 with errno. */
static int give_name(int folder, const char *name, int fd)
{
    char source[64];

    snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, source, folder, name, AT_SYMLINK_FOLLOW) == 0 ? fd
                                                                          : -1;
}

/* Gives a temporary name to the file that is open, or makes one when there is
 * none (-1): a descriptor, or -1 with errno. */
static int take_name(struct tare_file *file, int opened)
{
    int folder = file->folder.fd;

    for (unsigned i = 0, tries = 0; i < NAMES_MAX && tries < TRIES_MAX;
         tries++) {
        char *name = temporary_name(file->name, i);
        int fd =
            opened < 0 ? create(folder, name) : give_name(folder, name, opened);
        int error = errno;

        if (fd >= 0) {
            file->temporary = name;
            return fd;
        }
        i += error == EEXIST && !remove_left(folder, name);
        free(name);
        errno = error;
        if (error != EEXIST && error != EAGAIN)
            return -1;
    }
    return -1;
}

/* ---- opening ------------------------------------------------------------- */

/* The standard stream that this leads to, or -1.  By /dev/stdout as well: a
 * regular file there must not be replaced while others write to it. */
static int standard_stream(const char *path)
{
    struct stat named, opened;

    if (strcmp(path, "-") == 0)
        return STDOUT_FILENO;
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
        if (stat(path, &named) == 0 && fstat(fd, &opened) == 0 &&
            opened.st_dev == named.st_dev && opened.st_ino == named.st_ino)
            return fd;
    return -1;
}

/* A file that exists and is not a regular file takes the bytes as they come. */
static int open_directly(struct tare_file *file, const char *path,
                         struct tare_err *err)
{
    int stream = standard_stream(path);
    int fd = stream >= 0 ? fcntl(stream, F_DUPFD_CLOEXEC, 0)
                         : open(path, O_WRONLY | O_CLOEXEC);

    if (stream == STDOUT_FILENO)
        fflush(stdout); /* what was printed before comes before */
    if (fd < 0 && errno == EINTR && tare_signals_end_wanted())
        return tare_fail_with(err, TARE_EINTERRUPTED,
                              "%s: interrupted while waiting for a reader",
                              path);
    if (fd < 0)
        return refuse(err, path, "cannot open for writing");
    file->stream = fdopen(fd, "w");
    if (file->stream == NULL) {
        close(fd);
        return refuse(err, path, "cannot open for writing");
    }
    file->path = tare_strdup(path);
    return 0;
}

/* Without a name where the file system can do that, and /proc is there to give
 * it one later. */
static int open_unnamed(int folder)
{
    if (access("/proc/self/fd", X_OK) != 0)
        return -1;
    return openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

/* The lock tells others that somebody is still writing. */
static int open_temporary(struct tare_file *file, mode_t mode,
                          struct tare_err *err)
{
    int status, fd = open_unnamed(file->folder.fd);

    if (fd < 0)
        fd = take_name(file, -1);
    if (fd >= 0 && fchmod(fd, mode) == 0)
        file->stream = fdopen(fd, "w");
    if (file->stream != NULL) {
        flock(fd, LOCK_EX | LOCK_NB);
        return 0;
    }
    status = refuse(err, file->path, "cannot write in its directory");
    if (fd >= 0)
        close(fd);
    tare_file_release(file);
    return status;
}

static int open_beside(struct tare_file *file, const char *path, mode_t mode,
                       struct tare_err *err)
{
    const char *name = tare_folder_around(&file->folder, path);

    if (name == NULL)
        return refuse(err, path, "cannot write in its directory");
    file->owns_folder = 1;
    file->path = tare_strdup(path);
    file->name = tare_strdup(name);
    return open_temporary(file, mode, err);
}

int tare_file_try(const char *path, struct tare_err *err)
{
    struct tare_file file = { 0 };
    struct stat facts;
    int status = 0;

    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) &&
        !S_ISDIR(facts.st_mode)) {
        if (access(path, W_OK) != 0)
            status = refuse(err, path, "cannot open for writing");
        return status;
    }
    status = tare_file_open(&file, path, err);
    tare_file_release(&file);
    return status;
}

int tare_file_open(struct tare_file *file, const char *path,
                   struct tare_err *err)
{
    struct stat facts;
    char *resolved;
    int status;

    *file = (struct tare_file){ 0 };
    if (standard_stream(path) >= 0)
        return open_directly(file, path, err);
    if (stat(path, &facts) != 0 && errno == ENOENT)
        return open_beside(file, path, masked(0666), err);
    if (stat(path, &facts) != 0)
        return refuse(err, path, "cannot open for writing");
    if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return refuse(err, path, "cannot open for writing");
    }
    if (!S_ISREG(facts.st_mode))
        return open_directly(file, path, err);
    if (access(path, W_OK) != 0)
        return refuse(err, path, "cannot open for writing");
    resolved = realpath(path, NULL);
    /* set-id bits are not ours to give, nor is the mode of another's file */
    status = open_beside(
        file, resolved != NULL ? resolved : path,
        facts.st_uid == geteuid() ? facts.st_mode & 0777 : masked(0666), err);
    free(resolved);
    return status;
}

int tare_file_open_in(struct tare_file *file, const struct tare_folder *folder,
                      const char *name, unsigned mode, struct tare_err *err)
{
    struct stat facts;

    *file = (struct tare_file){ .folder = *folder };
    file->path = tare_folder_path(folder, name);
    file->name = tare_strdup(name);
    if (fstatat(folder->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISREG(facts.st_mode)) {
        tare_fail_with(err, TARE_EOUTPUT,
                       "%s: cannot replace: it is %s; remove it, and try again",
                       file->path,
                       S_ISLNK(facts.st_mode) ? "a symbolic link"
                                              : "not a regular file");
        tare_file_release(file);
        return TARE_EOUTPUT;
    }
    return open_temporary(file, masked((mode_t)mode), err);
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

/* Gives what is open the name of the target: at once where there was none, and
 * else by taking its place. */
static int name_it(struct tare_file *file, int fd)
{
    int folder = file->folder.fd;

    if (file->temporary == NULL && give_name(folder, file->name, fd) >= 0)
        return 0;
    if (file->temporary == NULL && (errno != EEXIST || take_name(file, fd) < 0))
        return -1;
    if (!leads_to(folder, file->temporary, fd)) {
        errno = EAGAIN;
        return -1;
    }
    if (renameat(folder, file->temporary, folder, file->name) != 0)
        return -1;
    free(file->temporary);
    file->temporary = NULL;
    return 0;
}

static void drop_temporary(struct tare_file *file)
{
    if (file->temporary != NULL)
        unlinkat(file->folder.fd, file->temporary, 0);
    free(file->temporary);
    file->temporary = NULL;
}

/* The same; whoever is ended by a signal is so before or after it, not while
 * the temporary name is there.  0, or an errno. */
static int name_undisturbed(struct tare_file *file, int fd)
{
    sigset_t before;
    int error;

    tare_signals_hold(&before);
    error = name_it(file, fd) == 0 ? 0 : errno;
    drop_temporary(file);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* Closes the stream, having made sure that all of it is on the disk.  What
 * nobody reads any more is written well enough. */
static int close_stream(struct tare_file *file)
{
    FILE *stream = file->stream;
    int is_file = file->name != NULL;
    int is_kept = is_file && !file->is_passing;
    int is_bad = fflush(stream) != 0 || ferror(stream) ||
                 (is_kept && fsync(fileno(stream)) != 0);
    int error = errno;

    file->stream = NULL;
    if (is_bad && !is_file && tare_file_has_no_reader(stream))
        is_bad = 0;
    if (fclose(stream) != 0 && !is_bad && errno != EPIPE) {
        is_bad = 1;
        error = errno;
    }
    errno = error;
    return is_bad ? -1 : 0;
}

int tare_file_commit(struct tare_file *file, struct tare_err *err)
{
    int fd = file->name != NULL
                 ? fcntl(fileno(file->stream), F_DUPFD_CLOEXEC, 0)
                 : -1;
    int status = 0;

    if ((file->name != NULL && fd < 0) || close_stream(file) != 0)
        status = refuse(err, file->path, "cannot write");
    else if (file->name != NULL && (errno = name_undisturbed(file, fd)) != 0)
        status = refuse(err, file->path, "cannot replace");
    else if (file->name != NULL && !file->is_passing)
        status = tare_folder_flush(&file->folder, err);
    if (fd >= 0)
        close(fd);
    tare_file_release(file);
    return status;
}

void tare_file_release(struct tare_file *file)
{
    if (file->stream != NULL)
        fclose(file->stream);
    drop_temporary(file);
    if (file->owns_folder)
        tare_folder_close(&file->folder);
    free(file->path);
    free(file->name);
    *file = (struct tare_file){ 0 };
}
