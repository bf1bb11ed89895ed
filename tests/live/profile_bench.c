/* SPDX-License-Identifier: MIT */
/*
 * Where the time goes is known here: of each iteration, three tenths are in one
 * function and seven in another, at lengths from 50 ns to 20 ms; and thirty-one
 * functions of which, with SLOWER, one takes 6 % of the iteration longer.
 */
#include <tare.h>

#define NOINLINE __attribute__((noinline, noclone))

/* A step takes the same time wherever it is. */
static inline __attribute__((always_inline)) unsigned steps(unsigned x,
                                                            unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        x = x * 3u + i;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

static NOINLINE unsigned three(unsigned x, unsigned n)
{
    return steps(x, 3 * n);
}

static NOINLINE unsigned seven(unsigned x, unsigned n)
{
    return steps(x, 7 * n);
}

static void shares(struct tare *t)
{
    unsigned n = (unsigned)tare_arg(t, "n"), x = 1;

    TARE_LOOP(t) {
        x = three(x, n);
        x = seven(x, n);
        tare_black_box(x);
    }
}
TARE_BENCH(shares, .args = TARE_VALUES("n", 10, 100, 1000, 12000, 120000,
                                       1200000, 4000000));

#ifdef SLOWER
#define MORE 90
#else
#define MORE 0
#endif

/* The number makes them different functions, also for the compiler. */
#define PART(number, count)                                                    \
    static NOINLINE unsigned part##number(unsigned x)                          \
    {                                                                          \
        __asm__ volatile("" : "+r"(x) : "i"(number));                          \
        return steps(x + number, count);                                       \
    }
#define PARTS(tens)                                                            \
    PART(tens##0, 40)                                                          \
    PART(tens##1, 60)                                                          \
    PART(tens##2, 30)                                                          \
    PART(tens##3, 50)                                                          \
    PART(tens##4, 70)                                                          \
    PART(tens##5, 45)                                                          \
    PART(tens##6, 55) PART(tens##7, 35) PART(tens##8, 65) PART(tens##9, 48)
#define CALLS(tens)                                                            \
    x = part##tens##0(x), x = part##tens##1(x), x = part##tens##2(x),          \
    x = part##tens##3(x), x = part##tens##4(x), x = part##tens##5(x),          \
    x = part##tens##6(x), x = part##tens##7(x), x = part##tens##8(x),          \
    x = part##tens##9(x)

PARTS(1)
PARTS(2)
PARTS(3)

static NOINLINE unsigned guilty(unsigned x)
{
    return steps(x, 50 + MORE);
}

static void many(struct tare *t)
{
    unsigned x = 1;

    TARE_LOOP(t) {
        CALLS(1);
        x = guilty(x);
        CALLS(2);
        CALLS(3);
        tare_black_box(x);
    }
}
TARE_BENCH(many);

TARE_MAIN();
