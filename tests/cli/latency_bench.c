/* SPDX-License-Identifier: MIT */
/* Benchmarks of which it is known how long their iterations take, in order. */
#include <signal.h>
#include <tare.h>
#include <time.h>

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void spin(double for_ns)
{
    double end_ns = now_ns() + for_ns;

    while (now_ns() < end_ns) {
    }
}

/* One iteration in fifty takes a hundred times as long. */
static void tail(struct tare *t)
{
    unsigned turn = 0;

    TARE_LOOP(t)
        spin(++turn % 50 == 0 ? 200e3 : 2e3);
}
TARE_BENCH(tail);
TARE_BENCH(tail, .name = "threads", .threads = 2);

struct item {
    unsigned made, used;
};

static void make(void *item, void *context)
{
    unsigned *made = context;

    *(struct item *)item = (struct item){ ++*made, 0 };
    spin(3e3); /* outside the clock */
}

/* Each is used once, or the benchmark says so. */
static void batched(struct tare *t)
{
    unsigned made = 0, turn = 0;

    TARE_LOOP_BATCHED(t, struct item, item, make, NULL, &made) {
        if (item->used++ != 0 || item->made != ++turn)
            tare_fail(t, "item %u is not number %u", item->made, turn);
        spin(turn % 50 == 0 ? 200e3 : 2e3);
    }
}
TARE_BENCH(batched);

/* The long pauses do not count. */
static void paused(struct tare *t)
{
    TARE_LOOP(t) {
        tare_pause(t);
        spin(100e3);
        tare_resume(t);
        spin(2e3);
    }
}
TARE_BENCH(paused);

static void by_hand(struct tare *t)
{
    unsigned turn = 0;

    TARE_LOOP(t)
        tare_add_time(t, ++turn % 50 == 0 ? 100 : 1);
}
TARE_BENCH(by_hand);

static void fleeting(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(fleeting);

/* Not in launches of a few milliseconds, but in those of the meter. */
static void dies_late(struct tare *t)
{
    unsigned turn = 0;

    TARE_LOOP(t) {
        spin(300e3);
        if (++turn > 450)
            raise(SIGKILL);
    }
}
TARE_BENCH(dies_late);

TARE_MAIN();
