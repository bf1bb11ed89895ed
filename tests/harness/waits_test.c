/* SPDX-License-Identifier: MIT */
/* Launches whose waits are taken: what they wait for, and that this is all of the time
 * in which they do not run. */
#include "harness/meters/waits.h"

#include <pthread.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/harness/metering.h"

#define WAITS (1u << TARE_METER_WAITS)

/* ---- the benchmarks ------------------------------------------------------ */

static void nap(long ns)
{
    const struct timespec time = { 0, ns };

    nanosleep(&time, NULL);
}

static void sleeps(struct tare *t)
{
    TARE_LOOP(t)
        for (int i = 0; i < 20; i++)
            nap(200000);
}
TARE_BENCH(sleeps);

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int asked[2], taken[2];

/* Holds it for a while, each time it is asked. */
static void *hold(void *unused)
{
    char c;

    while (read(asked[0], &c, 1) == 1 && c == 'x') {
        pthread_mutex_lock(&mutex);
        (void)!write(taken[1], "y", 1);
        nap(300000);
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void locks(struct tare *t)
{
    pthread_t holder;
    char c;

    if (pipe(asked) < 0 || pipe(taken) < 0 ||
        pthread_create(&holder, NULL, hold, NULL) != 0)
        tare_fail(t, "there is no thread");
    TARE_LOOP(t) {
        (void)!write(asked[1], "x", 1);
        (void)!read(taken[0], &c, 1);
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
    (void)!write(asked[1], "q", 1);
    pthread_join(holder, NULL);
}
TARE_BENCH(locks);

/* A child that answers late; and one in each iteration. */
static void reads(struct tare *t)
{
    int to[2], from[2];
    pid_t child;
    char c = 0;

    if (pipe(to) < 0 || pipe(from) < 0)
        tare_fail(t, "there is no pipe");
    child = fork();
    if (child == 0) {
        close(to[1]);
        while (read(to[0], &c, 1) == 1) {
            nap(200000);
            (void)!write(from[1], &c, 1);
        }
        _exit(0);
    }
    TARE_LOOP(t)
        for (int i = 0; i < 10; i++) {
            (void)!write(to[1], &c, 1);
            (void)!read(from[0], &c, 1);
        }
    close(to[1]);
    waitpid(child, NULL, 0);
}
TARE_BENCH(reads);

static void forks(struct tare *t)
{
    TARE_LOOP(t) {
        pid_t child = fork();

        if (child == 0) {
            nap(3000000);
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
}
TARE_BENCH(forks);

static void never(struct tare *t)
{
    TARE_LOOP(t)
        for (volatile int i = 0; i < 10000; i++) {
        }
}
TARE_BENCH(never);

/* What it does not find, it does not need. */
static void closes(struct tare *t)
{
    TARE_LOOP(t) {
        for (int fd = 3; fd < 1000; fd++)
            if (fd != 200)
                close(fd);
        for (int i = 0; i < 10; i++)
            nap(200000);
    }
}
TARE_BENCH(closes);

static void crew(struct tare *t)
{
    TARE_LOOP(t)
        for (int i = 0; i < 10; i++) {
            pthread_mutex_lock(&mutex);
            nap(300000);
            pthread_mutex_unlock(&mutex);
            nap(10000);
        }
}
TARE_BENCH(crew, .threads = 2);

/* ---- what they wait for -------------------------------------------------- */

/* Whether one is above a node. */
static int is_below(const struct tare_profile *profile, size_t node,
                    const char *name)
{
    for (size_t at = node + 1; at > 0; at = profile->nodes[at - 1].parent)
        if (strcmp(profile->objects[profile->nodes[at - 1].object].path,
                   name) == 0)
            return 1;
    return 0;
}

/* By the thread of that name; NULL: that of the loop.  For that; NULL: anything. */
static struct tare_profile_count sum_of(const struct tare_profile *profile,
                                        const char *thread, const char *on)
{
    const struct tare_profile_launch *launch = profile->launches;
    struct tare_profile_count sum = { 0 };

    for (size_t i = 0; i < launch->count; i++) {
        const struct tare_profile_count *count = &launch->counts[i];

        if ((on != NULL && !is_below(profile, count->node, on)) ||
            (thread != NULL
                 ? !is_below(profile, count->node, thread)
                 : is_below(profile, count->node, TARE_PROFILE_OTHERS)))
            continue;
        sum.looks += count->looks;
        sum.times += count->times;
    }
    return sum;
}

/* What for is read from the code of the C library that calls the kernel.  That of
 * musl has one instruction for all calls there. */
#if defined(__x86_64__) && !defined(__GLIBC__)
#define FOR(name) NULL
#else
#define FOR(name) (name)
#endif

static int cannot_see(const struct heard *heard)
{
    return heard->results.profile.launch_count != 1 ||
           heard->results.profile.launches->is_blind;
}

/* That it waits for this, so often, and that all waits are the time in which it does
 * not run: 5 iterations. */
static void check_waits(const char *id, const char *on, uint64_t times)
{
    struct heard heard = hear(id, WAITS, NULL);
    const struct tare_profile *profile = &heard.results.profile;
    double all_ns;

    if (heard.end.status == TARE_STATUS_OK && cannot_see(&heard)) {
        SKIP("perf_event_open() is not permitted here");
        forget(&heard);
        return;
    }
    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    if (profile->launch_count == 1) {
        all_ns = (double)sum_of(profile, NULL, NULL).looks;
        printf("# %s: %.4f of the time\n", id,
               all_ns / profile->launches->expected);
        CHECK_INT(profile->launches->iterations, 5);
        CHECK_INT(profile->launches->lost, 0);
        CHECK(sum_of(profile, NULL, FOR(on)).times >= times);
        CHECK_NEAR(all_ns / profile->launches->expected, 1, 0.2);
    }
    forget(&heard);
}

TEST(sleeping_is_all_of_the_time)
{
    check_waits("sleeps", "[sleep]", 5 * 20);
}

TEST(so_is_a_lock_that_another_thread_holds)
{
    check_waits("locks", "[lock]", 1); /* it may be free when we are back */
}

TEST(so_is_a_pipe)
{
    check_waits("reads", "[input or output]", 5 * 10);
}

TEST(so_is_a_child)
{
    check_waits("forks", "[child process]", 5);
}

TEST(descriptors_that_are_closed_do_no_harm)
{
    check_waits("closes", "[sleep]", 5 * 10);
}

TEST(who_never_waits_has_no_waits)
{
    struct heard heard = hear("never", WAITS, NULL);

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    if (heard.results.profile.launch_count == 1)
        CHECK_INT(tare_profile_looks(heard.results.profile.launches), 0);
    forget(&heard);
}

/* What the holder waits for is no part of the time of the loop. */
TEST(threads_of_its_own_are_apart)
{
    struct heard heard = hear("locks", WAITS, NULL);

    if (cannot_see(&heard))
        SKIP("perf_event_open() is not permitted here");
    else
        CHECK(
            sum_of(&heard.results.profile, TARE_PROFILE_OTHERS, FOR("[sleep]"))
                .times >= 5);
    forget(&heard);
}

TEST(threads_stand_beside_each_other)
{
    struct heard heard = hear("crew/threads=2", WAITS, NULL);
    const struct tare_profile *profile = &heard.results.profile;

    CHECK_INT(heard.end.status, TARE_STATUS_OK);
    if (cannot_see(&heard)) {
        SKIP("perf_event_open() is not permitted here");
    } else {
        CHECK(sum_of(profile, "[thread 0]", FOR("[sleep]")).times >= 5 * 10);
        CHECK(sum_of(profile, "[thread 1]", FOR("[sleep]")).times >= 5 * 10);
        CHECK(sum_of(profile, "[thread 0]", FOR("[shared lock]")).times > 0);
        CHECK(sum_of(profile, "[thread 1]", FOR("[shared lock]")).times > 0);
    }
    forget(&heard);
}

/* ---- where perf is refused ----------------------------------------------- */

static void expect_reason(void)
{
    char reason[300] = "";
    struct heard heard = hear("sleeps", WAITS, NULL);

    CHECK_INT(tare_waits_meter.check(NULL, reason, sizeof reason), -1);
    CHECK(strncmp(reason, "not permitted", 13) == 0);
    CHECK(heard.end.status != TARE_STATUS_OK);
    CHECK(strstr(heard.end.reason, "not permitted") != NULL);
    CHECK_INT(tare_waits_examine(reason, sizeof reason), -1);
    CHECK(strncmp(reason, "not possible: ", 14) == 0);
    forget(&heard);
}

TEST(without_perf_there_is_a_reason)
{
    if (!without_counters(EACCES, expect_reason))
        SKIP("system calls cannot be refused here");
}

TESTS(RUN(sleeping_is_all_of_the_time),
      RUN(so_is_a_lock_that_another_thread_holds), RUN(so_is_a_pipe),
      RUN(so_is_a_child), RUN(descriptors_that_are_closed_do_no_harm),
      RUN(who_never_waits_has_no_waits), RUN(threads_of_its_own_are_apart),
      RUN(threads_stand_beside_each_other), RUN(without_perf_there_is_a_reason))
