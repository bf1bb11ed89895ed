/* SPDX-License-Identifier: MIT */
/* A machine of 4,096 CPUs, of which numbers 8 and 3,000 are ours: the calls
 * below take the place of those of the C library. */
#include "harness/machine/cpus.h"

#include <errno.h>
#include <string.h>

#include "harness/machine/cpu.h"
#include "tests/harness/isolate.h"

enum {
    MACHINE_BYTES = 4096 / 8
};

static struct tare_cpus ours;

/* Refuses what has no room, as the kernel does. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
    (void)pid;
    if (size < MACHINE_BYTES) {
        errno = EINVAL;
        return -1;
    }
    memset(set, 0, size);
    memcpy(set, ours.sets, MACHINE_BYTES);
    return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
    (void)pid;
    ours = (struct tare_cpus){ 0 };
    memcpy(ours.sets, set, size < MACHINE_BYTES ? size : MACHINE_BYTES);
    return 0;
}

static void own_two(void)
{
    ours = (struct tare_cpus){ 0 };
    CPU_SET_S(8, sizeof ours.sets, ours.sets);
    CPU_SET_S(3000, sizeof ours.sets, ours.sets);
}

TEST(cpus_beyond_1024_are_seen)
{
    struct tare_cpus cpus;

    own_two();
    tare_cpus_read(&cpus);
    CHECK_INT(tare_cpus_count(&cpus), 2);
    CHECK(tare_cpus_has(&cpus, 8) && tare_cpus_has(&cpus, 3000));
    CHECK(!tare_cpus_has(&cpus, 9) && !tare_cpus_has(&cpus, -1));
    CHECK(!tare_cpus_has(&cpus, TARE_CPUS_MAX));
}

TEST(one_beyond_1024_is_measured_on)
{
    struct tare_cpu cpu;

    own_two();
    CHECK_INT(tare_cpu_choose(&cpu, 3000), 0);
    CHECK_INT(cpu.measured, 3000);
    tare_cpu_step_aside(&cpu);
    CHECK(!tare_cpus_has(&ours, 3000) && tare_cpus_has(&ours, 8));
    tare_cpu_step_back(&cpu);
    CHECK(tare_cpus_has(&ours, 3000));
    tare_cpus_bind_one(3000);
    CHECK_INT(tare_cpus_count(&ours), 1);
    CHECK(tare_cpus_has(&ours, 3000));
}

TEST(none_is_bound_to_nothing)
{
    struct tare_cpus none = { 0 };

    own_two();
    tare_cpus_bind(&none);
    tare_cpus_bind_one(-1);
    tare_cpus_bind_one(TARE_CPUS_MAX);
    CHECK_INT(tare_cpus_count(&ours), 2);
}

TESTS(RUN(cpus_beyond_1024_are_seen), RUN(one_beyond_1024_is_measured_on),
      RUN(none_is_bound_to_nothing))
