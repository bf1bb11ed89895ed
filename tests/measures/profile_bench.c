/* SPDX-License-Identifier: MIT */
/*
 * Work that is hard to look at: in functions of the C library that call back,
 * have no frame pointers or large frames, in leaves, and in the program's own
 * code, of which two functions do a known part.
 */
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <regex.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tare.h"

#define KEPT __attribute__((noinline, noclone))

enum {
    DESCRIPTORS = 1024
};

/* ---- seven kernels ------------------------------------------------------- */

KEPT static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    return (x > y) - (x < y);
}

KEPT static void sort_numbers(void)
{
    int values[200];

    for (int i = 0; i < 200; i++)
        values[i] = i * 7919 % 211;
    qsort(values, 200, sizeof *values, ascending);
    tare_black_box(values[100]);
}

KEPT static void use_memory(void)
{
    void *blocks[20];

    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < 20; i++)
            blocks[i] = tare_black_box(malloc(32 + 64 * i));
        for (size_t i = 0; i < 20; i++)
            free(blocks[i]);
    }
}

KEPT static void read_numbers(void)
{
    for (int i = 0; i < 20; i++)
        tare_black_box(strtod(tare_black_box("3.14159265358979e-17"), NULL));
}

KEPT static void write_numbers(void)
{
    char text[64];

    for (int i = 0; i < 10; i++) {
        snprintf(text, sizeof text, "%.17g %d", 3.14159 * i, i);
        tare_black_box(text[3]);
    }
}

static regex_t expression;

KEPT static void match_text(void)
{
    for (int i = 0; i < 3; i++)
        tare_black_box(regexec(&expression, "ababababc1234", 0, NULL, 0));
}

KEPT static void compute(void)
{
    double sum = 0;

    for (int i = 1; i < 100; i++)
        sum += pow(tare_black_box(1.0 + i), 1.7) + sin(tare_black_box(1e5 * i));
    tare_black_box(sum);
}

KEPT static void copy(char *to, const char *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        to[i] = from[i];
        __asm__ volatile("" : : : "memory");
    }
}

KEPT static void copy_text(void)
{
    static char from[4096], to[4096];

    copy(to, from, sizeof to);
}

/* ---- a known part of the time -------------------------------------------- */

