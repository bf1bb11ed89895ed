/* SPDX-License-Identifier: MIT */
#include "store/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_SIZE = 65536,   /* of what does not say how large it is */
    LARGE_PAGE = 2 << 20, /* as most processors have them */
    LARGE_SIZE = 16 << 20 /* from here on they are worth it */
};

const char *tare_input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int refuse(struct tare_err *err, const char *path)
{
    return tare_fail_with(err, TARE_EBASELINE, "%s: cannot read: %s",
                          tare_input_name(path), strerror(errno));
}

static int refuse_size(struct tare_err *err, const char *path, size_t size_max)
{
    return tare_fail_with(err, TARE_EBASELINE,
                          "%s: is larger than %zu bytes: name a smaller file",
                          tare_input_name(path), size_max);
}

/* A third of the time that a large file takes is page faults, otherwise. */
static char *make_room(size_t size)
{
    size_t pages = (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    char *room;

    if (size < LARGE_SIZE)
        return malloc(size);
    room = aligned_alloc(LARGE_PAGE, pages);
    if (room != NULL)
        madvise(room, pages, MADV_HUGEPAGE); /* as good without */
    return room;
}

/* Reads to the end; one byte more than expected tells that it is reached. */
static int read_all(int fd, char **bytes, size_t *size, size_t capacity,
                    size_t size_max)
{
    ssize_t got;

    *bytes = make_room(capacity);
    if (*bytes == NULL)
        return -1;
    for (*size = 0; *size <= size_max; *size += (size_t)got) {
        if (*size == capacity) {
            char *larger = realloc(*bytes, 2 * capacity);

            if (larger == NULL)
                return -1;
            *bytes = larger;
            capacity *= 2;
        }
        do
            got = read(fd, *bytes + *size, capacity - *size);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            return (int)got;
    }
    return 1;
}

int tare_input_read(char **bytes, size_t *size, const char *path,
                    size_t size_max, struct tare_err *err)
{
    int is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    int status;

    *bytes = NULL;
    *size = 0;
    if (fd < 0 || fstat(fd, &facts) != 0)
        return refuse(err, path);
    if (!S_ISREG(facts.st_mode))
        status = read_all(fd, bytes, size, FIRST_SIZE, size_max);
    else if ((size_t)facts.st_size > size_max)
        status = 1;
    else
        status = read_all(fd, bytes, size, (size_t)facts.st_size + 1, size_max);
    if (status != 0)
        status =
            status < 0 ? refuse(err, path) : refuse_size(err, path, size_max);
    if (!is_stdin)
        close(fd);
    if (status != 0) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    return status;
}
