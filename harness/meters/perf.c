/* SPDX-License-Identifier: MIT */
#include "harness/meters/perf.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/machine/descriptor.h"
#include "harness/machine/machine.h"

#define PARANOID "/proc/sys/kernel/perf_event_paranoid"

enum {
    GROUP_MAX = 4 /* what processors have for everyone, at the least */
};

/* ---- opening ------------------------------------------------------------- */

static int call(struct perf_event_attr *wish, pid_t thread, int cpu, int leader)
{
    long fd = syscall(SYS_perf_event_open, wish, thread, cpu, leader,
                      PERF_FLAG_FD_CLOEXEC);

    return fd < 0 ? -errno : tare_fd_out_of_the_way((int)fd);
}

int tare_perf_call(struct perf_event_attr *wish, pid_t thread, int cpu)
{
    return call(wish, thread, cpu, -1);
}

/* The calling thread, on whatever CPU it runs.  Negative: minus the errno. */
static int open_event(const struct tare_event *event, int leader,
                      int without_kernel)
{
    struct perf_event_attr wish = {
        .type = event->type,
        .size = sizeof wish,
        .config = event->config[0],
        .config1 = event->config[1],
        .config2 = event->config[2],
        .disabled = leader < 0, /* the others run when it does */
        .exclude_user = event->space == TARE_SPACE_KERNEL,
        .exclude_kernel = without_kernel != 0,
        .exclude_hv = without_kernel != 0,
        .read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
                       PERF_FORMAT_TOTAL_TIME_RUNNING,
    };
    return call(&wish, 0, -1, leader);
}

/* In user space alone where more is neither asked for nor allowed.  When that
 * does not go either, permission was what was missing. */
static int open_allowed(const struct tare_event *event, int leader)
{
    int without_kernel = event->space == TARE_SPACE_USER;
    int fd = open_event(event, leader, without_kernel);
    int second;

    if (event->space != TARE_SPACE_ANY || (fd != -EACCES && fd != -EPERM))
        return fd;
    second = open_event(event, leader, 1);
    return second == -EINVAL ? fd : second;
}

static int has_room(const struct tare_perf_group *group,
                    const struct tare_event *event)
{
    return group->count > 0 && group->is_software == event->is_software &&
           (event->is_software || group->count < GROUP_MAX);
}

static void add_member(struct tare_perf_group *group, unsigned index, int fd)
{
    group->events[group->count] = index;
    group->fds[group->count++] = fd;
}

/* As a group of its own. */
static void open_group(struct tare_perf *perf, const struct tare_event *event,
                       unsigned index)
{
    int fd = open_allowed(event, -1);
    struct tare_perf_group *group;
    struct stat facts = { 0 };

    perf->errors[index] = fd < 0 ? -fd : 0;
    if (fd < 0)
        return;
    group = &perf->groups[perf->group_count++];
    fstat(fd, &facts);
    *group = (struct tare_perf_group){ .is_software = event->is_software,
                                       .device = facts.st_dev,
                                       .inode = facts.st_ino };
    add_member(group, index, fd);
}

/* In the last group of its kind, if the kernel lets it. */
static int join_group(struct tare_perf *perf, const struct tare_event *event,
                      unsigned index)
{
    for (unsigned i = perf->group_count; i-- > 0;) {
        struct tare_perf_group *group = &perf->groups[i];
        int fd;

        if (!has_room(group, event))
            continue;
        fd = open_allowed(event, group->fds[0]);
        if (fd >= 0)
            add_member(group, index, fd);
        return fd >= 0;
    }
    return 0;
}

void tare_perf_open(struct tare_perf *perf, const struct tare_events *events)
{
    *perf = (struct tare_perf){ 0 };
    for (unsigned i = 0; i < events->count; i++)
        if (events->items[i].refusal[0] != '\0')
            perf->errors[i] = ENOENT;
        else if (!join_group(perf, &events->items[i], i))
            open_group(perf, &events->items[i], i);
}

static void close_group(const struct tare_perf_group *group)
{
    for (unsigned i = group->count; i-- > 0;)
        close(group->fds[i]);
}

void tare_perf_close(struct tare_perf *perf)
{
    for (unsigned i = 0; i < perf->group_count; i++)
        close_group(&perf->groups[i]);
    *perf = (struct tare_perf){ 0 };
}

/* ---- counting ------------------------------------------------------------ */

/* Of the leader alone: the others go with it.  Told to all of the group, the
 * end would be one for good, and later stretches would count nothing. */
