/* SPDX-License-Identifier: MIT */
/* Checks in a process that is another one than everyone's. */
#ifndef TARE_TESTS_HARNESS_APART_H
#define TARE_TESTS_HARNESS_APART_H

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

/* Runs the checks in a process of their own, prepared so; 0 when prepare says
 * that it cannot be had, by anything but 0. */
static inline int apart(int (*prepare)(int argument), int argument,
                        void (*checks)(void))
{
    enum {
        CANNOT = 77
    };
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        if (prepare(argument) != 0)
            _exit(CANNOT);
        checks();
        fflush(stdout);
        _exit(test_failures != 0);
    }
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT)
        return 0;
    CHECK_INT(status, 0);
    return 1;
}

#endif
