/* SPDX-License-Identifier: MIT */
/* A benchmark that takes 20 microseconds, by its own account, and with EXTRA
 * allocates once more than without. */
#include <stdlib.h>

#include <tare.h>

#ifndef EXTRA
#define EXTRA 0
#endif

static void work(struct tare *t)
{
    TARE_LOOP(t) {
        for (int i = 0; i < 3 + EXTRA; i++)
            free(tare_black_box(malloc(tare_black_box((size_t)16))));
        tare_add_time(t, 20000);
    }
}
TARE_BENCH(work);

TARE_MAIN();