void tare_perf_enable(const struct tare_perf *perf)
{
    for (unsigned i = 0; i < perf->group_count; i++)
        ioctl(perf->groups[i].fds[0], PERF_EVENT_IOC_ENABLE, 0);
}

void tare_perf_disable(const struct tare_perf *perf)
{
    for (unsigned i = perf->group_count; i-- > 0;)
        ioctl(perf->groups[i].fds[0], PERF_EVENT_IOC_DISABLE, 0);
}

/* Code under test may have closed it, and opened a file of its own under the
 * number: never read from that. */
static int is_ours(const struct tare_perf_group *group)
{
    struct stat facts;

    return fstat(group->fds[0], &facts) == 0 && facts.st_dev == group->device &&
           facts.st_ino == group->inode;
}

static void read_group(const struct tare_perf_group *group,
                       struct tare_perf_count *counts)
{
    struct {
        uint64_t count, enabled, running, values[TARE_EVENTS_MAX];
    } told = { 0 };

    if (!is_ours(group) || read(group->fds[0], &told, sizeof told) < 0 ||
        told.count != group->count)
        return;
    for (unsigned i = 0; i < group->count; i++)
        counts[group->events[i]] =
            (struct tare_perf_count){ 1, told.values[i], told.enabled,
                                      told.running };
}

void tare_perf_read(const struct tare_perf *perf,
                    struct tare_perf_count counts[TARE_EVENTS_MAX])
{
    memset(counts, 0, TARE_EVENTS_MAX * sizeof *counts);
    for (unsigned i = 0; i < perf->group_count; i++)
        read_group(&perf->groups[i], counts);
}

void tare_perf_split(struct tare_perf *perf, const struct tare_events *events)
{
    struct tare_perf before = *perf;
    struct tare_perf_count counts[TARE_EVENTS_MAX];

    tare_perf_read(perf, counts);
    perf->group_count = 0;
    for (unsigned i = 0; i < before.group_count; i++) {
        const struct tare_perf_group *group = &before.groups[i];

        if (group->count < 2 || counts[group->events[0]].running > 0) {
            perf->groups[perf->group_count++] = *group;
            continue;
        }
        close_group(group);
        for (unsigned k = 0; k < group->count; k++)
            open_group(perf, &events->items[group->events[k]],
                       group->events[k]);
    }
}

/* ---- refusals ------------------------------------------------------------ */

static int is_virtual(void)
{
    char flags[4096];

    return tare_machine_cpuinfo("flags", flags, sizeof flags) &&
           strstr(flags, "hypervisor") != NULL;
}

/* What the setting allows: up to 1 the kernel, up to 2 user space. */
static void explain_permission(const struct tare_event *event, char *reason,
                               size_t size)
{
    int most =
        event->space == TARE_SPACE_KERNEL || event->space == TARE_SPACE_BOTH
            ? 1
            : 2;
    char line[32];
    int level;

    if (!tare_machine_line(PARANOID, line, sizeof line)) {
        snprintf(reason, size, "not permitted here");
        return;
    }
    level = atoi(line);
    if (level > most)
        snprintf(reason, size,
                 "not permitted: kernel.perf_event_paranoid is %d (sudo sysctl "
                 "kernel.perf_event_paranoid=%d)",
                 level, most);
    else
        snprintf(reason, size,
                 "not permitted, although kernel.perf_event_paranoid is %d: "
                 "the container forbids it (docker run --cap-add PERFMON, or "
                 "a seccomp profile that lets perf_event_open pass)",
                 level);
}

void tare_perf_explain(const struct tare_event *event, int error, char *reason,
                       size_t size)
{
    static const struct {
        int error;
        const char *text;
    } texts[] = {
        { ENOSYS, "this kernel has no performance events, or the container "
                  "hides them" },
        { EINVAL, "the kernel does not support this event, or does not count "
                  "it there" },
        { EMFILE, "too many files are open (ulimit -n)" },
        { ENFILE, "too many files are open on this machine" },
        { EBUSY, "another process has exclusive use of the counters" },
    };

    if (event->refusal[0] != '\0') {
        snprintf(reason, size, "%s", event->refusal);
        return;
    }
    if (error == EACCES || error == EPERM) {
        explain_permission(event, reason, size);
        return;
    }
    if (error == ENOENT || error == ENODEV || error == EOPNOTSUPP) {
        snprintf(reason, size, "this machine has no such counter%s",
                 is_virtual() ? " (a virtual machine rarely has any)" : "");
        return;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].error == error) {
            snprintf(reason, size, "%s", texts[i].text);
            return;
        }
    snprintf(reason, size, "%s", strerror(error));
}
