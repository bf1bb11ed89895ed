/* SPDX-License-Identifier: MIT */
#include "harness/machine/descriptor.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    HIGH = 200
};

int tare_fd_out_of_the_way(int fd)
{
    int moved;

    if (fd < 0 || fd >= HIGH)
        return fd;
    moved = fcntl(fd, F_DUPFD_CLOEXEC, HIGH);
    if (moved < 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        return fd;
    }
    close(fd);
    return moved;
}

int tare_fd_paths_check(struct tare_err *err)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/fd", (long)getpid());
    if (access(path, X_OK) == 0)
        return 0;
    return tare_fail_with(
        err, TARE_EUSAGE,
        "benchmarks cannot be started here: /proc is not mounted, or does not "
        "show this process: mount it with \"mount -t proc proc /proc\", or "
        "measure in this process with --no-fork");
}
