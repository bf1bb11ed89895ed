/* SPDX-License-Identifier: MIT */
/*
 * Preloaded: the allocation that FAIL_AT names fails, and so do all after it
 * when FAIL_ON is set.  How many there were is written to COUNT_TO.  What is
 * started is left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long count, fail_at;
static int goes_on;
static const char *count_to;
static pid_t own;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT");

    goes_on = getenv("FAIL_ON") != NULL;
    count_to = getenv("COUNT_TO");
    own = getpid();
    unsetenv("LD_PRELOAD");
    fail_at = at != NULL ? atol(at) : 0;
    count = 0;
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    int fd = count_to != NULL && getpid() == own
                 ? open(count_to, O_WRONLY | O_CREAT | O_TRUNC, 0600)
                 : -1;

    if (fd >= 0 &&
        write(fd, text, (size_t)snprintf(text, sizeof text, "%ld\n", count)) <
            0)
        _exit(99);
}

static int fails(void)
{
    count++;
    if (fail_at == 0 || count < fail_at || (count > fail_at && !goes_on))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    return fails() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}
