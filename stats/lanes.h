/* SPDX-License-Identifier: MIT */
/*
 * Random indices by the thousand, for resampling, and what comes of them.
 *
 * Four xoshiro256++ generators run side by side and each 64-bit word gives two
 * draws, so a step makes eight indices.  A processor with AVX2 does the step
 * in its vector registers, chosen at run time; others do the same four lanes
 * one after the other and get the same indices.
 */
#ifndef TARE_STATS_LANES_H
#define TARE_STATS_LANES_H

#include <stddef.h>
#include <stdint.h>

#include "stats/rng.h"

/* Indices come in groups of this many; buffers are rounded up to it. */
#define TARE_LANES_STEP 8

struct tare_lanes {
    uint64_t state[4][4]; /* [word][lane] */
};

/* Four unrelated generators, seeded by the next draws of `rng`. */
void tare_lanes_seed(struct tare_lanes *lanes, struct tare_rng *rng);

/*
 * Fills indices[0 .. count) with draws from [0, bound), bound < 2^32.  Writes
 * up to the next multiple of TARE_LANES_STEP: the buffer must have that room.
 */
void tare_lanes_draw(struct tare_lanes *lanes, uint32_t bound,
                     uint32_t *indices, size_t count);

/*
 * Writes sorted[i] tally[i] times, for all i in turn, and clears the tally.
 * The total must be known to fit; up to TARE_LANES_STEP doubles behind it are
 * overwritten too.
 */
void tare_lanes_expand(double *out, const double *sorted, uint32_t *tally,
                       size_t count);

/* Sum of x - centre and of its square.  Value i goes into lane i % 4, the lanes
 * are added at the end, and up to three values behind the last four of them
 * after that: the order of additions is settled. */
void tare_lanes_sums(const double *values, size_t count, double centre,
                     double *sum, double *squares);

/* The two ways of doing each, for the test that they agree bit for bit.  The
 * vector form tells 0, and does nothing, where the processor cannot. */
void tare_lanes_draw_plain(struct tare_lanes *lanes, uint32_t bound,
                           uint32_t *indices, size_t count);
int tare_lanes_draw_vector(struct tare_lanes *lanes, uint32_t bound,
                           uint32_t *indices, size_t count);
void tare_lanes_expand_plain(double *out, const double *sorted, uint32_t *tally,
                             size_t count);
int tare_lanes_expand_vector(double *out, const double *sorted, uint32_t *tally,
                             size_t count);
void tare_lanes_sums_plain(const double *values, size_t count, double centre,
                           double *sum, double *squares);
int tare_lanes_sums_vector(const double *values, size_t count, double centre,
                           double *sum, double *squares);

#endif
