/* SPDX-License-Identifier: MIT */
#include "store/latency.h"

#include <stdlib.h>

const char *const tare_latency_names[TARE_LATENCY_QUANTILES] = {
    "latency-p50", "latency-p90", "latency-p99", "latency-p99.9", "latency-max"
};

const double tare_latency_p[TARE_LATENCY_QUANTILES] = { 0.5, 0.9, 0.99, 0.999,
                                                        1 };

/* Half an iteration for what 1 - 0.999 is not quite. */
int tare_latency_tells(size_t quantile, double iterations)
{
    return iterations + 0.5 >= tare_tail_needs(tare_latency_p[quantile]);
}

uint64_t tare_latency_iterations(const struct tare_latency *latency)
{
    uint64_t count = 0;

    for (size_t i = 0; i < latency->count; i++)
        for (size_t k = 0; k < latency->launches[i].count; k++)
            count += latency->launches[i].items[k].count;
    return count;
}

struct tare_histograms
tare_latency_histograms(const struct tare_latency *latency)
{
    return (struct tare_histograms){ latency->launches, latency->count };
}

void tare_latency_release(struct tare_latency *latency)
{
    for (size_t i = 0; i < latency->count; i++)
        free(latency->launches[i].items);
    free(latency->launches);
    *latency = (struct tare_latency){ 0 };
}
