/* SPDX-License-Identifier: MIT */
#include "harness/machine/cpu.h"

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

static int last_allowed(const struct tare_cpus *allowed, int isolated_only)
{
    for (int i = TARE_CPUS_MAX - 1; i >= 0; i--)
        if (tare_cpus_has(allowed, i) && (!isolated_only || is_isolated(i)))
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

static int last_free(const struct tare_cpus *allowed, int isolated_only)
{
    for (int i = TARE_CPUS_MAX - 1; i >= 0; i--)
        if (tare_cpus_has(allowed, i) && (!isolated_only || is_isolated(i)) &&
            claim(i))
            return i;
    return -1;
}

/* ---- choosing ------------------------------------------------------------ */

/* The best; -1 when there is none. */
static int choose(const struct tare_cpus *allowed,
                  int (*last)(const struct tare_cpus *, int))
{
    int isolated = last(allowed, 1);

    return isolated >= 0 ? isolated : last(allowed, 0);
}

int tare_cpu_choose(struct tare_cpu *cpu, int wanted)
{
    cpu->measured = -1;
    cpu->is_shared = 0;
    tare_cpus_read(&cpu->allowed);
    if (tare_cpus_count(&cpu->allowed) == 0)
        return wanted >= 0 ? -1 : 0;
    if (wanted >= 0) {
        if (!tare_cpus_has(&cpu->allowed, wanted))
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
    struct tare_cpus others = cpu->allowed;

    if (cpu->measured < 0)
        return;
    tare_cpus_drop(&others, cpu->measured);
    tare_cpus_bind(&others);
}

void tare_cpu_step_back(const struct tare_cpu *cpu)
{
    if (cpu->measured >= 0)
        tare_cpus_bind(&cpu->allowed);
}
