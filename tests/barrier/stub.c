/* SPDX-License-Identifier: MIT */
/* Runs the loops without the library, to see that they run as often as they
 * should: on any processor for which there is an emulator. */
#include <stdio.h>
#include <tare.h>

void loop_empty(struct tare *t);
void loop_int(struct tare *t, int x);
void loop_double(struct tare *t, double x);
void loop_work(struct tare *t, unsigned x);
void loop_store(struct tare *t, int *p);
void loop_inputs(struct tare *t, int *sum);

static unsigned calls;

/* Three samples of 5 iterations; the body must have used each up. */
uint64_t tare_loop_next_(struct tare *t, uint64_t left)
{
    (void)t;
    if (left != 0)
        puts("left early");
    return calls++ % 4 < 3 ? 5 : 0;
}

/* The inputs of a sample: 1, 2, 3. */
static int inputs[3];

uint64_t tare_random(struct tare *t)
{
    static uint64_t last;

    (void)t;
    return last++ % 3 + 1;
}

void *tare_batch_items_(struct tare *t)
{
    (void)t;
    return inputs;
}

/* Two samples of them. */
uint64_t tare_inputs_next_(struct tare *t, uint64_t left, size_t item_size,
                           void (*make)(struct tare *t, void *item,
                                        void *context),
                           void *context)
{
    static unsigned made;

    if (left != 0 || item_size != sizeof *inputs)
        puts("inputs left over");
    for (int i = 0; i < 3; i++)
        make(t, &inputs[i], context);
    return made++ % 3 < 2 ? 3 : 0;
}

static void draw(struct tare *t, void *input, void *context)
{
    (void)context;
    *(int *)input = (int)tare_random(t);
}

static int add_inputs(void)
{
    int sum = 0;

    TARE_LOOP_INPUTS(NULL, int, input, draw, &sum)
    sum += tare_black_box(*input);
    return sum;
}

struct pair {
    int a[7];
    double b;
};

static int count(void)
{
    int n = 0;

    TARE_LOOP(NULL)
        n += tare_black_box(1);
    return n;
}

int main(void)
{
    struct pair pair = { { 1, 2, 3 }, 0.5 }, same;
    int store = 0, array[2] = { 7, 8 };
    const char *text = "text";

    loop_empty(NULL);
    loop_int(NULL, 3);
    loop_double(NULL, 3);
    loop_work(NULL, 3);
    loop_store(NULL, &store);
    loop_inputs(NULL, &store);
    same = tare_black_box(pair);
    tare_clobber();
    printf("%d %d %d %g %g %d %s %d %d\n", count(), store, same.a[2], same.b,
           tare_black_box(2.5), tare_black_box(array)[1], tare_black_box(text),
           (int)tare_black_box((char)65), add_inputs());
    return 0;
}
