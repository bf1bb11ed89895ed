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

static unsigned calls;

/* Three samples of 5 iterations; the body must have used each up. */
uint64_t tare_loop_next_(struct tare *t, uint64_t left)
{
    (void)t;
    if (left != 0)
        puts("left early");
    return calls++ % 4 < 3 ? 5 : 0;
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
    same = tare_black_box(pair);
    tare_clobber();
    printf("%d %d %d %g %g %d %s %d\n", count(), store, same.a[2], same.b,
           tare_black_box(2.5), tare_black_box(array)[1], tare_black_box(text),
           (int)tare_black_box((char)65));
    return 0;
}
