/* SPDX-License-Identifier: MIT */
#include "stats/rng.h"

#include <math.h>

#include "stats/elementary.h"

/* Steele, Lea & Flood (2014); the constants are part of the algorithm. */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* Fowler, Noll & Vo's 64-bit hash, variant 1a. */
static uint64_t fnv1a64(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

static uint64_t rotate_left(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

void tare_rng_seed(struct tare_rng *rng, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rng->state[i] = splitmix64(&seed);
}

void tare_rng_stream(struct tare_rng *rng, uint64_t seed, const char *id,
                     uint64_t purpose)
{
    uint64_t mixed = seed ^ fnv1a64(id) ^ purpose;

    tare_rng_seed(rng, splitmix64(&mixed));
}

uint64_t tare_rng_next(struct tare_rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint32_t tare_rng_below(struct tare_rng *rng, uint32_t bound)
{
    return (uint32_t)(((tare_rng_next(rng) >> 32) * bound) >> 32);
}

double tare_rng_unit(struct tare_rng *rng)
{
    return (double)(tare_rng_next(rng) >> 11) * 0x1p-53;
}

double tare_rng_normal(struct tare_rng *rng)
{
    double x, y, r2;

    do {
        x = 2.0 * tare_rng_unit(rng) - 1.0;
        y = 2.0 * tare_rng_unit(rng) - 1.0;
        r2 = x * x + y * y;
    } while (r2 >= 1.0 || r2 == 0.0);
    return x * sqrt(-2.0 * tare_log(r2) / r2);
}

void tare_rng_shuffle(struct tare_rng *rng, size_t *order, size_t count)
{
    for (size_t left = count; left > 1; left--) {
        size_t pick = tare_rng_below(rng, (uint32_t)left);
        size_t kept = order[left - 1];

        order[left - 1] = order[pick];
        order[pick] = kept;
    }
}
