/* SPDX-License-Identifier: MIT */
/* Contests of which it is known who is faster: the kernels of weather_bench.c,
 * each against itself under another name, and chains of so many steps. */
#include "tests/live/weather_bench.c"

#define TWICE(kernel)                                                          \
    TARE_BENCH(kernel, .group = #kernel, .name = "alpha");                     \
    TARE_BENCH(kernel, .group = #kernel, .name = "beta")

TWICE(fib20);
TWICE(multiply);
TWICE(sum1k);
TWICE(sum100k);
TWICE(sort1k);
TWICE(copy64k);
TWICE(chase16k);
TWICE(chase1m);
TWICE(malloc64);
TWICE(branches);
TWICE(parse);
TWICE(divide);

/* Each step waits for the one before, so time is steps. */
static void chain(struct tare *t, double steps)
{
    TARE_LOOP(t) {
        uint64_t x = tare_black_box((uint64_t)3);

        for (unsigned i = 0; i < (unsigned)steps; i++)
            x = tare_black_box(x * 0x9e3779b97f4a7c15u);
    }
}

static void thousand(struct tare *t)
{
    chain(t, 1000);
}
TARE_BENCH(thousand, .group = "two", .name = "faster");
TARE_BENCH(thousand, .group = "five", .name = "faster");

static void two_more(struct tare *t)
{
    chain(t, 1020);
}
TARE_BENCH(two_more, .group = "two", .name = "slower");

static void five_more(struct tare *t)
{
    chain(t, 1050);
}
TARE_BENCH(five_more, .group = "five", .name = "slower");

/* These cross at n = 1000. */
static void square(struct tare *t)
{
    chain(t, tare_arg_double(t, "n") * tare_arg_double(t, "n") / 100);
}
TARE_BENCH(square, .group = "cross", .args = TARE_RANGE("n", 350, 2800, 2));

static void line(struct tare *t)
{
    chain(t, 10 * tare_arg_double(t, "n"));
}
TARE_BENCH(line, .group = "cross", .args = TARE_RANGE("n", 350, 2800, 2));
