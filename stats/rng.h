/* SPDX-License-Identifier: MIT */
/*
 * Seeded random numbers: the same seed gives the same sequence on every
 * machine.  The generator is xoshiro256++ 1.0 (Blackman & Vigna, 2019), its
 * state filled by splitmix64 so that similar seeds give unrelated sequences.
 * Not for secrets.
 *
 * An all-zero state is not a seed: the generator would stay at zero.
 */
#ifndef TARE_STATS_RNG_H
#define TARE_STATS_RNG_H

#include <stddef.h>
#include <stdint.h>

struct tare_rng {
    uint64_t state[4];
};

/* Any seed will do, 0 as well. */
void tare_rng_seed(struct tare_rng *rng, uint64_t seed);

/*
 * A stream of its own for each use (`purpose`) in each case (`id`), so that
 * no result depends on the order in which results are computed:
 * seed = splitmix64(user's seed ^ fnv1a64(id) ^ purpose).
 */
void tare_rng_stream(struct tare_rng *rng, uint64_t seed, const char *id,
                     uint64_t purpose);

/* The next 64 bits. */
uint64_t tare_rng_next(struct tare_rng *rng);

/* An index in [0, bound), by multiplication instead of division; a value is
 * preferred to another by at most bound / 2^32.  bound 0 gives 0. */
uint32_t tare_rng_below(struct tare_rng *rng, uint32_t bound);

/* Uniform in [0, 1), a multiple of 2^-53. */
double tare_rng_unit(struct tare_rng *rng);

/* Standard normal (Marsaglia's polar method, one value per call). */
double tare_rng_normal(struct tare_rng *rng);

/* All orders equally likely (Fisher & Yates); count below 2^32. */
void tare_rng_shuffle(struct tare_rng *rng, size_t *order, size_t count);

#endif
