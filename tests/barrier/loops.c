/* SPDX-License-Identifier: MIT */
/* Loops whose machine code barrier.sh looks at. */
#include <tare.h>

void loop_empty(struct tare *t);
void loop_int(struct tare *t, int x);
void loop_double(struct tare *t, double x);
void loop_work(struct tare *t, unsigned x);
void loop_store(struct tare *t, int *p);
void loop_inputs(struct tare *t, int *sum);

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

static void make_input(struct tare *t, void *input, void *context)
{
    (void)context;
    *(int *)input = (int)tare_random(t);
}

/* An input is loaded, and one step goes to the next. */
void loop_inputs(struct tare *t, int *sum)
{
    TARE_LOOP_INPUTS(t, int, input, make_input, sum)
    tare_black_box(*input);
}
