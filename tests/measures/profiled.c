/* SPDX-License-Identifier: MIT */
/* A benchmark whose time is in two functions, a quarter and three quarters of it,
 * one that a signal makes fail, and one with a thread of its own. */
#include <tare.h>

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#define SPIN(times)                                                            \
    do {                                                                       \
        for (uint64_t i = 0, x = (times); i < (times); i++) {                  \
            x *= 0x9e3779b97f4a7c15u;                                          \
            __asm__ volatile("" : "+r"(x));                                    \
        }                                                                      \
    } while (0)

__attribute__((noinline)) static void quarter(void)
{
    SPIN(5000u);
}

__attribute__((noinline)) static void three_quarters(void)
{
    SPIN(15000u);
}

static void work(struct tare *t)
{
    TARE_LOOP(t) {
        quarter();
        three_quarters();
    }
}
TARE_BENCH(work);

/* Does not expect to be interrupted. */
static void sleeps(struct tare *t)
{
    struct timespec briefly = { .tv_nsec = 3000000 };

    TARE_LOOP(t)
        if (nanosleep(&briefly, NULL) != 0 && errno == EINTR)
            tare_fail(t, "was woken");
}
TARE_BENCH(sleeps);

static void *help(void *context)
{
    (void)context;
    for (int i = 0; i < 20; i++)
        three_quarters();
    return NULL;
}

static void helped(struct tare *t)
{
    TARE_LOOP(t) {
        pthread_t thread;

        pthread_create(&thread, NULL, help, NULL);
        quarter();
        pthread_join(thread, NULL);
    }
}
TARE_BENCH(helped);

TARE_MAIN();
