/* SPDX-License-Identifier: MIT */
#include "harness/meters/latency.h"

#include <math.h>
#include <stdlib.h>

#include "harness/bench/bench.h"
#include "harness/machine/clock.h"
#include "stats/order.h"
#include "store/alloc.h"

enum {
    LAUNCHES = 20,
    ITERATIONS_MIN = 500, /* with so many launches, 10,000: for p99.9 */
    ITERATIONS_MAX = 20000,
    FLOORS = 10, /* a shorter iteration is mostly the clock's */
    BLOCKS = 100,
    BLOCK = 10
};

#define SAMPLE_NS   40e6
#define SAMPLE_MOST 300e6 /* rather fewer iterations than longer */
#define WARMUP_NS   5e6

static const struct tare_reading readings[TARE_LATENCY_QUANTILES] = {
    { "latency-p50", "ns", "half of the iterations are faster",
      TARE_KIND_EVIDENCE, 0 },
    { "latency-p90", "ns", "9 of 10 iterations are", TARE_KIND_EVIDENCE, 0 },
    { "latency-p99", "ns", "99 of 100 are", TARE_KIND_EVIDENCE, 0 },
    { "latency-p99.9", "ns", "999 of 1000 are", TARE_KIND_EVIDENCE, 0 },
    { "latency-max", "ns", "the slowest of all", TARE_KIND_EVIDENCE, 0 },
};

static double resolution_ns;

/* ---- what timing costs --------------------------------------------------- */

/* By what the loop itself does, with nothing in it; the median of the means of
 * blocks, as a clock may tick in larger steps. */
static double measure_cost(struct tare *t)
{
    double costs[BLOCKS], before = t->stretches_ns;

    t->alone->left = BLOCKS * BLOCK + 1;
    t->paused_ns = 0;
    t->start_ns = tare_clock_now_ns();
    for (int i = 0; i < BLOCKS; i++) {
        for (int k = 0; k < BLOCK; k++)
            tare_loop_next_(t, 0);
        costs[i] = (t->stretches_ns - before) / BLOCK;
        before = t->stretches_ns;
    }
    tare_sort(costs, BLOCKS);
    return tare_median(costs, BLOCKS);
}

static int open_clock(struct tare_threads *threads, const char *events,
                      char *reason, size_t size)
{
    (void)threads;
    (void)events;
    (void)reason;
    (void)size;
    resolution_ns = tare_clock_measure().resolution_ns;
    return 0;
}

/* From the first sample on, iterations are timed alone. */
static void start(struct tare *t)
{
    double cost_ns;

    if (t->alone != NULL)
        return;
    t->alone = tare_alloc(1, sizeof *t->alone);
    cost_ns = measure_cost(t);
    *t->alone = (struct tare_alone){ .cost_ns = cost_ns };
    t->stretches_ns = 0;
}

/* ---- the end of a sample ------------------------------------------------- */

static double floor_of(const struct tare_threads *threads)
{
    double cost_ns = 0;

    if (threads->is_by_hand)
        return 0;
    for (unsigned i = 0; i < threads->count; i++)
        cost_ns = fmax(cost_ns, threads->members[i].alone->cost_ns);
    return cost_ns + resolution_ns;
}

/* What all threads have noted, who begin anew. */
static struct tare_log_histogram *collect(struct tare_threads *threads)
{
    struct tare_log_histogram *all = tare_alloc(1, sizeof *all);

    for (unsigned i = 0; i < threads->count; i++) {
        struct tare_log_histogram *own = &threads->members[i].alone->histogram;

        tare_log_histogram_join(all, own);
        *own = (struct tare_log_histogram){ 0 };
    }
    return all;
}

static void hand_over(struct tare_results *results,
                      const struct tare_log_histogram *all, double floor_ns)
{
    struct tare_log_bins *bins = &results->latency;

    free(bins->items);
    bins->max = all->max;
    bins->count = tare_log_histogram_bins(all, NULL);
    bins->items = tare_alloc(bins->count, sizeof *bins->items);
    tare_log_histogram_bins(all, bins->items);
    results->latency_floor_ns = floor_ns;
}

static void check_length(struct tare_threads *threads, double median_ns,
                         double floor_ns)
{
    if (median_ns < FLOORS * floor_ns)
        tare_fail(&threads->members[0],
                  "an iteration of %s%.0f ns is too short to be timed alone: "
                  "the clock needs %.0f ns, and should be a tenth of it at "
                  "most",
                  median_ns < 1 ? "less than " : "", fmax(median_ns, 1),
                  floor_ns);
}

/* Only those quantiles that all launches together can tell. */
static void report(struct tare_threads *threads, unsigned index,
                   const struct tare_log_histogram *all)
{
    double values[TARE_LATENCY_QUANTILES], floor_ns = floor_of(threads);
    double count = (double)all->count * LAUNCHES;

    tare_log_histogram_quantiles(all, tare_latency_p, TARE_LATENCY_QUANTILES,
                                 values);
    hand_over(&threads->results, all, floor_ns);
    check_length(threads, values[0], floor_ns);
    for (size_t i = 0; i < TARE_LATENCY_QUANTILES; i++)
        if (tare_latency_tells(i, count))
            tare_threads_read(threads, index, &readings[i], values[i]);
}

/* The first sample warms up. */
static void take(struct tare_threads *threads, unsigned index)
{
    struct tare_log_histogram *all = collect(threads);

    if (index > 0)
        report(threads, index, all);
    free(all);
}

/* ---- the meter ----------------------------------------------------------- */

static void plan(double iteration_ns, uint64_t batch,
                 struct tare_request *request)
{
    double each_ns = fmax(iteration_ns, 1);
    double count = fmin(fmax(SAMPLE_NS / each_ns, ITERATIONS_MIN),
                        fmin(SAMPLE_MOST / each_ns, ITERATIONS_MAX));

    request->batch = batch;
    request->count = 2;
    request->iterations[0] =
        (uint64_t)fmax(fmin(count, WARMUP_NS / each_ns), 1);
    request->iterations[1] = (uint64_t)fmax(count, 1);
}

static const struct tare_meter_inside inside = { .open = open_clock,
                                                 .start = start,
                                                 .take = take };

const struct tare_meter tare_latency_meter = {
    .name = "latency",
    .what = "single iterations: quantiles up to p99.9, and the slowest",
    .is_alone = 1,
    .launches = LAUNCHES,
    .plan = plan,
    .readings = readings,
    .count = TARE_LATENCY_QUANTILES,
    .inside = &inside,
};
