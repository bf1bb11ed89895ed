/* SPDX-License-Identifier: MIT */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "store/signals.h"

#define PAUSE_S  0.005
#define SILENT_S 2.0 /* then we say what we wait for */

/* ---- who has it ---------------------------------------------------------- */

/* The process that holds a lock on what is open, as the kernel lists them; 0
 * when that cannot be told. */
static long find_holder(int fd)
{
    FILE *list = fopen("/proc/locks", "re");
    unsigned device_major, device_minor;
    unsigned long inode;
    struct stat facts;
    char line[256];
    long pid, found = 0;

    if (list == NULL || fstat(fd, &facts) != 0)
        inode = 0;
    while (list != NULL && found == 0 && fgets(line, sizeof line, list) != NULL)
        if (sscanf(line, "%*s FLOCK %*s %*s %ld %x:%x:%lu", &pid, &device_major,
                   &device_minor, &inode) == 4 &&
            inode == facts.st_ino && device_major == major(facts.st_dev) &&
            device_minor == minor(facts.st_dev) && pid > 0)
            found = pid;
    if (list != NULL)
        fclose(list);
    return found;
}

/* "process 1234", or whoever it is. */
static const char *name_holder(int fd, char name[64])
{
    long pid = find_holder(fd);

    if (pid > 0)
        snprintf(name, 64, "process %ld", pid);
    else
        snprintf(name, 64, "another tare");
    return name;
}

/* ---- waiting ------------------------------------------------------------- */

/* flock(2) can wait only forever, so it is asked again and again. */
static int wait_for(int fd, int how, double wait_s, const char *path,
                    struct tare_err *err)
{
    struct timespec pause = { .tv_nsec = (long)(PAUSE_S * 1e9) };
    int wanted = tare_signals_end_wanted();
    int has_said = 0;
    char name[64];

    for (double waited_s = 0;; waited_s += PAUSE_S) {
        if (flock(fd, how | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return tare_fail_with(err, TARE_EOUTPUT, "%s: cannot lock: %s",
                                  path, strerror(errno));
        if (tare_signals_end_wanted() > wanted)
            return tare_fail_with(err, TARE_EINTERRUPTED,
                                  "%s: interrupted while waiting for the "
                                  "lock, which %s holds",
                                  path, name_holder(fd, name));
        if (!(wait_s > 0))
            return tare_fail_with(err, TARE_EOUTPUT,
                                  "%s: cannot lock: %s holds it; try again "
                                  "when that has ended",
                                  path, name_holder(fd, name));
        if (waited_s >= wait_s)
            return tare_fail_with(err, TARE_EOUTPUT,
                                  "%s: cannot lock: %s has held it for %g s; "
                                  "try again when that has ended",
                                  path, name_holder(fd, name), wait_s);
        if (waited_s >= SILENT_S && !has_said) {
            has_said = 1;
            fprintf(stderr, "tare: waiting for a lock that %s holds\n",
                    name_holder(fd, name));
        }
        nanosleep(&pause, NULL);
    }
}

int tare_lock_opened(int fd, const char *path, double wait_s,
                     struct tare_err *err)
{
    return wait_for(fd, LOCK_EX, wait_s, path, err);
}

/* ---- the file ------------------------------------------------------------ */

static int refuse(const struct tare_folder *folder, const char *name,
                  const char *reason, struct tare_err *err)
{
    return tare_fail_with(err, TARE_EOUTPUT, "%s/%s: cannot lock: %s",
                          folder->path, name, reason);
}

static int lock(const struct tare_folder *folder, const char *name, int fd,
                int how, double wait_s, struct tare_err *err)
{
    struct stat facts;
    char *path;
    int status;

    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(fd);
        return refuse(folder, name, "it is not a file; remove it", err);
    }
    path = tare_folder_path(folder, name);
    status = wait_for(fd, how, wait_s, path, err);
    free(path);
    if (status == 0)
        return fd;
    close(fd);
    return status;
}

int tare_lock_take(const struct tare_folder *folder, const char *name,
                   double wait_s, struct tare_err *err)
{
    int fd = openat(folder->fd, name,
                    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0666);

    if (fd >= 0)
        return lock(folder, name, fd, LOCK_EX, wait_s, err);
    return refuse(folder, name,
                  errno == ELOOP ? "it is a symbolic link; remove it"
                                 : strerror(errno),
                  err);
}

int tare_lock_share(const struct tare_folder *folder, const char *name,
                    double wait_s, struct tare_err *err)
{
    int fd = openat(folder->fd, name,
                    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0 && errno == ELOOP)
        return refuse(folder, name, "it is a symbolic link; remove it", err);
    return fd < 0 ? TARE_LOCK_NONE
                  : lock(folder, name, fd, LOCK_SH, wait_s, err);
}
