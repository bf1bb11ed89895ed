/* SPDX-License-Identifier: MIT */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_S 0.005

static int refuse(const struct tare_folder *folder, const char *name,
                  const char *reason, struct tare_err *err)
{
    char *path = tare_folder_path(folder, name);

    tare_fail_with(err, TARE_EOUTPUT, "%s: cannot lock: %s", path, reason);
    free(path);
    return TARE_EOUTPUT;
}

/* flock(2) can wait only forever, so it is asked again and again. */
static int wait_for(int fd, double wait_s)
{
    struct timespec pause = { .tv_nsec = (long)(PAUSE_S * 1e9) };

    for (double waited_s = 0;; waited_s += PAUSE_S) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        if (waited_s >= wait_s) {
            errno = EWOULDBLOCK;
            return -1;
        }
        nanosleep(&pause, NULL);
    }
}

int tare_lock_take(const struct tare_folder *folder, const char *name,
                   double wait_s, struct tare_err *err)
{
    struct stat facts;
    int status = 0;
    int fd = openat(folder->fd, name,
                    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0666);

    if (fd < 0)
        return refuse(folder, name,
                      errno == ELOOP ? "it is a symbolic link; remove it"
                                     : strerror(errno),
                      err);
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        status = refuse(folder, name, "it is no file; remove it", err);
    else if (wait_for(fd, wait_s) != 0)
        status = refuse(folder, name,
                        errno == EWOULDBLOCK
                            ? "another tare has been writing all the time; "
                              "try again when it is done"
                            : strerror(errno),
                        err);
    if (status == 0)
        return fd;
    close(fd);
    return status;
}
