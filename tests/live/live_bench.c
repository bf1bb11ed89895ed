/* SPDX-License-Identifier: MIT */
/* The kernels of kernels.c, each linked from a file of its own. */
#include <tare.h>

#define KERNELS X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define X(k)                                                                   \
    unsigned kernel##k(unsigned x);                                            \
    static void bench##k(struct tare *t)                                       \
    {                                                                          \
        TARE_LOOP(t)                                                           \
            tare_black_box(kernel##k(tare_black_box(1u)));                     \
    }                                                                          \
    TARE_BENCH(bench##k, .name = "kernel" #k);
KERNELS
TARE_MAIN();
