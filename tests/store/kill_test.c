/* SPDX-License-Identifier: MIT */
/*
 * Writers that are killed: whatever the moment, the baseline is the old one or
 * the new one, and whole; and after the next save nothing else is left.
 * TARE_KILLS=10000 for more than the 500 kills at random moments.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/store/scratch.h"

enum {
    FILES = 3,
    FILE_BYTES = 300000, /* several writes */
    CASES = 500          /* of a record: several writes too */
};

static const char *file_of(unsigned number)
{
    return in_scratch("file%u", number % FILES);
}

static void make_files(void)
{
    for (unsigned i = 0; i < FILES; i++) {
        FILE *file = fopen(file_of(i), "w");

        for (unsigned j = 0; j < FILE_BYTES && file != NULL; j++)
            putc((int)(j * (i + 3) >> 4), file);
        CHECK(file != NULL && fclose(file) == 0);
    }
}

/* A record that says which it is in its seed, large enough to be half
 * written; what it keeps depends on the number too. */
static int save_numbered(const char *root, unsigned number)
{
    struct tare_store store;
    struct tare_run run;
    char hash[TARE_HASH_SIZE];
    int status = tare_store_open_to_write(&store, root, NULL);

    if (status < 0)
        return status;
    status = tare_store_keep(&store, file_of(number), hash, NULL);
    run = make_run("2024-01-01T00:00:00Z", hash);
    add_cases(&run, CASES);
    run.seed = number;
    if (status == 0)
        status = tare_store_save(&store, "main", &run, NULL);
    tare_run_release(&run);
    tare_store_close(&store);
    return status;
}

/* Which record is there, if it and what it keeps are whole; else -1. */
static long number_in(const char *root)
{
    struct tare_store store;
    struct tare_run run = { 0 };
    struct tare_err err = { 0 };
    long number = -1;

    CHECK_INT(tare_store_open(&store, root, &err), 0);
    if (tare_store_verify(&store, "main", &run, &err) == 0)
        number = (long)run.seed;
    CHECK_STR(err.text, "");
    tare_run_release(&run);
    tare_store_close(&store);
    return number;
}

static void check_no_strays(const char *root)
{
    char path[200];

    CHECK_INT(count_in(root), 3);
    snprintf(path, sizeof path, "%s/baselines", root);
    CHECK_INT(count_in(path), 1);
    snprintf(path, sizeof path, "%s/objects", root);
    CHECK_INT(count_in(path), 1);
}

/* ---- at every system call ------------------------------------------------ */

/* Starts a save and kills it when it enters or leaves a system call for the
 * n-th time; 0 when it came to its end before. */
static int kill_at(const char *root, unsigned number, int n)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(2);
        raise(SIGSTOP);
        _exit(save_numbered(root, number) == 0 ? 0 : 1);
    }
    waitpid(child, &status, 0);
    for (int i = 0; i < n && WIFSTOPPED(status); i++) {
        ptrace(PTRACE_SYSCALL, child, NULL, NULL);
        waitpid(child, &status, 0);
    }
    if (WIFSTOPPED(status)) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        return 1;
    }
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return 0;
}

static int can_trace(void)
{
    pid_t child = fork();
    int status;

    if (child == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : 1);
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(killed_at_any_system_call_the_store_is_whole)
{
    const char *root = in_scratch("traced");
    unsigned number = 0;
    int killed = 1, kept_old = 0, got_new = 0;

    if (!can_trace())
        SKIP("no ptrace here");
    for (int n = 1; killed; n += 2) { /* leaving one is entering the next */
        long found;

        CHECK_INT(save_numbered(root, number), 0);
        check_no_strays(root);
        killed = kill_at(root, ++number, n);
        found = number_in(root);
        CHECK(found == number || (killed && found == number - 1));
        got_new += found == number;
        kept_old += found == number - 1;
        number++;
    }
    printf("# %d kills kept the old one, %d had the new one\n", kept_old,
           got_new - 1);
    CHECK(kept_old > 20);
    CHECK(got_new > 2);
}

/* ---- at random moments --------------------------------------------------- */

/* Saves one after the other, and says how far it is. */
static void save_for_ever(const char *root, volatile unsigned *done)
{
    for (;;) {
        if (save_numbered(root, *done + 1) != 0)
            _exit(1);
        ++*done;
    }
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void wait_for(double s)
{
    struct timespec pause = { (time_t)s, (long)(1e9 * (s - floor(s))) };

    nanosleep(&pause, NULL);
}

/* A save that had returned is there; of the one after it, all or nothing. */
static void kill_once(const char *root, volatile unsigned *done, double after_s)
{
    pid_t child = fork();
    int status;
    long found;

    if (child == 0)
        save_for_ever(root, done);
    wait_for(after_s);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    found = number_in(root);
    CHECK(found == *done || found == *done + 1);
    *done = (unsigned)found + 1;
    CHECK_INT(save_numbered(root, *done), 0);
    check_no_strays(root);
}

TEST(killed_at_random_moments_the_store_is_whole)
{
    const char *wanted = getenv("TARE_KILLS"), *root = in_scratch("random");
    const char *slow = getenv("SAN"); /* sanitizers */
    int kills = wanted != NULL                    ? atoi(wanted)
                : slow != NULL && slow[0] != '\0' ? 25
                                                  : 500;
    volatile unsigned *done = mmap(NULL, sizeof *done, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double begin_s = now_s(), save_s;
    uint64_t state = 1;

    CHECK_INT(save_numbered(root, 0), 0);
    save_s = now_s() - begin_s;
    for (int i = 0; i < kills; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        kill_once(root, done, 3 * save_s * (double)(state >> 40) / (1 << 24));
    }
    printf("# %d kills in %u saves\n", kills, *done);
}

TESTS(RUN(make_scratch), RUN(make_files),
      RUN(killed_at_any_system_call_the_store_is_whole),
      RUN(killed_at_random_moments_the_store_is_whole), RUN(drop_scratch))
