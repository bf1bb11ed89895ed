/* SPDX-License-Identifier: MIT */
/* A build of a suite for races: the kernels of weather_bench.c, and a chain of STEPS
 * steps.  NAME, of one length in all builds, makes executables differ that do the
 * same. */
#include "tests/live/weather_bench.c"

#ifndef STEPS
#define STEPS 1000
#endif

__attribute__((used)) static const char name[] = NAME;

static void chain(struct tare *t)
{
    TARE_LOOP(t) {
        uint64_t x = tare_black_box((uint64_t)3);

        for (unsigned i = 0; i < STEPS; i++)
            x = tare_black_box(x * 0x9e3779b97f4a7c15u);
    }
}
TARE_BENCH(chain);
