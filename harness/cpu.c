/* SPDX-License-Identifier: MIT */
#include "harness/cpu.h"

#include <stdio.h>

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

int tare_cpu_choose(struct tare_cpu *cpu, int wanted)
{
    cpu->measured = -1;
    if (sched_getaffinity(0, sizeof cpu->allowed, &cpu->allowed) != 0) {
        CPU_ZERO(&cpu->allowed);
        return wanted >= 0 ? -1 : 0;
    }
    if (wanted >= 0) {
        if (wanted >= CPU_SETSIZE || !CPU_ISSET((size_t)wanted, &cpu->allowed))
            return -1;
        cpu->measured = wanted;
    } else if (wanted == -1) {
        cpu->measured = last_allowed(&cpu->allowed, 1);
        if (cpu->measured < 0)
            cpu->measured = last_allowed(&cpu->allowed, 0);
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
