/* SPDX-License-Identifier: MIT */
#include "store/orphans.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/alloc.h"

enum {
    ROUNDS = 200,
    REAP_MS = 2000
};

/* Children that could not be ended.  The process has them once, like its pid. */
static pid_t *spared;
static size_t spared_count;

static void spare(pid_t pid)
{
    *TARE_ADD(spared, spared_count) = pid;
}

static int is_spared(pid_t pid)
{
    for (size_t i = 0; i < spared_count; i++)
        if (spared[i] == pid)
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

/* ---- a process of our own ------------------------------------------------ */

static int has_children(void)
{
    FILE *children = open_children();
    long pid;
    int found = children != NULL && fscanf(children, "%ld", &pid) == 1;

    if (children != NULL)
        fclose(children);
    return found;
}

/* Signal handlers reach nothing but globals. */
static volatile pid_t deputy;

/* What comes from the terminal has reached the deputy already. */
static void hand_on(int number, siginfo_t *from, void *context)
{
    (void)context;
    if (from->si_code <= 0 && deputy > 0)
        kill(deputy, number);
}

static void hand_on_all(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1 };
    struct sigaction action = { .sa_sigaction = hand_on,
                                .sa_flags = SA_SIGINFO };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

/* Ends as the deputy does. */
static void stand_by(void)
{
    int status = 0;

    hand_on_all();
    while (waitpid(deputy, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
}

void tare_orphans_isolate(void)
{
    if (!has_children())
        return;
    deputy = fork();
    if (deputy > 0)
        stand_by();
    if (deputy == 0)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
}

void tare_orphans_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* ---- ending -------------------------------------------------------------- */

int tare_orphans_reap(pid_t pid, int *status)
{
    for (int waited_ms = 0; waited_ms < REAP_MS; waited_ms++) {
        pid_t ended = waitpid(pid, status, WNOHANG);

        if (ended == pid || (ended < 0 && errno != EINTR))
            return 1;
        poll(NULL, 0, 1);
    }
    spare(pid);
    return 0;
}

/* What had ended by itself does not count. */
static void end_one(pid_t pid, struct tare_orphans *orphans)
{
    int status;

    if (waitpid(pid, &status, WNOHANG) == pid)
        return;
    kill(pid, SIGKILL);
    if (tare_orphans_reap(pid, &status))
        orphans->ended++;
    else
        orphans->spared++;
}

/* Whether there were any. */
static int end_round(struct tare_orphans *orphans)
{
    FILE *children = open_children();
    int found = 0;
    long pid;

    while (children != NULL && fscanf(children, "%ld", &pid) == 1)
        if (!is_spared((pid_t)pid)) {
            found = 1;
            end_one((pid_t)pid, orphans);
        }
    if (children != NULL)
        fclose(children);
    return found;
}

void tare_orphans_wait(int limit_ms)
{
    for (int waited_ms = 0; waited_ms < limit_ms; waited_ms++) {
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return;
        poll(NULL, 0, 1);
    }
}

/* The children of those that end become ours, so it takes rounds. */
struct tare_orphans tare_orphans_end(void)
{
    struct tare_orphans orphans = { 0 };

    if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
        return orphans;
    for (int i = 0; i < ROUNDS && end_round(&orphans); i++)
        ;
    return orphans;
}
