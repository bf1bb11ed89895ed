/* SPDX-License-Identifier: MIT */
#include "store/append.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static int refuse(struct tare_err *err, const char *path, const char *what)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s: %s: %s", path, what,
                          strerror(errno));
}

/* A pipe must have a reader: else one would wait for it without end. */
static int open_end(const char *path, struct tare_err *err)
{
    int fd = open(
        path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
        0666);

    if (fd >= 0)
        fcntl(fd, F_SETFL, O_APPEND); /* but a reader may be slow */
    else if (errno == ENXIO)
        tare_fail_with(err, TARE_EOUTPUT,
                       "%s: nobody reads from this pipe: start what reads from "
                       "it first",
                       path);
    else
        refuse(err, path, "cannot open for writing");
    return fd;
}

int tare_append_try(const char *path, struct tare_err *err)
{
    struct stat facts;
    int fd;

    if (stat(path, &facts) != 0 || S_ISDIR(facts.st_mode))
        return tare_file_try(path, err);
    fd = open_end(path, err);
    return fd >= 0 ? close(fd) : TARE_EOUTPUT;
}

/* Only where nobody has written behind it. */
static void take_back(int fd, off_t written)
{
    int why = errno;
    off_t end = lseek(fd, 0, SEEK_CUR);
    struct stat facts;

    if (end >= written && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
        facts.st_size == end && ftruncate(fd, end - written) != 0)
        why = errno;
    errno = why;
}

/* To a file, one write() takes it all while there is room. */
static int write_line(int fd, const char *line, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t now = write(fd, line + done, size - done);

        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0) {
            take_back(fd, (off_t)done);
            return -1;
        }
        done += (size_t)now;
    }
    return 0;
}

int tare_append_line(const char *path, const char *line, size_t size,
                     struct tare_err *err)
{
    int fd = open_end(path, err), status = 0;

    if (fd < 0)
        return TARE_EOUTPUT;
    if (write_line(fd, line, size) != 0)
        status = refuse(err, path, "cannot write");
    if (close(fd) != 0 && status == 0)
        status = refuse(err, path, "cannot write");
    return status;
}
