/* SPDX-License-Identifier: MIT */
/* A few benchmarks for the stories: quick ones, and hostile names. */
#include <tare.h>

#include <stdlib.h>
#include <string.h>

static unsigned spin(unsigned n)
{
    unsigned x = n;

    for (unsigned i = 0; i < n; i++)
        x = tare_black_box(x * 3u + i);
    return x;
}

static void work(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(spin(100));
}
TARE_BENCH(work);

static void scaled(struct tare *t)
{
    unsigned n = (unsigned)tare_arg(t, "n");

    tare_items(t, n);
    TARE_LOOP(t)
        tare_black_box(spin(n));
}
TARE_BENCH(scaled, .group = "group", .args = TARE_RANGE("n", 10, 1000, 10),
           .args2 = TARE_CHOICES("how", "up", "down"));

static void make(void *item, void *context)
{
    *(unsigned *)item = *(unsigned *)context;
}

static void batched(struct tare *t)
{
    unsigned n = 50;

    TARE_LOOP_BATCHED(t, unsigned, item, make, NULL, &n)
        *item = spin(*item);
}
TARE_BENCH(batched);

static void by_hand(struct tare *t)
{
    TARE_LOOP(t) {
        tare_black_box(spin(100));
        tare_add_time(t, 1e6);
    }
}
TARE_BENCH(by_hand);

static void reporting(struct tare *t)
{
    tare_measure(t, "hits", "ratio", TARE_HIGHER);
    TARE_LOOP(t) {
        tare_black_box(spin(100));
        tare_report(t, "hits", 0.5);
    }
    tare_report(t, "at the end", 7);
}
TARE_BENCH(reporting);

static void threaded(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(spin(100));
}
TARE_BENCH(threaded, .threads = 2);

static void paused(struct tare *t)
{
    TARE_LOOP(t) {
        tare_black_box(spin(1000));
        tare_pause(t);
        tare_black_box(spin(3000));
        tare_resume(t);
    }
}
TARE_BENCH(paused);

static void hostile(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(spin(100));
}
TARE_BENCH(hostile, .group = "evil", .name = "a\nb\x1b[31m \"q\" \xff $(x) ");

int main(int argc, char **argv)
{
    char *name = calloc(10001, 1);

    memset(name, 'x', 10000);
    tare_add(
        &(struct tare_def){ .run = hostile, .group = "evil", .name = name });
    free(name);
    return tare_main(argc, argv);
}
