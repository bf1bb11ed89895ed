/* SPDX-License-Identifier: MIT */
/*
 * A machine to measure on, for simulations: the noise model of the method.
 *
 * How long a sample takes is its work times exp(slow drift + fast drift +
 * level) times (1 + skewed white noise), plus bursts stolen by others; all of
 * a launch times its process effect.  Drifts are Ornstein-Uhlenbeck processes;
 * the level jumps at random times.
 */
#ifndef TARE_TESTS_STATS_NOISE_MODEL_H
#define TARE_TESTS_STATS_NOISE_MODEL_H

#include <math.h>
#include <stddef.h>

#include "stats/elementary.h"
#include "stats/order.h"
#include "stats/rng.h"

enum {
    NOISE_SAMPLES = 16,
    NOISE_ENVIRONMENTS = 3
};

/* Seconds; a launch is start and warm-up, then 16 samples of 2.5 ms: 52 ms. */
static const double noise_sample_s = 0.0025;
static const double noise_start_s = 0.012;

struct noise_environment {
    const char *name;
    double slow;         /* deviation of the drift over 30 s */
    double fast;         /* of that over 0.2 s */
    double level;        /* of the level */
    double jumps;        /* of the level, per second */
    double white;        /* deviation of a sample */
    double steals;       /* bursts per second */
    double steal_length; /* their mean length, in seconds */
};

static const struct noise_environment noise_environments[] = {
    { "quiet", 0.003, 0.002, 0.003, 1.0 / 300, 0.005, 0.5, 0.002 },
    { "typical", 0.01, 0.005, 0.01, 1.0 / 120, 0.01, 8, 0.003 },
    { "noisy", 0.02, 0.015, 0.03, 1.0 / 60, 0.02, 40, 0.004 },
};

struct noise_machine {
    const struct noise_environment *environment;
    struct tare_rng rng;
    double now;
    double slow, fast, level;
    double next_jump, next_steal;
};

static inline double noise_wait(struct noise_machine *m, double rate)
{
    return -tare_log(1 - tare_rng_unit(&m->rng)) / rate;
}

static inline void noise_machine_init(struct noise_machine *m,
                                      const struct noise_environment *e,
                                      uint64_t seed)
{
    m->environment = e;
    tare_rng_seed(&m->rng, seed);
    m->now = 0;
    m->slow = e->slow * tare_rng_normal(&m->rng);
    m->fast = e->fast * tare_rng_normal(&m->rng);
    m->level = e->level * tare_rng_normal(&m->rng);
    m->next_jump = noise_wait(m, e->jumps);
    m->next_steal = noise_wait(m, e->steals);
}

/* An exact step of an Ornstein-Uhlenbeck process. */
static inline double noise_drift(struct noise_machine *m, double value,
                                 double deviation, double steps)
{
    double kept = tare_exp(-steps);

    return value * kept +
           deviation * sqrt(1 - kept * kept) * tare_rng_normal(&m->rng);
}

/* Lets time pass; returns what was stolen in it. */
static inline double noise_pass(struct noise_machine *m, double seconds)
{
    const struct noise_environment *e = m->environment;
    double stolen = 0;

    m->now += seconds;
    m->slow = noise_drift(m, m->slow, e->slow, seconds / 30);
    m->fast = noise_drift(m, m->fast, e->fast, seconds / 0.2);
    while (m->next_jump < m->now) {
        m->level = e->level * tare_rng_normal(&m->rng);
        m->next_jump += noise_wait(m, e->jumps);
    }
    while (m->next_steal < m->now) {
        stolen += noise_wait(m, 1 / e->steal_length);
        m->next_steal += noise_wait(m, e->steals);
    }
    m->now += stolen;
    return stolen;
}

/* Deviation 1, mean 0, skewed and with a heavy right tail. */
static inline double noise_white(struct noise_machine *m)
{
    return 0.8 * tare_rng_normal(&m->rng) + 0.6 * (noise_wait(m, 1) - 1);
}

/* The process effects of a suite: half of the benchmarks 0.3 %, a quarter 1 %,
 * a tenth 3 %, the rest two humps 5 % apart. */
static inline double noise_process(struct noise_machine *m, size_t benchmark)
{
    double z = tare_rng_normal(&m->rng);

    benchmark %= 20;
    if (benchmark < 10)
        return 0.003 * z;
    if (benchmark < 15)
        return 0.01 * z;
    if (benchmark < 17)
        return 0.03 * z;
    return 0.003 * z + (tare_rng_unit(&m->rng) < 0.3 ? 0.05 : 0);
}

/* One launch of a benchmark that takes exp(work) as long as nominal: the
 * logarithm of the median of its samples. */
static inline double noise_launch(struct noise_machine *m, size_t benchmark,
                                  double work)
{
    double times[NOISE_SAMPLES];
    double process = noise_process(m, benchmark);

    noise_pass(m, noise_start_s);
    for (size_t i = 0; i < NOISE_SAMPLES; i++) {
        double stolen = noise_pass(m, noise_sample_s);
        double slowness = tare_exp(m->slow + m->fast + m->level) *
                          (1 + m->environment->white * noise_white(m));

        times[i] = slowness + stolen / noise_sample_s;
    }
    tare_sort(times, NOISE_SAMPLES);
    return tare_log(tare_median(times, NOISE_SAMPLES)) + process + work;
}

/* One pair, a coin deciding who goes first: new less old. */
static inline double noise_pair(struct noise_machine *m, size_t benchmark,
                                double change)
{
    if (tare_rng_next(&m->rng) >> 63) {
        double old_side = noise_launch(m, benchmark, 0);

        return noise_launch(m, benchmark, change) - old_side;
    } else {
        double new_side = noise_launch(m, benchmark, change);

        return new_side - noise_launch(m, benchmark, 0);
    }
}

#endif
