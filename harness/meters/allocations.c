/* SPDX-License-Identifier: MIT */
#include "harness/meters/allocations.h"

#include "harness/bench/bench.h"
#include "harness/meters/mallocs.h"
#include "harness/meters/takeover.h"

enum {
    CALLS,
    BYTES,
    PEAK,
    READINGS,

    LAUNCHES = 2,   /* that have to agree */
    SAMPLES = 3,    /* in each, after one to warm up; or 1, and */
    ITERATIONS = 16 /* or 1, where that takes too long */
};

/* One iteration. */
#define LONG_NS      20e6
#define VERY_LONG_NS 250e6

/* More calls are worse however few they are; bytes may differ a little, as
 * time may. */
static const struct tare_reading readings[READINGS] = {
    [CALLS] = { "allocations", "", "blocks requested, per iteration",
                TARE_KIND_EXACT, 0 },
    [BYTES] = { "allocated-bytes", "B", "bytes requested, per iteration",
                TARE_KIND_EXACT, -1 },
    [PEAK] = { "peak-heap", "B", "most that is allocated at once in a sample",
               TARE_KIND_EXACT, -1 },
};

static int open_heap(struct tare_threads *threads, const char *events,
                     char *reason, size_t size)
{
    (void)threads;
    (void)events;
    return tare_takeover(reason, size);
}

static void start(struct tare *t)
{
    (void)t;
    tare_mallocs_start();
}

static void stop(struct tare *t)
{
    (void)t;
    tare_mallocs_stop();
}

static void take(struct tare_threads *threads, unsigned index)
{
    struct tare_mallocs_count count = tare_mallocs_take();
    double iterations = (double)threads->results.timings[index].iterations;

    tare_threads_read(threads, index, &readings[CALLS],
                      (double)count.calls / iterations);
    tare_threads_read(threads, index, &readings[BYTES],
                      (double)count.bytes / iterations);
    tare_threads_read(threads, index, &readings[PEAK], (double)count.peak);
}

/* The first warms up: buffers of the C library, caches of the benchmark. */
static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    (void)batch; /* one item at a time */
    request->count = 1 + (iteration_ns > VERY_LONG_NS ? 1 : SAMPLES);
    request->iterations[0] = 1;
    for (unsigned i = 1; i < request->count; i++)
        request->iterations[i] = iteration_ns > LONG_NS ? 1 : ITERATIONS;
}

static const struct tare_meter_inside inside = {
    .open = open_heap, .start = start, .stop = stop, .take = take
};

const struct tare_meter tare_allocations_meter = {
    .name = "allocations",
    .what = "blocks and bytes from malloc() and related functions",
    .is_default = 1,
    .is_alone = 1,
    .launches = LAUNCHES,
    .plan = plan,
    .readings = readings,
    .count = READINGS,
    .inside = &inside,
    .check = tare_takeover_check,
};
