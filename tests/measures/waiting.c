/* SPDX-License-Identifier: MIT */
/* Waits of which it is known where they are. */
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tare.h"

__attribute__((noinline)) static void nap(void)
{
    const struct timespec time = { 0, 200000 };

    nanosleep(&time, NULL);
    __asm__ volatile("");
}

static void sleeps(struct tare *t)
{
    TARE_LOOP(t)
        nap();
}
TARE_BENCH(sleeps);

static void never(struct tare *t)
{
    TARE_LOOP(t)
        for (volatile int i = 0; i < 10000; i++) {
        }
}
TARE_BENCH(never);

static void crew(struct tare *t)
{
    TARE_LOOP(t)
        nap();
}
TARE_BENCH(crew, .threads = 2);

/* A token that goes to and fro through two pipes: whoever has it has nothing else to
 * do. */
static void token(struct tare *t)
{
    int to[2], from[2];
    pid_t child;
    char c = 0;

    if (pipe(to) < 0 || pipe(from) < 0)
        tare_fail(t, "there is no pipe");
    child = fork();
    if (child == 0) {
        close(to[1]);
        while (read(to[0], &c, 1) == 1)
            (void)!write(from[1], &c, 1);
        _exit(0);
    }
    TARE_LOOP(t) {
        (void)!write(to[1], &c, 1);
        (void)!read(from[0], &c, 1);
    }
    close(to[1]);
    waitpid(child, NULL, 0);
}
TARE_BENCH(token);

TARE_MAIN();
