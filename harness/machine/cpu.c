/* SPDX-License-Identifier: MIT */
#include "harness/machine/cpu.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/machine/machine.h"

enum {
    CACHES_MAX = 8
};

/* ---- kinds of CPUs ------------------------------------------------------- */

/* Whether a list like "2-3,6" in that file holds the CPU: 1 or 0; -1 when there
 * is no such file. */
static int is_listed(const char *path, int cpu)
{
    FILE *list = fopen(path, "re");
    int low, high, found = 0;

    if (list == NULL)
        return -1;
    while (fscanf(list, "%d", &low) == 1) {
        high = low;
        if (fscanf(list, "-%d", &high) != 1)
            high = low;
        found |= cpu >= low && cpu <= high;
        if (fgetc(list) != ',')
            break;
    }
    fclose(list);
    return found;
}

/* Whether the kernel keeps other work off this CPU. */
static int is_isolated(int cpu)
{
    return is_listed("/sys/devices/system/cpu/isolated", cpu) > 0;
}

/* What the kernel says of CPUs that differ: a share of the fastest on ARM, lists
 * of the fast and of the others on x86. */
double tare_cpu_capacity(int cpu)
{
    char path[64];
    FILE *file;
    int capacity = 0;

    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpu_capacity",
             cpu);
    file = fopen(path, "re");
    if (file != NULL) {
        if (fscanf(file, "%d", &capacity) != 1)
            capacity = 0;
        fclose(file);
    }
    if (capacity > 0)
        return capacity / 1024.0;
    return is_listed("/sys/devices/cpu_core/cpus", cpu) == 0 ? 0.5 : 1;
}

/* ---- caches -------------------------------------------------------------- */

/* What the C library says; not each of them does. */
static long cache_by_library(int level)
{
#ifdef _SC_LEVEL1_DCACHE_SIZE
    static const int names[] = { _SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE,
                                 _SC_LEVEL3_CACHE_SIZE };

    return sysconf(names[level - 1]);
#else
    (void)level;
    return 0;
#endif
}

/* One fact of one cache of the first CPU; "" when there is none. */
static void cache_fact(int index, const char *name, char *text, size_t size)
{
    char path[96];

    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s",
             index, name);
    tare_machine_line(path, text, size);
}

/* "48K" and "2048K" are how the kernel puts it. */
static long cache_by_kernel(int level)
{
    char text[32];

    for (int i = 0; i < CACHES_MAX; i++) {
        cache_fact(i, "level", text, sizeof text);
        if (atoi(text) != level)
            continue;
        cache_fact(i, "type", text, sizeof text);
        if (strcmp(text, "Instruction") == 0)
            continue;
        cache_fact(i, "size", text, sizeof text);
        return atol(text) * 1024;
    }
    return 0;
}

long tare_cpu_cache_bytes(int level)
{
    long bytes = cache_by_library(level);

    return bytes > 0 ? bytes : cache_by_kernel(level);
}

static void find_fast(struct tare_cpu *cpu)
{
    double most = 0;

    for (int i = 0; i < TARE_CPUS_MAX; i++)
        if (tare_cpus_has(&cpu->usable, i))
            most = fmax(most, tare_cpu_capacity(i));
    cpu->fast = cpu->usable;
    for (int i = 0; i < TARE_CPUS_MAX; i++)
        if (tare_cpus_has(&cpu->usable, i) && tare_cpu_capacity(i) < most)
            tare_cpus_drop(&cpu->fast, i);
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

/* ---- choosing ------------------------------------------------------------ */

/* The last of them, of the isolated ones only, or of those that are free, which
 * is ours from then on; -1 for none. */
static int last(const struct tare_cpus *cpus, int isolated_only, int free_only)
{
    for (int i = TARE_CPUS_MAX - 1; i >= 0; i--)
        if (tare_cpus_has(cpus, i) && (!isolated_only || is_isolated(i)) &&
            (!free_only || claim(i)))
            return i;
    return -1;
}

static int choose(struct tare_cpu *cpu, int free_only)
{
    int isolated = last(&cpu->usable, 1, free_only);

    cpu->is_fixed = isolated >= 0;
    return isolated >= 0 ? isolated : last(&cpu->fast, 0, free_only);
}

int tare_cpu_choose(struct tare_cpu *cpu, int wanted)
{
    return tare_cpu_choose_among(cpu, wanted, NULL);
}

static void find_usable(struct tare_cpu *cpu, const struct tare_cpus *among)
{
    cpu->usable = cpu->allowed;
    for (int i = 0; among != NULL && i < TARE_CPUS_MAX; i++)
        if (!tare_cpus_has(among, i))
            tare_cpus_drop(&cpu->usable, i);
    find_fast(cpu);
}

int tare_cpu_choose_among(struct tare_cpu *cpu, int wanted,
                          const struct tare_cpus *among)
{
    *cpu = (struct tare_cpu){ .measured = -1 };
    tare_cpus_read(&cpu->allowed);
    find_usable(cpu, among);
    if (tare_cpus_count(&cpu->usable) == 0)
        return wanted >= 0 ? -1 : 0;
    if (wanted >= 0) {
        if (!tare_cpus_has(&cpu->usable, wanted))
            return -1;
        cpu->measured = wanted;
        cpu->is_fixed = 1;
        cpu->is_shared = !claim(wanted);
    } else if (wanted == -1) {
        cpu->measured = choose(cpu, 1);
        cpu->is_shared = cpu->measured < 0;
        if (cpu->is_shared)
            cpu->measured = choose(cpu, 0);
    }
    return 0;
}

int tare_cpu_is_candidate(const struct tare_cpu *cpu, int other)
{
    return tare_cpus_has(&cpu->fast, other);
}

void tare_cpu_move(struct tare_cpu *cpu, int other)
{
    if (other == cpu->measured || !claim(other))
        return;
    cpu->measured = other;
    cpu->is_shared = 0;
    tare_cpu_step_aside(cpu);
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
