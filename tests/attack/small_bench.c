/* SPDX-License-Identifier: MIT */
/* Two trivial cases: what is attacked is the harness around them. */
#include <tare.h>

#ifndef MORE
#define MORE 1 /* so that there are executables that differ */
#endif

static void add(struct tare *t)
{
    unsigned x = 1;

    TARE_LOOP(t)
        x = tare_black_box(x + MORE);
}
TARE_BENCH(add);

static void multiply(struct tare *t)
{
    unsigned x = 1;

    TARE_LOOP(t)
        x = tare_black_box(x * 3u);
}
TARE_BENCH(multiply);

TARE_MAIN();
