/* SPDX-License-Identifier: MIT */
#include "store/orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/input.h"

enum {
    ROUNDS = 200,
    REAP_MS = 2000,
    ENVIRONMENT_MAX = 4 << 20 /* more than the kernel lets a process have */
};

/* Children that are not ours to end: those from before, and those that could
 * not be ended.  The process has them once, like its pid. */
static pid_t *foreign;
static size_t foreign_count;

/* Whether all children are known to be ours: there were none before. */
static int is_alone;

static void add_foreign(pid_t pid)
{
    foreign = tare_grow(foreign, foreign_count, sizeof *foreign);
    foreign[foreign_count++] = pid;
}

static int is_foreign(pid_t pid)
{
    for (size_t i = 0; i < foreign_count; i++)
        if (foreign[i] == pid)
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

    foreign_count = 0;
    is_alone = 0;
    while (children != NULL && fscanf(children, "%ld", &pid) == 1)
        add_foreign((pid_t)pid);
    if (children != NULL) {
        is_alone = foreign_count == 0;
        fclose(children);
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* ---- whose it is --------------------------------------------------------- */

/* Whether one of the strings is our mark. */
static int holds_mark(const char *bytes, size_t size)
{
    char mark[64];
    size_t length = (size_t)snprintf(mark, sizeof mark, TARE_ORPHANS_MARK "%ld",
                                     (long)getpid()) +
                    1; /* with the zero that ends it */

    for (size_t at = 0; at + length <= size;
         at += strnlen(bytes + at, size - at) + 1)
        if (memcmp(bytes + at, mark, length) == 0)
            return 1;
    return 0;
}

static int has_mark(pid_t pid)
{
    char path[64];
    char *bytes;
    size_t size;
    int found;

    snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
    if (tare_input_read(&bytes, &size, path, ENVIRONMENT_MAX, NULL) < 0)
        return 0;
    found = holds_mark(bytes, size);
    free(bytes);
    return found;
}

static int is_ours(pid_t pid)
{
    return !is_foreign(pid) && (is_alone || has_mark(pid));
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
    add_foreign(pid);
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
        if (is_ours((pid_t)pid)) {
            found = 1;
            end_one((pid_t)pid, orphans);
        }
    if (children != NULL)
        fclose(children);
    return found;
}

/* The children of those that end become ours, so it takes rounds. */
struct tare_orphans tare_orphans_end(void)
{
    struct tare_orphans orphans = { 0 };

    if (is_alone && foreign_count == 0 && waitpid(-1, NULL, WNOHANG) < 0 &&
        errno == ECHILD)
        return orphans;
    for (int i = 0; i < ROUNDS && end_round(&orphans); i++)
        ;
    return orphans;
}
