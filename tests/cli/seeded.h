/* SPDX-License-Identifier: MIT */
/*
 * The two sides of a duel whose launches depend on nothing but the seed that they
 * get: with one --seed, two duels are equal to the last digit, so that it shows
 * whether one of them was interrupted.  SIDE_NEW is 0 or 1.
 */
#include <stdint.h>
#include <stdlib.h>

#include <tare.h>

/* In [-1, 1]; as often as asked the same for a launch. */
static double draw(struct tare *t, uint64_t what)
{
    uint64_t state = tare_seed(t) ^ (what + 2 * SIDE_NEW) * 2654435761u;

    for (int i = 0; i < 4; i++)
        state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) / 1073741824.0 - 1;
}

static void claim(struct tare *t, double time_ns, double spread)
{
    time_ns *= 1 + spread * draw(t, 1);
    TARE_LOOP(t)
        tare_add_time(t, time_ns);
}

static void steady(struct tare *t)
{
    claim(t, 1000, 0.01);
}
TARE_BENCH(steady);

static void slower(struct tare *t)
{
    claim(t, SIDE_NEW ? 1040 : 1000, 0.01);
}
TARE_BENCH(slower);

static void faster(struct tare *t)
{
    claim(t, SIDE_NEW ? 960 : 1000, 0.01);
}
TARE_BENCH(faster);

/* Some of its launches on the new side crash. */
static void flaky(struct tare *t)
{
    if (SIDE_NEW && draw(t, 5) < -0.9 && draw(t, 7) < 0)
        abort();
    claim(t, 1000, 0.01);
}
TARE_BENCH(flaky);

static void reports(struct tare *t)
{
    tare_measure(t, "hits", "1", TARE_HIGHER);
    TARE_LOOP(t) {
        tare_add_time(t, 1000 * (1 + 0.01 * draw(t, 1)));
        tare_report(t, "hits", (SIDE_NEW ? 90 : 100) * (1 + 0.01 * draw(t, 3)));
    }
}
TARE_BENCH(reports);

static void allocates(struct tare *t)
{
    TARE_LOOP(t) {
        for (int i = 0; i < 3 + SIDE_NEW; i++)
            free(tare_black_box(malloc(16)));
        tare_add_time(t, 1000 * (1 + 0.01 * draw(t, 1)));
    }
}
TARE_BENCH(allocates);

TARE_MAIN();
