/* SPDX-License-Identifier: MIT */
/*
 * What disturbs a sample: counters of this process and of the machine, read
 * before and after, outside the clock.  Linux only; what cannot be read here
 * is negative, never 0.
 */
#ifndef TARE_HARNESS_DISTURB_H
#define TARE_HARNESS_DISTURB_H

struct tare_disturb {
    double cpu_ns;       /* CPU time of the process */
    double switches;     /* involuntary context switches */
    double faults;       /* page faults without I/O */
    double major_faults; /* and with */
    double steal_ns;     /* taken by the hypervisor, in steps of 10 ms */
    double throttled;    /* times the CPU quota bit */
};

/* Where the two files are open; 0 is "not open". */
struct tare_disturb_source {
    int stat_fd, quota_fd;
    int cpu; /* whose steal counts; -1 for all together */
};

void tare_disturb_open(struct tare_disturb_source *source, int cpu);
void tare_disturb_close(struct tare_disturb_source *source);
void tare_disturb_read(const struct tare_disturb_source *source,
                       struct tare_disturb *now);

/* What happened between two readings. */
struct tare_disturb tare_disturb_between(const struct tare_disturb *before,
                                         const struct tare_disturb *after);

#endif
