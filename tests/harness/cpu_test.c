/* SPDX-License-Identifier: MIT */
#include "harness/cpu.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

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

/* The CPU that is chosen first, by a process of its own, so that this one has
 * none yet; -1 when somebody measures here. */
static int best(void)
{
    struct other other = begin_other(-1);

    end_other(&other);
    CHECK_INT(other.status, 0);
    return other.cpu.is_shared ? -1 : other.cpu.measured;
}

#define FIND_BEST(cpu)                                                         \
    do {                                                                       \
        (cpu) = best();                                                        \
        if ((cpu) < 0)                                                         \
            SKIP("another tare is measuring here");                            \
    } while (0)

TEST(two_processes_have_different_cpus_where_there_are_two)
{
    struct other first, second;
    int cpu, are_many;

    FIND_BEST(cpu);
    first = begin_other(-1);
    second = begin_other(-1);
    are_many = CPU_COUNT(&first.cpu.allowed) > 1;
    CHECK_INT(first.cpu.measured, cpu);
    CHECK_INT(second.cpu.is_shared, !are_many);
    CHECK((second.cpu.measured == cpu) == !are_many);
    end_other(&second);
    end_other(&first);
}

TEST(a_cpu_is_free_again_when_its_process_has_ended)
{
    int cpu;

    FIND_BEST(cpu);
    CHECK_INT(best(), cpu);
}

TEST(the_cpu_that_is_wanted_is_had_and_shared_if_need_be)
{
    struct other first, second;
    int cpu;

    FIND_BEST(cpu);
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

    CHECK_INT(tare_cpu_choose(&cpu, -1), 0);
    if (cpu.is_shared)
        SKIP("another tare is measuring here");
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

    CHECK_INT(tare_cpu_choose(&cpu, CPU_SETSIZE), -1);
}

TESTS(RUN(two_processes_have_different_cpus_where_there_are_two),
      RUN(a_cpu_is_free_again_when_its_process_has_ended),
      RUN(the_cpu_that_is_wanted_is_had_and_shared_if_need_be),
      RUN(one_process_chooses_as_often_as_it_likes),
      RUN(without_pinning_nothing_is_shared),
      RUN(a_cpu_that_is_not_ours_is_refused))
