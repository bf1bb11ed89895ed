/* SPDX-License-Identifier: MIT */
/* Cases from a nanosecond to 40 ms, of which MORE says how much they do. */
#include <tare.h>

static void spin(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        __asm__ volatile("" : : "r"(i));
}

#ifndef MORE
#define MORE 100
#endif
#define STEPS(n) ((n) / 100 * MORE)
#define BENCH(name, n)                                                         \
    static void name(struct tare *t)                                           \
    {                                                                          \
        TARE_LOOP(t)                                                           \
            spin(STEPS(n));                                                    \
    }                                                                          \
    TARE_BENCH(name)

BENCH(tiny, 100);
BENCH(small, 2000);
BENCH(middle, 50000);
BENCH(large, 1000000);
BENCH(slow, 50000000);

TARE_MAIN();
