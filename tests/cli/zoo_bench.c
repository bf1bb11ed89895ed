/* SPDX-License-Identifier: MIT */
/* Ways to die, among healthy cases that must not notice. */
#include <tare.h>

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

static void healthy(struct tare *t)
{
    unsigned x = 1;

    TARE_LOOP(t)
        for (int i = 0; i < 100; i++)
            x = tare_black_box(x * 3u + 1u);
}
TARE_BENCH(healthy, .name = "healthy/first");

static void segv(struct tare *t)
{
    TARE_LOOP(t)
        *(volatile int *)tare_black_box((int *)8) = 1;
}
TARE_BENCH(segv, .group = "die");

static void aborts(struct tare *t)
{
    TARE_LOOP(t) {
        printf("about to abort\n");
        abort();
    }
}
TARE_BENCH(aborts, .group = "die");

static void divides(struct tare *t)
{
    TARE_LOOP(t)
        raise(SIGFPE);
}
TARE_BENCH(divides, .group = "die");

static int deep(int n)
{
    char frame[512];

    memset(frame, n, sizeof frame);
    return n <= 0 ? 0 : deep(tare_black_box(n + 1)) + tare_black_box(frame)[3];
}

static void overflows(struct tare *t)
{
    TARE_LOOP(t)
        tare_black_box(deep(1));
}
TARE_BENCH(overflows, .group = "die");

static void exits(struct tare *t)
{
    TARE_LOOP(t)
        exit(0);
}
TARE_BENCH(exits, .group = "die");

static void exits_quickly(struct tare *t)
{
    TARE_LOOP(t)
        _exit(7);
}
TARE_BENCH(exits_quickly, .group = "die");

static void kills_itself(struct tare *t)
{
    TARE_LOOP(t)
        kill(getpid(), SIGKILL);
}
TARE_BENCH(kills_itself, .group = "die");

static void hangs(struct tare *t)
{
    TARE_LOOP(t)
        for (;;)
            tare_clobber();
}
TARE_BENCH(hangs, .group = "die", .timeout_s = 0.3);

static void hangs_deaf(struct tare *t)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    TARE_LOOP(t)
        for (;;)
            pause();
}
TARE_BENCH(hangs_deaf, .group = "die", .timeout_s = 0.3);

static void runs_out_of_memory(struct tare *t)
{
    struct rlimit limit = { 64 << 20, 64 << 20 };

    setrlimit(RLIMIT_AS, &limit);
    TARE_LOOP(t) {
        char *memory = malloc(1 << 30);

        if (memory == NULL) {
            fprintf(stderr, "no memory\n");
            abort();
        }
        tare_black_box(memory);
    }
}
TARE_BENCH(runs_out_of_memory, .group = "die");

