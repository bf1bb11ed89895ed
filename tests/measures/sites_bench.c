/* SPDX-License-Identifier: MIT */
/* Allocations of known places: how many blocks, how long they live, which are left
 * over. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tare.h"

#define KEPT __attribute__((noinline, noclone))

enum {
    KEPT_MAX = 10000
};

static char *kept[KEPT_MAX];
static size_t kept_count;

KEPT static char *parse(size_t size)
{
    char *block = malloc(size);

    tare_black_box(block);
    return block;
}

KEPT static void read_row(void)
{
    char *one = parse(64), *copy = strdup("a name");

    tare_black_box(copy);
    free(one);
    free(copy);
    tare_clobber();
}

/* Nine blocks, the last of 4096 bytes. */
KEPT static void grow(void)
{
    char *block = NULL;

    for (size_t size = 16; size <= 4096; size *= 2) {
        block = realloc(block, size);
        tare_black_box(block);
    }
    free(block);
}

/* Of three one is left over. */
KEPT static void keep(void)
{
    for (int i = 0; i < 3; i++) {
        char *block = malloc(24);

        tare_black_box(block);
        if (i == 0)
            kept[kept_count++ % KEPT_MAX] = block;
        else
            free(block);
    }
}

/* Each is given back one iteration later. */
KEPT static void hand_on(void)
{
    static char *last;

    free(last);
    last = malloc(40);
    tare_black_box(last);
}

static void work(struct tare *t)
{
    TARE_LOOP(t) {
        read_row();
#ifdef MORE
        free(parse(100));
#endif
        grow();
        keep();
        hand_on();
    }
}
TARE_BENCH(work);

KEPT static void *help(void *context)
{
    free(parse(32));
    return context;
}

static void helped(struct tare *t)
{
    TARE_LOOP(t) {
        pthread_t thread;

        pthread_create(&thread, NULL, help, NULL);
        pthread_join(thread, NULL);
    }
}
TARE_BENCH(helped);

/* Of a block that the other side asks to be larger. */
static void larger(struct tare *t)
{
#ifdef MORE
    size_t size = 164;
#else
    size_t size = 64;
#endif

    TARE_LOOP(t)
        free(parse(size));
}
TARE_BENCH(larger);

#ifdef TOO_MANY
/* Two to the power of that many ways. */
KEPT static void split(int times)
{
    if (times == 0) {
        free(parse(8));
        return;
    }
    split(times - 1);
    tare_clobber();
    split(times - 1);
    tare_clobber();
}

/* So long that there is but one iteration. */
static void too_many(struct tare *t)
{
    TARE_LOOP(t) {
        usleep(11000);
        split(16);
    }
}
TARE_BENCH(too_many);
#endif

static void none(struct tare *t)
{
    TARE_LOOP(t)
        tare_clobber();
}
TARE_BENCH(none);
TARE_MAIN();
