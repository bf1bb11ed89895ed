/* SPDX-License-Identifier: MIT */
/* tare's own statistics, measured by tare: what an analysis costs. */
#include <tare.h>

#include <stdlib.h>

#include "stats/density.h"
#include "stats/order.h"
#include "stats/resample.h"
#include "stats/saddlepoint.h"
#include "stats/sequential.h"

/* Values like launch times: positive, skewed, reproducible. */
static double *make_values(size_t count, uint64_t seed)
{
    double *values = malloc(count * sizeof *values);
    struct tare_rng rng;

    tare_rng_seed(&rng, seed);
    for (size_t i = 0; i < count; i++) {
        double z = tare_rng_normal(&rng);

        values[i] = 100 + z + 0.2 * z * z;
    }
    return values;
}

enum {
    RESAMPLES = 10000
};

static void four(struct tare *t)
{
    size_t count = (size_t)tare_arg(t, "n");
    double *values = make_values(count, 1);
    double *room = malloc(4 * RESAMPLES * sizeof *room);
    struct tare_resampling sampling = { .values = values, .count = count };
    struct tare_resampled out = { room, room + RESAMPLES, room + 2 * RESAMPLES,
                                  room + 3 * RESAMPLES };
    void *scratch = malloc(tare_resample_scratch(&sampling));
    struct tare_rng rng;

    tare_rng_seed(&rng, 2);
    tare_items(t, RESAMPLES);
    TARE_LOOP(t) {
        tare_resample_four(&rng, &sampling, &out, RESAMPLES, scratch);
        tare_black_box(room);
    }
    free(scratch);
    free(room);
    free(values);
}
TARE_BENCH(four, .group = "stats", .name = "10000 x mean, SD, median, MAD",
           .args = TARE_VALUES("n", 100));

static void saddlepoint_slope(struct tare *t)
{
    double *values = make_values(100, 1), x[100], scratch[100];

    for (size_t i = 0; i < 100; i++)
        x[i] = (double)(i + 1);
    TARE_LOOP(t)
        tare_black_box(tare_saddlepoint_slope(x, tare_black_box(values), 100,
                                              0.95, scratch));
    free(values);
}
TARE_BENCH(saddlepoint_slope, .group = "stats",
           .name = "saddlepoint slope, n=100");

/* The last and dearest look of a duel. */
static void look(struct tare *t)
{
    enum {
        PAIRS = 1166
    };
    static double memory[TARE_RULE_MEMORY];
    double *pairs = make_values(PAIRS, 1), scratch[2 * PAIRS];
    struct tare_rule rule;

    for (size_t i = 0; i < PAIRS; i++)
        pairs[i] = (pairs[i] - 100) * 0.05;
    tare_rule_init(&rule, 0.02, 0.01, 20, memory);
    TARE_LOOP(t) {
        struct tare_ruling ruling = { .looks = 10 };

        tare_ruling_look(&rule, &ruling, tare_black_box(pairs), scratch);
        tare_black_box(ruling);
    }
    free(pairs);
}
TARE_BENCH(look, .group = "stats", .name = "look of the rule, 1166 pairs");

static void density(struct tare *t)
{
    enum {
        POINTS = 512,
        COUNT = 1000
    };
    double *values = make_values(COUNT, 1), *scratch = make_values(COUNT, 1);
    double x[POINTS], y[POINTS];

    tare_sort(values, COUNT);
    TARE_LOOP(t) {
        tare_density(tare_black_box(values), COUNT, TARE_DENSITY_LINEAR, x, y,
                     POINTS, scratch);
        tare_black_box(y);
    }
    free(scratch);
    free(values);
}
TARE_BENCH(density, .group = "stats", .name = "density, 512 points, n=1000");

TARE_MAIN();
