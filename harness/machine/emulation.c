/* SPDX-License-Identifier: MIT */
#include "harness/machine/emulation.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/path.h"
#include "store/words.h"

enum {
    /* of an ELF file: class and order of bytes, and the processor */
    KIND_AT = 4,
    KIND_SIZE = 2,
    MACHINE_AT = 18,
    MACHINE_SIZE = 2,
    HEAD_SIZE = MACHINE_AT + MACHINE_SIZE
};

/* Whether both are known to be one file.  Some file systems have several numbers
 * for it, and one name. */
static int is_one_file(const char *a, const char *b)
{
    char names[2][PATH_MAX];
    ssize_t sizes[2] = { readlink(a, names[0], PATH_MAX),
                         readlink(b, names[1], PATH_MAX) };
    struct stat facts[2];

    if (stat(a, &facts[0]) == 0 && stat(b, &facts[1]) == 0 &&
        facts[0].st_dev == facts[1].st_dev &&
        facts[0].st_ino == facts[1].st_ino)
        return 1;
    return sizes[0] > 0 && sizes[0] == sizes[1] &&
           memcmp(names[0], names[1], (size_t)sizes[0]) == 0;
}

static int read_head(const char *path, char head[HEAD_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd >= 0 ? read(fd, head, HEAD_SIZE) : -1;

    if (fd >= 0)
        close(fd);
    return size == HEAD_SIZE;
}

/* Whether both files can be read and are for different processors. */
static int are_foreign(const char *a, const char *b)
{
    char heads[2][HEAD_SIZE];

    return read_head(a, heads[0]) && read_head(b, heads[1]) &&
           (memcmp(heads[0] + KIND_AT, heads[1] + KIND_AT, KIND_SIZE) != 0 ||
            memcmp(heads[0] + MACHINE_AT, heads[1] + MACHINE_AT,
                   MACHINE_SIZE) != 0);
}

/* A dynamic loader that was given a program only maps it. */
static int is_loader(const char *path)
{
    char name[PATH_MAX];
    ssize_t size = readlink(path, name, sizeof name - 1);

    if (size <= 0)
        return 0;
    name[size] = '\0';
    return tare_begins(tare_path_name(name), "ld-") ||
           tare_begins(tare_path_name(name), "ld.so");
}

int tare_emulation_of(pid_t pid, const char *exec)
{
    char running[64];

    snprintf(running, sizeof running, "/proc/%ld/exe", (long)pid);
    if (access(running, F_OK) != 0) /* another user's */
        return are_foreign(exec, "/proc/self/exe");
    return !is_one_file(running, exec) && !is_loader(running);
}

/* qemu answers for /proc/self/exe as if it was not there, and not for that of a
 * thread. */
int tare_emulation_here(void)
{
    return access("/proc/thread-self/exe", F_OK) == 0 &&
           !is_one_file("/proc/thread-self/exe", "/proc/self/exe") &&
           !is_loader("/proc/self/exe");
}
