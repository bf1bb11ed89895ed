/* SPDX-License-Identifier: MIT */
/* Sets of CPUs, also of more than the 1,024 that a cpu_set_t has room for: the
 * kernel refuses to tell of more than fit. */
#ifndef TARE_HARNESS_CPUS_H
#define TARE_HARNESS_CPUS_H

#include <sched.h>
#include <sys/types.h>

enum {
    TARE_CPUS_MAX = 8192 /* the most that Linux can be built for on x86-64 */
};

struct tare_cpus {
    cpu_set_t sets[TARE_CPUS_MAX / CPU_SETSIZE];
};

/* Those that the calling thread may use; none when that cannot be known. */
void tare_cpus_read(struct tare_cpus *cpus);
/* The same of another process. */
void tare_cpus_read_of(pid_t pid, struct tare_cpus *cpus);
/* Binds the calling thread to them; nothing happens when they are none. */
void tare_cpus_bind(const struct tare_cpus *cpus);
void tare_cpus_bind_one(int cpu);

int tare_cpus_count(const struct tare_cpus *cpus);
int tare_cpus_has(const struct tare_cpus *cpus, int cpu);
void tare_cpus_drop(struct tare_cpus *cpus, int cpu);

#endif
