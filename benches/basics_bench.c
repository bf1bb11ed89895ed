/* SPDX-License-Identifier: MIT */
/* What the smallest things cost: the scale on its empty pan. */
#include <tare.h>

#include <time.h>

static __attribute__((noinline)) void nothing(void)
{
    tare_clobber();
}

static void call(struct tare *t)
{
    TARE_LOOP(t)
        nothing();
}
TARE_BENCH(call, .group = "basics", .name = "empty call");

static int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void fib20(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(fib(tare_black_box(20)));
}
TARE_BENCH(fib20, .group = "basics");

/* Each multiplication waits for the one before: three cycles each on most
 * processors, whatever else they can do at once. */
static void chain(struct tare *t)
{
    uint64_t x = 3;

    TARE_LOOP(t)
        for (int i = 0; i < 1000; i++)
            x = tare_black_box(x * 0x9e3779b97f4a7c15u);
}
TARE_BENCH(chain, .group = "basics", .name = "1000 multiplications");

static void read_clock(struct tare *t)
{
    struct timespec now;

    TARE_LOOP(t) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        tare_black_box(&now);
    }
}
TARE_BENCH(read_clock, .group = "basics", .name = "clock_gettime");

TARE_MAIN();
