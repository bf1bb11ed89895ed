/* SPDX-License-Identifier: MIT */
#include "harness/judge/shifts.h"

#include <math.h>
#include <stdlib.h>

#include "store/alloc.h"

#define CONFIDENCE 0.95

enum {
    RESAMPLES = 2000,
    STREAM = 0x7368 /* "sh" */
};

/* Of both sides, and from one to the other. */
struct shifts {
    double old[TARE_LATENCY_QUANTILES], new[TARE_LATENCY_QUANTILES];
    struct tare_interval change[TARE_LATENCY_QUANTILES];
};

static void take_values(double values[TARE_LATENCY_QUANTILES],
                        const struct tare_latency *latency,
                        struct tare_log_histogram *scratch)
{
    *scratch = (struct tare_log_histogram){ 0 };
    for (size_t i = 0; i < latency->count; i++)
        tare_log_histogram_merge(scratch, &latency->launches[i]);
    tare_log_histogram_quantiles(scratch, tare_latency_p,
                                 TARE_LATENCY_QUANTILES, values);
}

static void compute(struct shifts *shifts, const struct tare_case *old,
                    const struct tare_case *new, uint64_t seed)
{
    struct tare_tail_question question = { tare_latency_p,
                                           TARE_LATENCY_QUANTILES, RESAMPLES,
                                           CONFIDENCE };
    struct tare_histograms before = tare_latency_histograms(&old->latency);
    struct tare_histograms now = tare_latency_histograms(&new->latency);
    struct tare_log_histogram *scratch = tare_alloc(1, sizeof *scratch);
    double *numbers =
        tare_alloc(tare_tails_scratch(&question), sizeof *numbers);
    struct tare_rng rng;

    tare_rng_stream(&rng, seed, new->identity.id, STREAM);
    tare_tails_shifts(&before, &now, &question, &rng, shifts->change, scratch,
                      numbers);
    take_values(shifts->old, &old->latency, scratch);
    take_values(shifts->new, &new->latency, scratch);
    free(scratch);
    free(numbers);
}

static double or_unknown(double bound)
{
    return isfinite(bound) ? bound : NAN;
}

static void add_shift(struct tare_comparison *comparison, const char *id,
                      const struct shifts *shifts, size_t index)
{
    const struct tare_interval *change = &shifts->change[index];
    struct tare_shift *shift =
        tare_comparison_shift(comparison, id, tare_latency_names[index], "ns");

    shift->old_value = shifts->old[index];
    shift->new_value = shifts->new[index];
    shift->change = (struct tare_band){ or_unknown(change->estimate),
                                        or_unknown(change->low),
                                        or_unknown(change->high), CONFIDENCE };
}

void tare_shifts_add(struct tare_comparison *comparison,
                     const struct tare_case *old, const struct tare_case *new,
                     uint64_t seed)
{
    double iterations = fmin((double)tare_latency_iterations(&old->latency),
                             (double)tare_latency_iterations(&new->latency));
    struct shifts shifts;

    if (!(iterations > 0))
        return;
    compute(&shifts, old, new, seed);
    for (size_t i = 0; i < TARE_LATENCY_QUANTILES; i++)
        if (tare_latency_tells(i, iterations))
            add_shift(comparison, new->identity.id, &shifts, i);
}
