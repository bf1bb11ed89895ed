/* SPDX-License-Identifier: MIT */
#include "harness/meters/usage.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "harness/machine/descriptor.h"
#include "stats/order.h"
#include "store/alloc.h"

enum {
    CPU_TIME,
    SWITCHES,
    FAULTS,
    MEMORY,
    READINGS
};

enum {
    EMPTY_STRETCHES = 41
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

struct amounts {
    double cpu_ns, switches, faults;
};

/* A thread of the launch: as its stretch began, and all stretches of the
 * sample. */
struct member {
    struct amounts from, spent;
};

static struct member *members; /* one for each thread */
static double empty_ns;        /* CPU time of a stretch with nothing in it */
static int status_fd;

/* ---- reading ------------------------------------------------------------- */

/* One thread alone stands for the process, with the threads that it starts
 * itself; where there are several, each speaks for itself. */
static double cpu_now_ns(int is_alone)
{
    return (double)(is_alone ? tare_clock_cpu_ns() : tare_clock_thread_ns());
}

static void read_kernel(struct amounts *now, int is_alone)
{
    struct rusage usage;

    getrusage(is_alone ? RUSAGE_SELF : RUSAGE_THREAD, &usage);
    now->switches = (double)(usage.ru_nvcsw + usage.ru_nivcsw);
    now->faults = (double)(usage.ru_minflt + usage.ru_majflt);
}

/* The CPU time is the last to be read before the stretch, and the first after
 * it. */
static void begin(struct member *member, int is_alone)
{
    read_kernel(&member->from, is_alone);
    member->from.cpu_ns = cpu_now_ns(is_alone);
}

static void end(struct member *member, int is_alone)
{
    struct amounts now = { .cpu_ns = cpu_now_ns(is_alone) };

    read_kernel(&now, is_alone);
    member->spent.cpu_ns += now.cpu_ns - member->from.cpu_ns;
    member->spent.switches += now.switches - member->from.switches;
    member->spent.faults += now.faults - member->from.faults;
}

static double measure_empty_ns(int is_alone)
{
    double values[EMPTY_STRETCHES];

    for (int i = 0; i < EMPTY_STRETCHES; i++) {
        struct member member = { 0 };

        begin(&member, is_alone);
        tare_clock_now_ns();
        tare_clock_now_ns();
        end(&member, is_alone);
        values[i] = member.spent.cpu_ns;
    }
    tare_sort(values, EMPTY_STRETCHES);
    return tare_median(values, EMPTY_STRETCHES);
}

/* The kernel's own record for this program: that of getrusage() begins before
 * it was started, with the memory of whoever started it.  0: not told. */
static double peak_bytes(void)
{
    char text[4096];
    ssize_t size = pread(status_fd, text, sizeof text - 1, 0);
    const char *line;

    if (size <= 0)
        return 0;
    text[size] = '\0';
    line = strstr(text, "\nVmHWM:");
    return line != NULL ? 1024 * strtod(line + strlen("\nVmHWM:"), NULL) : 0;
}

/* ---- inside --------------------------------------------------------------- */

static int open_usage(struct tare_threads *threads, const char *events,
                      char *reason, size_t size)
{
    (void)events;
    (void)reason;
    (void)size;
    members = tare_alloc(threads->count, sizeof *members);
    empty_ns = measure_empty_ns(threads->count == 1);
    status_fd =
        tare_fd_out_of_the_way(open("/proc/self/status", O_RDONLY | O_CLOEXEC));
    return 0;
}

static void start(struct tare *t)
{
    members[t->thread].spent.cpu_ns -= empty_ns;
    begin(&members[t->thread], t->threads->count == 1);
}

static void stop(struct tare *t)
{
    end(&members[t->thread], t->threads->count == 1);
}

/* It only ever grows, so the last sample of a request knows best. */
static void take_memory(struct tare_threads *threads, unsigned index)
{
    double bytes;

    if (index + 1 < threads->request.count)
        return;
    bytes = peak_bytes();
    for (unsigned i = 0; i <= index && bytes > 0; i++)
        tare_threads_read(threads, i, &readings[MEMORY], bytes);
}

static void take(struct tare_threads *threads, unsigned index)
{
    double iterations = (double)threads->results.timings[index].iterations;
    struct amounts sum = { 0 };

    for (unsigned i = 0; i < threads->count; i++) {
        struct amounts *spent = &members[i].spent;

        sum.cpu_ns += spent->cpu_ns > 0 ? spent->cpu_ns : 0;
        sum.switches += spent->switches;
        sum.faults += spent->faults;
        *spent = (struct amounts){ 0 };
    }
    tare_threads_read(threads, index, &readings[CPU_TIME],
                      sum.cpu_ns / iterations);
    tare_threads_read(threads, index, &readings[SWITCHES],
                      sum.switches / iterations);
    tare_threads_read(threads, index, &readings[FAULTS],
                      sum.faults / iterations);
    take_memory(threads, index);
}

static const struct tare_meter_inside inside = {
    .open = open_usage, .start = start, .stop = stop, .take = take
};

const struct tare_meter tare_usage_meter = {
    .name = "usage",
    .what = "CPU time, context switches, page faults, peak memory",
    .readings = readings,
    .count = READINGS,
    .inside = &inside,
};
