/* SPDX-License-Identifier: MIT */
/* Checks that need another file system under a path than everyone has. */
#ifndef TARE_TESTS_HARNESS_ISOLATE_H
#define TARE_TESTS_HARNESS_ISOLATE_H

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/apart.h"

static inline int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    ssize_t size = fd >= 0 ? write(fd, text, strlen(text)) : -1;

    if (fd >= 0)
        close(fd);
    return size == (ssize_t)strlen(text) ? 0 : -1;
}

/* Without privileges: those of a name space of our own, in which we are who
 * we are. */
static inline int unshare_user(void)
{
    char users[64], groups[64];

    snprintf(users, sizeof users, "%u %u 1", geteuid(), geteuid());
    snprintf(groups, sizeof groups, "%u %u 1", getegid(), getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
        write_text("/proc/self/uid_map", users) != 0 ||
        write_text("/proc/self/setgroups", "deny") != 0)
        return -1;
    return write_text("/proc/self/gid_map", groups);
}

/* Mounts of our own, as far as we may: in a process that ends after. */
static inline int isolate(void)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare_user() != 0)
        return -1;
    return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* Memory of its own under that path. */
static inline int mount_memory(const char *path, unsigned long flags,
                               const char *options)
{
    return mount("tmpfs", path, "tmpfs", flags, options);
}

static inline int isolate_memory(int megabytes)
{
    char options[32];

    snprintf(options, sizeof options, "size=%dm", megabytes);
    return isolate() != 0 ? -1 : mount_memory("/dev/shm", 0, options);
}

/* Runs the checks in a process of their own where /dev/shm holds 12 MB; 0 when
 * that cannot be had. */
static inline int isolated(void (*checks)(void))
{
    return apart(isolate_memory, 12, checks);
}

#endif