static void closes_descriptors(struct tare *t)
{
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(closes_descriptors, .group = "die");

static void writes_garbage(struct tare *t)
{
    for (int fd = 3; fd < 1024; fd++)
        if (write(fd, "garbage", 7) != 7 && errno == ENOSPC)
            break;
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(writes_garbage, .group = "die");

static void corrupts_heap(struct tare *t)
{
    char *memory = malloc(24);
    char *more = malloc(24);

    memset(tare_black_box(memory), 0x7f, 64);
    TARE_LOOP(t)
        tare_black_box(1);
    free(more);
    free(memory);
}
TARE_BENCH(corrupts_heap, .group = "die");

static jmp_buf away;

static void jumps_out(struct tare *t)
{
    if (setjmp(away) == 0)
        TARE_LOOP(t)
            longjmp(away, 1);
}
TARE_BENCH(jumps_out, .group = "die");

static void forks_a_few(struct tare *t)
{
    for (int i = 0; i < 3; i++)
        if (fork() == 0)
            for (;;)
                pause();
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(forks_a_few, .group = "die");

static void makes_a_daemon(struct tare *t)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;)
                pause();
        _exit(0);
    }
    usleep(20000);
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(makes_a_daemon, .group = "die");

static void forks_into_the_loop(struct tare *t)
{
    TARE_LOOP(t)
        if (fork() == 0)
            continue;
}
TARE_BENCH(forks_into_the_loop, .group = "die");

static void stops(struct tare *t)
{
    TARE_LOOP(t)
        raise(SIGSTOP);
}
TARE_BENCH(stops, .group = "die");

static void breaks_out(struct tare *t)
{
    TARE_LOOP(t)
        break;
}
TARE_BENCH(breaks_out, .group = "die");

static void forgets_the_loop(struct tare *t)
{
    (void)t;
}
TARE_BENCH(forgets_the_loop, .group = "die");

static void is_wrong(struct tare *t)
{
    TARE_LOOP(t)
        tare_fail(t, "wrong result: %d", 42);
}
TARE_BENCH(is_wrong, .group = "die");

static void asks_wrongly(struct tare *t)
{
    int64_t n = tare_arg(t, "no such");

    TARE_LOOP(t)
        tare_black_box(n);
}
TARE_BENCH(asks_wrongly, .group = "die");

static void one_thread_fails(struct tare *t)
{
    if (tare_thread(t) == 1)
        tare_fail(t, "thread 1 is unwell");
    TARE_LOOP(t)
        tare_black_box(1);
}
TARE_BENCH(one_thread_fails, .group = "die", .threads = 2);

static void fail_in_thread_1(void *item, void *context)
{
    *(int *)item = 0;
    if (tare_thread(context) == 1)
        tare_fail(context, "thread 1 cannot make inputs");
}

static void fails_making(struct tare *t)
{
    TARE_LOOP_BATCHED(t, int, item, fail_in_thread_1, NULL, t)
        tare_black_box(item);
}
TARE_BENCH(fails_making, .group = "die", .threads = 2);

static void goes_back_in_time(struct tare *t)
{
    TARE_LOOP(t)
        tare_add_time(t, -5);
}
TARE_BENCH(goes_back_in_time, .group = "die");

static void skips(struct tare *t)
{
    tare_skip(t, "needs AVX%d", 2048);
}
TARE_BENCH(skips, .group = "live");

static void prints_a_lot(struct tare *t)
{
    TARE_LOOP(t)
        fprintf(stderr, "%080d\n", 1);
}
TARE_BENCH(prints_a_lot, .group = "live");

static void forks_and_waits(struct tare *t)
{
    TARE_LOOP(t)
        if (system("true") != 0)
            tare_fail(t, "cannot run true");
}
TARE_BENCH(forks_and_waits, .group = "live");

/*
 * Alive, and each ill in one way that tare should notice, or well.  They tell
 * their time by hand, one iteration a sample, so that what is noticed does not
 * depend on the machine: about 100 ms, with noise of 0.1 %.
 */
static uint64_t draw(void)
{
    static uint64_t state;

    if (state == 0 && getrandom(&state, sizeof state, 0) < 0)
        abort();
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
}

static void take(struct tare *t, double factor)
{
    usleep(1000);
    tare_add_time(t, 1e8 * factor * (1 + 1e-6 * (double)(draw() % 1000)));
}

static void fine(struct tare *t)
{
    TARE_LOOP(t)
        take(t, 1);
    tare_result(t, 42);
}
TARE_BENCH(fine, .group = "well");

static void depends(struct tare *t)
{
    static const double wave[6] = { 1, 1.04, 1.04, 1, 0.96, 0.96 };
    unsigned i = 0;

    TARE_LOOP(t)
        take(t, wave[i++ % 6]);
}
TARE_BENCH(depends, .group = "ill");

static void warms_up(struct tare *t)
{
    unsigned i = 0;

    TARE_LOOP(t)
        take(t, i++ < 4 ? 1.1 : 1);
}
TARE_BENCH(warms_up, .group = "ill");

static void has_two_modes(struct tare *t)
{
    double factor = draw() % 2 == 0 ? 1 : 1.2;

    TARE_LOOP(t)
        take(t, factor);
}
TARE_BENCH(has_two_modes, .group = "ill");

static void has_a_tail(struct tare *t)
{
    unsigned i = 0;

    TARE_LOOP(t) {
        take(t, i == 4 || i == 10 ? 3 : 1);
        i++;
    }
}
TARE_BENCH(has_a_tail, .group = "ill");

static void computes_anything(struct tare *t)
{
    uint64_t result = draw();

    TARE_LOOP(t)
        take(t, 1);
    tare_result_bytes(t, &result, sizeof result);
}
TARE_BENCH(computes_anything, .group = "ill");

static void knows_three_values(struct tare *t)
{
    unsigned i = 0;

    TARE_LOOP(t) {
        usleep(1000);
        tare_add_time(t, 1e8 + i++ % 3);
    }
}
TARE_BENCH(knows_three_values, .group = "ill");

TARE_BENCH(healthy, .name = "healthy/last");

TARE_MAIN();
