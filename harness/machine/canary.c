/* SPDX-License-Identifier: MIT */
/* Compiled with flags of its own (Makefile): readings are worth something only
 * as long as the machine code stays what it is. */
#include "harness/machine/canary.h"

#include <math.h>
#include <stdint.h>

#include "harness/include/tare_barrier.h"
#include "harness/machine/clock.h"

/* Two halves differ by less, unless something interrupts. */
#define INTERRUPT_NS 1e3

enum {
    STEPS = 2500,
    CHAIN_STEPS = 5000
};

/* A step of a generator (Marsaglia 2003): each operation waits for the one
 * before. */
static inline uint64_t step(uint64_t x)
{
    x ^= x << 13;
    x ^= x >> 7;
    return x ^ x << 17;
}

/* A chain of multiplications: latency alone, which no neighbour on the core
 * changes.  How long it takes is how fast the clock of the core goes. */
static double read_pace(void)
{
    uint64_t begin_ns = tare_clock_now_ns(), x = 3;

    for (int i = 0; i < CHAIN_STEPS; i++)
        x *= 0x9e3779b97f4a7c15u;
    (void)tare_black_box(x);
    return (double)(tare_clock_now_ns() - begin_ns);
}

/* Six generators side by side use all that a core can do at once, so that a
 * neighbour on the other thread of the core takes some of it away. */
static double read_share(void)
{
    uint64_t begin_ns = tare_clock_now_ns();
    uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;

    for (int i = 0; i < STEPS; i++) {
        a = step(a);
        b = step(b);
        c = step(c);
        d = step(d);
        e = step(e);
        f = step(f);
    }
    (void)tare_black_box(a ^ b ^ c ^ d ^ e ^ f);
    return (double)(tare_clock_now_ns() - begin_ns);
}

/* The shorter of two halves: an interrupt takes as long as one, and more. */
static double take_half(double one_ns, double other_ns, double *interrupted_ns)
{
    double apart_ns = fabs(one_ns - other_ns);

    if (apart_ns > INTERRUPT_NS)
        *interrupted_ns += apart_ns;
    return fmin(one_ns, other_ns);
}

struct tare_canary tare_canary_read(void)
{
    struct tare_canary canary = { 0 };
    double first_ns = read_pace();

    canary.pace_ns = take_half(first_ns, read_pace(), &canary.interrupted_ns);
    first_ns = read_share();
    canary.share_ns = take_half(first_ns, read_share(), &canary.interrupted_ns);
    return canary;
}
