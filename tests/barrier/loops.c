/* SPDX-License-Identifier: MIT */
/* Loops whose machine code barrier.sh looks at. */
#include <tare.h>

void loop_empty(struct tare *t);
void loop_int(struct tare *t, int x);
void loop_double(struct tare *t, double x);
void loop_work(struct tare *t, unsigned x);
void loop_store(struct tare *t, int *p);

/* One decrement, one branch. */
void loop_empty(struct tare *t)
{
    TARE_LOOP(t) {
    }
}

/* Scalars stay in registers. */
void loop_int(struct tare *t, int x)
{
    TARE_LOOP(t)
        x = tare_black_box(x);
}

void loop_double(struct tare *t, double x)
{
    TARE_LOOP(t)
        x = tare_black_box(x);
}

/* The multiplication stays, every time, although nobody uses the product. */
void loop_work(struct tare *t, unsigned x)
{
    TARE_LOOP(t)
        tare_black_box(tare_black_box(x) * 2654435761u);
}

/* So does the store. */
void loop_store(struct tare *t, int *p)
{
    TARE_LOOP(t) {
        *p = 1;
        tare_black_box(p);
    }
}
