/* SPDX-License-Identifier: MIT */
#include "harness/run/latency_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/alloc.h"

enum {
    RESAMPLES = 2000,
    STREAM = 0x6c61 /* "la" */
};

void tare_latency_harvest(struct tare_case *c,
                          const struct tare_results *results)
{
    const struct tare_log_bins *from = &results->latency;
    struct tare_latency *latency = &c->latency;
    struct tare_log_bins *to;

    if (from->count == 0 || latency->count == TARE_LATENCY_LAUNCHES_MAX)
        return;
    latency->launches =
        tare_grow(latency->launches, latency->count, sizeof *latency->launches);
    to = &latency->launches[latency->count++];
    *to = *from;
    to->items = tare_alloc(from->count, sizeof *to->items);
    memcpy(to->items, from->items, from->count * sizeof *to->items);
    latency->floor_ns = fmax(latency->floor_ns, results->latency_floor_ns);
}

/* A bound that is none is not known. */
static double or_unknown(double bound)
{
    return isfinite(bound) ? bound : NAN;
}

static void set_estimates(struct tare_case *c,
                          const struct tare_interval *intervals,
                          double confidence)
{
    for (size_t i = 0; i < TARE_LATENCY_QUANTILES; i++) {
        struct tare_measure *measure =
            tare_case_measure(c, tare_latency_names[i]);

        if (measure == NULL)
            continue;
        measure->has_estimate = 1;
        measure->estimate =
            (struct tare_band){ intervals[i].estimate,
                                or_unknown(intervals[i].low),
                                or_unknown(intervals[i].high), confidence };
    }
}

void tare_latency_estimate(struct tare_case *c, double confidence,
                           uint64_t seed)
{
    struct tare_tail_question question = { tare_latency_p,
                                           TARE_LATENCY_QUANTILES, RESAMPLES,
                                           confidence };
    struct tare_histograms tails = tare_latency_histograms(&c->latency);
    struct tare_interval intervals[TARE_LATENCY_QUANTILES];
    struct tare_log_histogram *scratch;
    struct tare_rng rng;
    double *numbers;

    if (c->latency.count == 0)
        return;
    scratch = tare_alloc(1, sizeof *scratch);
    numbers = tare_alloc(tare_tails_scratch(&question), sizeof *numbers);
    tare_rng_stream(&rng, seed, c->identity.id, STREAM);
    tare_tails_quantiles(&tails, &question, &rng, intervals, scratch, numbers);
    set_estimates(c, intervals, confidence);
    free(scratch);
    free(numbers);
}
