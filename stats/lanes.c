/* SPDX-License-Identifier: MIT */
#include "stats/lanes.h"

#include <string.h>

static uint64_t rotate_left(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

void tare_lanes_seed(struct tare_lanes *lanes, struct tare_rng *rng)
{
    for (int lane = 0; lane < 4; lane++) {
        struct tare_rng one;

        tare_rng_seed(&one, tare_rng_next(rng));
        for (int word = 0; word < 4; word++)
            lanes->state[word][lane] = one.state[word];
    }
}

/* One step of one lane: the generator of stats/rng.c, laid out by word. */
static uint64_t next(struct tare_lanes *lanes, int lane)
{
    uint64_t a = lanes->state[0][lane], b = lanes->state[1][lane];
    uint64_t c = lanes->state[2][lane] ^ a, d = lanes->state[3][lane] ^ b;
    uint64_t result = rotate_left(a + (d ^ b), 23) + a;

    lanes->state[0][lane] = a ^ d;
    lanes->state[1][lane] = b ^ c;
    lanes->state[2][lane] = c ^ (b << 17);
    lanes->state[3][lane] = rotate_left(d, 45);
    return result;
}

void tare_lanes_draw_plain(struct tare_lanes *lanes, uint32_t bound,
                           uint32_t *indices, size_t count)
{
    for (size_t i = 0; i < count; i += TARE_LANES_STEP) {
        for (int lane = 0; lane < 4; lane++) {
            uint64_t word = next(lanes, lane);
            uint64_t low = word & 0xffffffff, high = word >> 32;

            indices[i + 2 * (size_t)lane] = (uint32_t)((low * bound) >> 32);
            indices[i + 2 * (size_t)lane + 1] =
                (uint32_t)((high * bound) >> 32);
        }
    }
}

void tare_lanes_draw(struct tare_lanes *lanes, uint32_t bound,
                     uint32_t *indices, size_t count)
{
    if (!tare_lanes_draw_vector(lanes, bound, indices, count))
        tare_lanes_draw_plain(lanes, bound, indices, count);
}

/* A value is drawn once on average: four copies are stored without asking, and
 * what is too much is overwritten by the next value. */
void tare_lanes_expand_plain(double *out, const double *sorted, uint32_t *tally,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t times = tally[i];

        out[0] = out[1] = out[2] = out[3] = sorted[i];
        for (uint32_t k = 4; k < times; k++)
            out[k] = sorted[i];
        out += times;
    }
    memset(tally, 0, count * sizeof *tally);
}

void tare_lanes_expand(double *out, const double *sorted, uint32_t *tally,
                       size_t count)
{
    if (!tare_lanes_expand_vector(out, sorted, tally, count))
        tare_lanes_expand_plain(out, sorted, tally, count);
}

void tare_lanes_sums_plain(const double *values, size_t count, double centre,
                           double *sum, double *squares)
{
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;
    double q0 = 0.0, q1 = 0.0, q2 = 0.0, q3 = 0.0;
    size_t i = 0;

    for (; i + 4 <= count; i += 4) {
        double a = values[i] - centre, b = values[i + 1] - centre;
        double c = values[i + 2] - centre, d = values[i + 3] - centre;

        s0 += a, s1 += b, s2 += c, s3 += d;
        q0 += a * a, q1 += b * b, q2 += c * c, q3 += d * d;
    }
    *sum = (s0 + s1) + (s2 + s3);
    *squares = (q0 + q1) + (q2 + q3);
    for (; i < count; i++) {
        *sum += values[i] - centre;
        *squares += (values[i] - centre) * (values[i] - centre);
    }
}

void tare_lanes_sums(const double *values, size_t count, double centre,
                     double *sum, double *squares)
{
    if (!tare_lanes_sums_vector(values, count, centre, sum, squares))
        tare_lanes_sums_plain(values, count, centre, sum, squares);
}
