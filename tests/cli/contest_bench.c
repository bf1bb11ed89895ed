/* SPDX-License-Identifier: MIT */
/* Contests of which it is known who is faster: all give their times by hand. */
#include <stdlib.h>
#include <tare.h>

static void take(struct tare *t, double time_ns)
{
    TARE_LOOP(t)
        tare_add_time(t, time_ns);
}

/* n^2 / 100 and 10 n cross at n = 1000. */
static void square(struct tare *t)
{
    double n = (double)tare_arg(t, "n");

    take(t, n * n / 100);
}
TARE_BENCH(square, .group = "search", .baseline = 1,
           .args = TARE_RANGE("n", 250, 4000, 2));

static void line(struct tare *t)
{
    take(t, 10 * (double)tare_arg(t, "n"));
}
TARE_BENCH(line, .group = "search", .args = TARE_RANGE("n", 250, 4000, 2));

static void hundred(struct tare *t)
{
    tare_result(t, 1);
    take(t, 100);
}
TARE_BENCH(hundred, .group = "same", .name = "alpha");
TARE_BENCH(hundred, .group = "same", .name = "beta");
TARE_BENCH(hundred, .group = "three", .name = "fast");

static void double_of_it(struct tare *t)
{
    tare_result(t, 1);
    take(t, 200);
}
TARE_BENCH(double_of_it, .group = "three", .name = "slow");

static void wrong(struct tare *t)
{
    tare_result(t, 2);
    take(t, 1);
}
TARE_BENCH(wrong, .group = "three", .name = "wrong");
TARE_BENCH(wrong, .group = "other", .name = "compress", .no_contest = 1);
TARE_BENCH(hundred, .group = "other", .name = "decompress");

static void crash(struct tare *t)
{
    (void)t;
    abort();
}
TARE_BENCH(crash, .group = "pair", .name = "crashes");
TARE_BENCH(hundred, .group = "pair", .name = "works");

static void way(struct tare *t)
{
    take(t, tare_arg(t, "step") < 2 ? 300 : 100);
}
TARE_BENCH(way, .args = TARE_VALUES("step", 1, 2));
TARE_BENCH(way, .name = "ways", .args = TARE_VALUES("step", 1, 2),
           .contest_by = "step");

static void area(struct tare *t)
{
    take(t, (double)(tare_arg(t, "n") * tare_arg(t, "m")));
}
TARE_BENCH(area, .group = "plane", .args = TARE_VALUES("n", 1, 25),
           .args2 = TARE_VALUES("m", 2, 5));

static void edge(struct tare *t)
{
    take(t, 20);
}
TARE_BENCH(edge, .group = "plane", .args = TARE_VALUES("n", 1, 25),
           .args2 = TARE_VALUES("m", 2, 5));

TARE_MAIN();
