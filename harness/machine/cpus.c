/* SPDX-License-Identifier: MIT */
#include "harness/machine/cpus.h"

#include <stddef.h>

void tare_cpus_read(struct tare_cpus *cpus)
{
    tare_cpus_read_of(0, cpus);
}

void tare_cpus_read_of(pid_t pid, struct tare_cpus *cpus)
{
    *cpus = (struct tare_cpus){ 0 };
    if (sched_getaffinity(pid, sizeof cpus->sets, cpus->sets) != 0)
        *cpus = (struct tare_cpus){ 0 };
}

void tare_cpus_bind(const struct tare_cpus *cpus)
{
    if (tare_cpus_count(cpus) > 0)
        sched_setaffinity(0, sizeof cpus->sets, cpus->sets);
}

void tare_cpus_bind_one(int cpu)
{
    struct tare_cpus cpus = { 0 };

    if (cpu < 0 || cpu >= TARE_CPUS_MAX)
        return;
    CPU_SET_S((size_t)cpu, sizeof cpus.sets, cpus.sets);
    tare_cpus_bind(&cpus);
}

int tare_cpus_count(const struct tare_cpus *cpus)
{
    return CPU_COUNT_S(sizeof cpus->sets, cpus->sets);
}

int tare_cpus_has(const struct tare_cpus *cpus, int cpu)
{
    return cpu >= 0 && cpu < TARE_CPUS_MAX &&
           CPU_ISSET_S((size_t)cpu, sizeof cpus->sets, cpus->sets);
}

void tare_cpus_drop(struct tare_cpus *cpus, int cpu)
{
    CPU_CLR_S((size_t)cpu, sizeof cpus->sets, cpus->sets);
}
