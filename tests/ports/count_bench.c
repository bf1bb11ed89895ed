/* SPDX-License-Identifier: MIT */
/* Something to measure with each compiler. */
#include <tare.h>

static void count(struct tare *t)
{
    TARE_LOOP(t)
        for (int i = 0; i < 100; i++)
            tare_black_box(i);
}
TARE_BENCH(count);

TARE_MAIN();