KEPT static uint64_t spin(uint64_t times)
{
    uint64_t x = times;

    for (uint64_t i = 0; i < times; i++) {
        x *= 0x9e3779b97f4a7c15u;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

KEPT static void thirty(void)
{
    uint64_t x = spin(3000);

    tare_black_box(x);
}

KEPT static void seventy(void)
{
    uint64_t x = spin(7000);

    tare_black_box(x);
}

/* ---- cases --------------------------------------------------------------- */

static void work(struct tare *t)
{
    regcomp(&expression, "(a|b)*c[0-9]+", REG_EXTENDED);
    TARE_LOOP(t) {
        sort_numbers();
        use_memory();
        read_numbers();
        write_numbers();
        match_text();
        compute();
        copy_text();
        thirty();
        seventy();
    }
    regfree(&expression);
}
TARE_BENCH(work);

/* ---- what is not the loop ------------------------------------------------ */

KEPT static void burn(uint64_t times)
{
    uint64_t x = spin(times);

    tare_black_box(x);
}

KEPT static void burn_before(void *context)
{
    (void)context;
    burn(100000);
}

KEPT static void burn_to_make(void *item, void *context)
{
    (void)context;
    *(int *)item = 1;
    burn(10000);
}

KEPT static void burn_to_release(void *item, void *context)
{
    (void)item, (void)context;
    burn(10000);
}

static void outside(struct tare *t)
{
    burn(20000000);
    tare_before_sample(t, burn_before, NULL);
    TARE_LOOP_BATCHED(t, int, item, burn_to_make, burn_to_release, NULL) {
        tare_black_box(*item);
        for (int i = 0; i < 40; i++)
            seventy();
        tare_pause(t);
        burn(10000);
        tare_resume(t);
    }
    burn(10000000);
}
TARE_BENCH(outside);

/* ---- threads of its own -------------------------------------------------- */

KEPT static void sevens(void)
{
    for (int i = 0; i < 200; i++)
        seventy();
}

KEPT static void threes(void)
{
    for (int i = 0; i < 200; i++)
        thirty();
}

static sem_t asked, answered;

KEPT static void *serve(void *context)
{
    for (;;) {
        sem_wait(&asked);
        sevens();
        sem_post(&answered);
    }
    return context;
}

/* One that was started before the loop. */
static void pool(struct tare *t)
{
    pthread_t thread;

    sem_init(&asked, 0, 0);
    sem_init(&answered, 0, 0);
    pthread_create(&thread, NULL, serve, NULL);
    TARE_LOOP(t) {
        sem_post(&asked);
        threes();
        sem_wait(&answered);
    }
    pthread_cancel(thread);
    pthread_join(thread, NULL);
}
TARE_BENCH(pool);

enum {
    CREW = 8
};

/* Each has a short turn in an iteration, and all of them what one has in pool. */
KEPT static void *take_turns(void *turn)
{
    for (;;) {
        sem_wait(turn);
        for (int i = 0; i < 200 / CREW; i++)
            seventy();
        sem_post(&answered);
    }
    return turn;
}

static void crew(struct tare *t)
{
    pthread_t threads[CREW];
    sem_t turns[CREW];

    sem_init(&answered, 0, 0);
    for (int i = 0; i < CREW; i++) {
        sem_init(&turns[i], 0, 0);
        pthread_create(&threads[i], NULL, take_turns, &turns[i]);
    }
    TARE_LOOP(t) {
        for (int i = 0; i < CREW; i++)
            sem_post(&turns[i]);
        threes();
        for (int i = 0; i < CREW; i++)
            sem_wait(&answered);
    }
    for (int i = 0; i < CREW; i++) {
        pthread_cancel(threads[i]);
        pthread_join(threads[i], NULL);
    }
}
TARE_BENCH(crew);

KEPT static void *once(void *context)
{
    sevens();
    return context;
}

/* One for each iteration. */
static void starting(struct tare *t)
{
    TARE_LOOP(t) {
        pthread_t thread;

        pthread_create(&thread, NULL, once, NULL);
        threes();
        pthread_join(thread, NULL);
    }
}
TARE_BENCH(starting);

KEPT static void *at_once(void *context)
{
    seventy();
    return context;
}

/* Some for each iteration, which end before the kernel looks at them. */
static void brief(struct tare *t)
{
    TARE_LOOP(t) {
        pthread_t threads[4];

        for (int i = 0; i < 4; i++)
            pthread_create(&threads[i], NULL, at_once, NULL);
        for (int i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
    }
}
TARE_BENCH(brief);

static void roles(struct tare *t)
{
    TARE_LOOP(t) {
        if (tare_thread(t) == 0)
            threes();
        else
            sevens();
    }
}
TARE_BENCH(roles, .threads = 2);

/* ---- what is hard to be looked at ---------------------------------------- */

static int is_socket(int fd)
{
    struct stat facts;

    return fstat(fd, &facts) == 0 && S_ISSOCK(facts.st_mode);
}

/* All, but not by what the launch reports. */
KEPT static void close_all(void)
{
    for (int fd = 3; fd < DESCRIPTORS; fd++)
        if (!is_socket(fd))
            close(fd);
}

/* Numbers that were others' a moment ago. */
KEPT static void open_others(void)
{
    for (int i = 0; i < 8; i++)
        if (open("/dev/null", O_RDWR) < 0)
            abort();
    (void)dup2(3, 201);
    (void)dup2(3, 202);
}

KEPT static void have_a_child(void)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        thirty();
        _exit(7);
    }
    if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7)
        abort();
}

static void surroundings(struct tare *t)
{
    sigset_t all;

    sigfillset(&all);
    TARE_LOOP(t) {
        sigprocmask(SIG_BLOCK, &all, NULL);
        close_all();
        open_others();
        have_a_child();
        for (int i = 0; i < 100; i++)
            seventy();
    }
}
TARE_BENCH(surroundings);

/* Nobody hears of this one. */
static void deaf(struct tare *t)
{
    TARE_LOOP(t) {
        for (int fd = 3; fd < DESCRIPTORS; fd++)
            close(fd);
        seventy();
    }
}
TARE_BENCH(deaf);

TARE_MAIN();
