/* SPDX-License-Identifier: MIT */
#include "harness/orphans.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    OWN_MAX = 64,
    ROUNDS = 200
};

/* Children from before: the process has them once, like its pid. */
static pid_t own[OWN_MAX];
static unsigned own_count;

static int is_own(pid_t pid)
{
    for (unsigned i = 0; i < own_count; i++)
        if (own[i] == pid)
            return 1;
    return 0;
}

/* Our children as the kernel lists them; NULL where it does not. */
static FILE *open_children(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
    return fopen(path, "re");
}

void tare_orphans_adopt(void)
{
    FILE *children = open_children();
    long pid;

    own_count = 0;
    while (children != NULL && own_count < OWN_MAX &&
           fscanf(children, "%ld", &pid) == 1)
        own[own_count++] = (pid_t)pid;
    if (children != NULL)
        fclose(children);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* Kills each child that is not our caller's, and reaps it; those that had
 * ended by themselves do not count.  -1 when there are none. */
static int kill_round(void)
{
    FILE *children = open_children();
    int killed = -1;
    long number;

    while (children != NULL && fscanf(children, "%ld", &number) == 1) {
        pid_t pid = (pid_t)number;

        if (is_own(pid))
            continue;
        if (killed < 0)
            killed = 0;
        if (waitpid(pid, NULL, WNOHANG) == pid)
            continue;
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
        killed++;
    }
    if (children != NULL)
        fclose(children);
    return killed;
}

/* The children of the killed become ours, so it takes rounds. */
unsigned tare_orphans_kill(void)
{
    unsigned count = 0;

    if (own_count == 0 && waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
        return 0;
    for (int i = 0; i < ROUNDS; i++) {
        int killed = kill_round();

        if (killed < 0)
            break;
        count += (unsigned)killed;
    }
    return count;
}
