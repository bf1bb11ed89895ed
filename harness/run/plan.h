/* SPDX-License-Identifier: MIT */
/*
 * From trial timings to a plan; pure: timings in, requests out, no clock.
 *
 * Calibration is one launch: it runs the case longer and longer until a sample
 * takes about a millisecond, then climbs a ladder of n, 2n, 4n, 8n iterations
 * three times.  The ladder says what an iteration takes and whether time grows
 * with the iterations as it should.  A benchmark that makes inputs then shows
 * what it takes when they are always the same; one of a cold state is run a few
 * times, and has no ladder.  The plan that comes out is the same for
 * every launch of the case: calibrating in each would make luck a part of it.
 */
#ifndef TARE_HARNESS_PLAN_H
#define TARE_HARNESS_PLAN_H

#include "harness/bench/conductor.h"
#include "harness/include/tare.h"
#include "stats/rng.h"

enum {
    TARE_LADDER_RUNGS = 4,
    TARE_LADDER_REPEATS = 3,
    TARE_TRAINED_INPUTS = 16, /* that a predictor soon knows by heart */
    TARE_TRAINED_TURNS = 4,   /* of them and of others, in turn ... */
    TARE_TRAINED_SAMPLES = 8  /* ... so many samples each */
};

/* All zero to begin with, but for the first two. */
struct tare_calibration {
    uint64_t batch;            /* as declared; 0 for automatic */
    int is_single;             /* a sample is one iteration: of a cold state */
    uint64_t iterations;       /* tried last */
    unsigned steps;            /* requests so far */
    int is_warm;               /* the last trial was long enough once already */
    int on_ladder, is_through; /* asked for a ladder, and answered */
    double spent_ns;           /* wall time of all samples */
    /* the ladder's samples, in the order they ran; time_ns is of the sample */
    unsigned count;
    double ladder_iterations[TARE_LADDER_RUNGS * TARE_LADDER_REPEATS];
    double ladder_ns[TARE_LADDER_RUNGS * TARE_LADDER_REPEATS];
    /* where the benchmark makes inputs: each time others, or the same few; all
     * samples of the two, of one iteration in ns */
    unsigned turns;
    double input_ns[2][TARE_TRAINED_SAMPLES * TARE_TRAINED_TURNS / 2];
    /* the outcome */
    double iteration_ns;         /* of what counts */
    double iteration_wall_ns;    /* with set-up and pauses inside the loop */
    double share;                /* beside it, as in stats/weather.h; or 0 */
    double fresh_ns, trained_ns; /* of inputs; 0: it makes none */
};

/* The next samples to run, after the results of the ones before (NULL the
 * first time); 0 when calibration is done. */
int tare_calibration_next(struct tare_calibration *calibration,
                          const struct tare_results *done,
                          struct tare_request *request);

struct tare_plan_wishes {
    double warmup_ns; /* per launch; 0 for none */
    double sample_ns; /* one sample should take */
    unsigned samples; /* per launch; 0 for automatic */
    double setup_ns;  /* before the loop, as seen in calibration */
    double budget_ns; /* of the case */
    enum tare_sampling sampling;
    uint64_t batch; /* 0 for automatic */
    int is_single;  /* as in struct tare_calibration */
};

struct tare_plan {
    uint64_t iterations; /* per sample; for linear the smallest */
    uint64_t warmup_iterations, batch;
    uint64_t stretch; /* iterations of a part of a sample; 0: it has none */
    unsigned samples;
    int is_linear;
    double launch_ns;    /* what a launch should take, all in all */
    double budget_ns;    /* of the case, as wished */
    size_t min_launches; /* run even when the budget is gone */
};

struct tare_plan tare_plan_make(const struct tare_calibration *calibration,
                                const struct tare_plan_wishes *wishes);

/* The one request of a launch: the warm-up, if any, is its first sample, to
 * be dropped; linear counts come in random order. */
void tare_plan_request(const struct tare_plan *plan, struct tare_rng *rng,
                       struct tare_request *request);

/* The seed of the inputs of a launch, by its place among those of its case: what
 * is compared gets the same inputs. */
uint64_t tare_plan_seed(uint64_t seed, size_t launch);

/* Items to make at once, so that the clock is read about every 50 us. */
uint64_t tare_plan_batch(double iteration_ns);

#endif
