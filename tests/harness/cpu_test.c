/* SPDX-License-Identifier: MIT */
#include "harness/machine/cpu.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/isolate.h"

/* Another process that chooses, says what, and has it until it is ended. */
struct other {
    pid_t pid;
    int said, end; /* read from, and closed when it is to end */
    struct tare_cpu cpu;
    int status; /* of choosing */
};

static void choose_there(int said, int end, int wanted)
{
    struct tare_cpu cpu;
    char nothing;
    int status = tare_cpu_choose(&cpu, wanted);

    (void)!write(said, &status, sizeof status);
    (void)!write(said, &cpu, sizeof cpu);
    (void)!read(end, &nothing, 1);
    _exit(0);
}

static struct other begin_other(int wanted)
{
    struct other other = { 0 };
    int said[2], end[2];

    CHECK_INT(pipe(said), 0);
    CHECK_INT(pipe(end), 0);
    other.pid = fork();
    if (other.pid == 0) {
        close(end[1]);
        choose_there(said[1], end[0], wanted);
    }
    close(said[1]);
    close(end[0]);
    CHECK_INT(read(said[0], &other.status, sizeof other.status),
              sizeof other.status);
    CHECK_INT(read(said[0], &other.cpu, sizeof other.cpu), sizeof other.cpu);
    other.said = said[0];
    other.end = end[1];
    return other;
}

static void end_other(struct other *other)
{
    close(other->end);
    close(other->said);
    waitpid(other->pid, NULL, 0);
}

/* Where no other tare is seen. */
static int be_alone(void)
{
    static int is_alone = -1;

    if (is_alone < 0)
        is_alone = unshare(CLONE_NEWNET) == 0 ||
                   (unshare_user() == 0 && unshare(CLONE_NEWNET) == 0);
    return is_alone;
}

#define BE_ALONE()                                                             \
    do {                                                                       \
        if (!be_alone())                                                       \
            SKIP("no name space of our own");                                  \
    } while (0)

/* As many CPUs as there are, or the first of them alone. */
static void allow(int all)
{
    cpu_set_t cpus;
    size_t first = 0;

    memset(&cpus, 0xff, sizeof cpus);
    CHECK_INT(sched_setaffinity(0, sizeof cpus, &cpus), 0);
    CHECK_INT(sched_getaffinity(0, sizeof cpus, &cpus), 0);
    while (!CPU_ISSET(first, &cpus))
        first++;
    if (!all) {
        CPU_ZERO(&cpus);
        CPU_SET(first, &cpus);
        CHECK_INT(sched_setaffinity(0, sizeof cpus, &cpus), 0);
    }
}

/* The CPU that is chosen first, by a process of its own, so that this one has
 * none yet. */
static int best(void)
{
    struct other other = begin_other(-1);

    end_other(&other);
    CHECK_INT(other.status, 0);
    CHECK_INT(other.cpu.is_shared, 0);
    return other.cpu.measured;
}

TEST(two_processes_have_different_cpus)
{
    struct other first, second;
    int cpu;

    BE_ALONE();
    allow(1);
    cpu = best();
    first = begin_other(-1);
    if (tare_cpus_count(&first.cpu.allowed) == 1) {
        end_other(&first);
        SKIP("only one CPU here");
    }
    second = begin_other(-1);
    CHECK_INT(first.cpu.measured, cpu);
    CHECK_INT(second.cpu.is_shared, 0);
    CHECK(second.cpu.measured != cpu && second.cpu.measured >= 0);
    end_other(&second);
    end_other(&first);
    CHECK_INT(best(), cpu);
}

TEST(where_there_is_but_one_cpu_it_is_shared)
{
    struct other first, second;

    BE_ALONE();
    allow(0);
    first = begin_other(-1);
    second = begin_other(-1);
    CHECK_INT(first.cpu.is_shared, 0);
    CHECK_INT(second.cpu.is_shared, 1);
    CHECK_INT(second.cpu.measured, first.cpu.measured);
    end_other(&second);
    end_other(&first);
}

TEST(the_cpu_that_is_wanted_is_had_and_shared_if_need_be)
{
    struct other first, second;
    int cpu;

    BE_ALONE();
    allow(1);
    cpu = best();
    first = begin_other(cpu);
    second = begin_other(cpu);
    CHECK_INT(first.cpu.is_shared, 0);
    CHECK_INT(second.status, 0);
    CHECK_INT(second.cpu.measured, cpu);
    CHECK_INT(second.cpu.is_shared, 1);
    end_other(&second);
    end_other(&first);
}

TEST(one_process_chooses_as_often_as_it_likes)
{
    struct tare_cpu cpu, again;

    BE_ALONE();
    CHECK_INT(tare_cpu_choose(&cpu, -1), 0);
    CHECK_INT(tare_cpu_choose(&again, -1), 0);
    CHECK_INT(again.measured, cpu.measured);
    CHECK_INT(again.is_shared, 0);
}

TEST(without_pinning_nothing_is_shared)
{
    struct tare_cpu cpu;

    CHECK_INT(tare_cpu_choose(&cpu, -2), 0);
    CHECK_INT(cpu.measured, -1);
    CHECK_INT(cpu.is_shared, 0);
}

TEST(a_cpu_that_is_not_ours_is_refused)
{
    struct tare_cpu cpu;

    CHECK_INT(tare_cpu_choose(&cpu, TARE_CPUS_MAX), -1);
}

TESTS(RUN(two_processes_have_different_cpus),
      RUN(where_there_is_but_one_cpu_it_is_shared),
      RUN(the_cpu_that_is_wanted_is_had_and_shared_if_need_be),
      RUN(one_process_chooses_as_often_as_it_likes),
      RUN(without_pinning_nothing_is_shared),
      RUN(a_cpu_that_is_not_ours_is_refused))
