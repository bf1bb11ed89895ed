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

int tare_append_try(const char *path, struct tare_err *err)
{
    struct stat facts;

    if (stat(path, &facts) != 0 || S_ISDIR(facts.st_mode))
        return tare_file_try(path, err);
    return access(path, W_OK) == 0
               ? 0
               : refuse(err, path, "cannot open for writing");
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
    int fd =
        open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
    int status = 0;

    if (fd < 0)
        return refuse(err, path, "cannot open for writing");
    if (write_line(fd, line, size) != 0)
        status = refuse(err, path, "cannot write");
    if (close(fd) != 0 && status == 0)
        status = refuse(err, path, "cannot write");
    return status;
}
