/* SPDX-License-Identifier: MIT */
#include "harness/cpu.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Whether the kernel keeps other work off this CPU: "2-3,6" and the like. */
static int is_isolated(int cpu)
{
    FILE *list = fopen("/sys/devices/system/cpu/isolated", "re");
    int low, high, found = 0;

    while (list != NULL && fscanf(list, "%d", &low) == 1) {
        high = low;
        if (fscanf(list, "-%d", &high) != 1)
            high = low;
        found |= cpu >= low && cpu <= high;
        if (fgetc(list) != ',')
            break;
    }
    if (list != NULL)
        fclose(list);
    return found;
}

static int last_allowed(const cpu_set_t *allowed, int isolated_only)
{
    for (int i = CPU_SETSIZE - 1; i >= 0; i--)
        if (CPU_ISSET((size_t)i, allowed) && (!isolated_only || is_isolated(i)))
            return i;
    return -1;
}

/* ---- one process to a CPU ------------------------------------------------ */

/* The number in the name of a socket, which only one can have, which is no
 * file, and which is free again however its process ends.  0 or an errno. */
static int bind_number(int fd, int cpu)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1,
                          "tare-cpu-%d", cpu);
    size_t size = offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length;

    return bind(fd, (struct sockaddr *)&address, (socklen_t)size) == 0 ? 0
                                                                       : errno;
}

/* Whether no other process has it; from then on it is ours, until we end or
 * claim another.  Where that cannot be known nobody has. */
static int claim(int cpu)
{
    static int held = -1, held_fd = -1;
    int fd, error;

    if (cpu == held)
        return 1;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    error = fd >= 0 ? bind_number(fd, cpu) : 0;
    if (error != 0) {
        close(fd);
        return error != EADDRINUSE;
    }
    if (held_fd >= 0)
        close(held_fd);
    held = fd >= 0 ? cpu : -1;
    held_fd = fd;
    return 1;
}

static int last_free(const cpu_set_t *allowed, int isolated_only)
{
    for (int i = CPU_SETSIZE - 1; i >= 0; i--)
        if (CPU_ISSET((size_t)i, allowed) &&
            (!isolated_only || is_isolated(i)) && claim(i))
            return i;
    return -1;
}

/* ---- choosing ------------------------------------------------------------ */

/* The best; -1 when there is none. */
static int choose(const cpu_set_t *allowed, int (*last)(const cpu_set_t *, int))
{
    int isolated = last(allowed, 1);

    return isolated >= 0 ? isolated : last(allowed, 0);
}

int tare_cpu_choose(struct tare_cpu *cpu, int wanted)
{
    cpu->measured = -1;
    cpu->is_shared = 0;
    if (sched_getaffinity(0, sizeof cpu->allowed, &cpu->allowed) != 0) {
        CPU_ZERO(&cpu->allowed);
        return wanted >= 0 ? -1 : 0;
    }
    if (wanted >= 0) {
        if (wanted >= CPU_SETSIZE || !CPU_ISSET((size_t)wanted, &cpu->allowed))
            return -1;
        cpu->measured = wanted;
        cpu->is_shared = !claim(wanted);
    } else if (wanted == -1) {
        cpu->measured = choose(&cpu->allowed, last_free);
        cpu->is_shared = cpu->measured < 0;
        if (cpu->is_shared)
            cpu->measured = choose(&cpu->allowed, last_allowed);
    }
    return 0;
}

void tare_cpu_step_aside(const struct tare_cpu *cpu)
{
    cpu_set_t others = cpu->allowed;

    if (cpu->measured < 0)
        return;
    CPU_CLR((size_t)cpu->measured, &others);
    if (CPU_COUNT(&others) > 0)
        sched_setaffinity(0, sizeof others, &others);
}

void tare_cpu_step_back(const struct tare_cpu *cpu)
{
    if (cpu->measured >= 0)
        sched_setaffinity(0, sizeof cpu->allowed, &cpu->allowed);
}
