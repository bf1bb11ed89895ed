/* SPDX-License-Identifier: MIT */
/* A benchmark whose time is in two functions, a quarter and three quarters of it. */
#include <tare.h>

#include <stdint.h>

#define SPIN(times)                                                            \
    do {                                                                       \
        for (uint64_t i = 0, x = (times); i < (times); i++) {                  \
            x *= 0x9e3779b97f4a7c15u;                                          \
            __asm__ volatile("" : "+r"(x));                                    \
        }                                                                      \
    } while (0)

__attribute__((noinline)) static void quarter(void)
{
    SPIN(5000u);
}

__attribute__((noinline)) static void three_quarters(void)
{
    SPIN(15000u);
}

static void work(struct tare *t)
{
    TARE_LOOP(t) {
        quarter();
        three_quarters();
    }
}
TARE_BENCH(work);

TARE_MAIN();
