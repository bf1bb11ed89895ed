/* SPDX-License-Identifier: MIT */
#include "harness/usage.h"

#include <sys/resource.h>

#include "harness/bench.h"
#include "harness/clock.h"

enum {
    CPU_TIME,
    SWITCHES,
    FAULTS,
    MEMORY,
    READINGS
};

/* Evidence, no verdicts: most of these are zero most of the time, and what
 * they say depends on what else the machine does. */
static const struct tare_reading readings[READINGS] = {
    [CPU_TIME] = { "cpu-time", "ns", "CPU time of all threads, per iteration",
                   TARE_KIND_EVIDENCE, 0 },
    [SWITCHES] = { "context-switches", "", "of both kinds, per iteration",
                   TARE_KIND_EVIDENCE, 0 },
    [FAULTS] = { "page-faults", "", "with and without I/O, per iteration",
                 TARE_KIND_EVIDENCE, 0 },
    [MEMORY] = { "peak-memory", "B", "largest resident size of the process",
                 TARE_KIND_EVIDENCE, 0 },
};

static struct rusage before;
static int is_begun;
static double cpu_from_ns, cpu_ns;

/* Switches and faults are of the whole sample, from its first stretch on. */
static void start(struct tare *t)
{
    if (t->thread != 0)
        return;
    if (!is_begun)
        getrusage(RUSAGE_SELF, &before);
    is_begun = 1;
    cpu_from_ns = (double)tare_clock_cpu_ns();
}

/* Other threads may still run: their end is that of the sample. */
static void stop(struct tare *t)
{
    if (t->crew->count == 1)
        cpu_ns += (double)tare_clock_cpu_ns() - cpu_from_ns;
}

static void take(struct tare_crew *crew, unsigned index)
{
    const struct tare_timing *timing = &crew->results.timings[index];
    double iterations = (double)timing->iterations;
    struct rusage now;

    if (crew->count > 1)
        cpu_ns = (double)tare_clock_cpu_ns() - cpu_from_ns;
    getrusage(RUSAGE_SELF, &now);
    tare_crew_read(crew, index, &readings[CPU_TIME], cpu_ns / iterations);
    tare_crew_read(crew, index, &readings[SWITCHES],
                   (double)(now.ru_nvcsw - before.ru_nvcsw + now.ru_nivcsw -
                            before.ru_nivcsw) /
                       iterations);
    tare_crew_read(crew, index, &readings[FAULTS],
                   (timing->faults + timing->major_faults) / iterations);
    tare_crew_read(crew, index, &readings[MEMORY],
                   (double)now.ru_maxrss * 1024);
    is_begun = 0;
    cpu_ns = 0;
}

static const struct tare_gauge gauge = { .start = start,
                                         .stop = stop,
                                         .take = take };

const struct tare_meter tare_usage_meter = {
    .name = "usage",
    .what = "CPU time, context switches, page faults, peak memory",
    .readings = readings,
    .count = READINGS,
    .gauge = &gauge,
};
