/* SPDX-License-Identifier: MIT */
#include "harness/machine/disturb.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/machine/descriptor.h"
#include "harness/machine/clock.h"

enum {
    PIECE = 16384,      /* read at a time */
    LOOKED_AT = 1 << 20 /* more than 10,000 CPUs take */
};

/* cpu.stat of the cgroup this process is in, version 2 or 1; -1 for none. */
static int open_quota(void)
{
    char line[512], path[640];
    FILE *groups = fopen("/proc/self/cgroup", "re");
    int fd = -1;

    if (groups == NULL)
        return -1;
    while (fd < 0 && fgets(line, sizeof line, groups) != NULL) {
        char *name = strchr(line, ':');
        char *where = name != NULL ? strchr(name + 1, ':') : NULL;

        if (where == NULL)
            continue;
        *where++ = '\0';
        where[strcspn(where, "\n")] = '\0';
        if (name[1] == '\0')
            snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.stat", where);
        else if (strcmp(name + 1, "cpu,cpuacct") == 0 ||
                 strcmp(name + 1, "cpu") == 0)
            snprintf(path, sizeof path, "/sys/fs/cgroup/cpu%s/cpu.stat", where);
        else
            continue;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    fclose(groups);
    return fd;
}

void tare_disturb_open(struct tare_disturb_source *source, int cpu)
{
    source->cpu = cpu;
    source->stat_fd =
        tare_fd_out_of_the_way(open("/proc/stat", O_RDONLY | O_CLOEXEC));
    source->quota_fd = tare_fd_out_of_the_way(open_quota());
}

void tare_disturb_close(struct tare_disturb_source *source)
{
    if (source->stat_fd > 0)
        close(source->stat_fd);
    if (source->quota_fd > 0)
        close(source->quota_fd);
    *source = (struct tare_disturb_source){ 0 };
}

/* The number after the label at a line's start; -1 when not there. */
static double number_after(const char *text, const char *label, int field)
{
    const char *at = text;
    size_t length = strlen(label);

    while (strncmp(at, label, length) != 0 || at[length] != ' ') {
        at = strchr(at, '\n');
        if (at == NULL)
            return -1;
        at++;
    }
    at += length;
    for (int i = 1; i < field; i++) {
        at += strspn(at, " ");
        at += strcspn(at, " \n");
    }
    at += strspn(at, " ");
    return *at >= '0' && *at <= '9' ? strtod(at, NULL) : -1;
}

/* A piece of the file that ends with a line, and where the next one begins; 0
 * when there is none. */
static size_t read_lines(int fd, off_t *offset, char text[PIECE])
{
    ssize_t size = pread(fd, text, PIECE - 1, *offset);
    char *end;

    if (size <= 0)
        return 0;
    text[size] = '\0';
    end = strrchr(text, '\n');
    if (end == NULL)
        return 0;
    end[1] = '\0';
    *offset += end + 1 - text;
    return (size_t)(end + 1 - text);
}

/* /proc/stat has a line for each CPU, before others that are very long. */
static double read_number(int fd, const char *label, int field)
{
    char text[PIECE];
    off_t offset = 0;
    double number = -1;

    while (fd > 0 && number < 0 && offset < LOOKED_AT &&
           read_lines(fd, &offset, text) > 0)
        number = number_after(text, label, field);
    return number;
}

static double read_steal_ns(const struct tare_disturb_source *source)
{
    char label[32] = "cpu";
    double ticks;

    if (source->cpu >= 0)
        snprintf(label, sizeof label, "cpu%d", source->cpu);
    ticks = read_number(source->stat_fd, label, 8);
    return ticks < 0 ? -1 : ticks * 1e9 / (double)sysconf(_SC_CLK_TCK);
}

void tare_disturb_read(const struct tare_disturb_source *source,
                       struct tare_disturb *now)
{
    struct rusage usage;

    now->steal_ns = read_steal_ns(source);
    now->throttled = read_number(source->quota_fd, "nr_throttled", 1);
    getrusage(RUSAGE_SELF, &usage);
    now->switches = (double)usage.ru_nivcsw;
    now->faults = (double)usage.ru_minflt;
    now->major_faults = (double)usage.ru_majflt;
    now->cpu_ns = (double)tare_clock_cpu_ns();
}

/* Two known readings subtract; otherwise the difference is not known. */
static double difference(double before, double after)
{
    return before < 0 || after < before ? -1 : after - before;
}

struct tare_disturb tare_disturb_between(const struct tare_disturb *before,
                                         const struct tare_disturb *after)
{
    struct tare_disturb between = {
        .cpu_ns = after->cpu_ns - before->cpu_ns,
        .switches = after->switches - before->switches,
        .faults = after->faults - before->faults,
        .major_faults = after->major_faults - before->major_faults,
        .steal_ns = difference(before->steal_ns, after->steal_ns),
        .throttled = difference(before->throttled, after->throttled),
    };

    return between;
}
