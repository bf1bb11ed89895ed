/* SPDX-License-Identifier: MIT */
#include "harness/launch/crash.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/launch/remote.h"
#include "store/orphans.h"
#include "store/signal_name.h"
#include "store/signals.h"

enum {
    LAUNCHER_MS = 500 /* that of a container ends a moment after its program */
};

/* Whether it ended by what ended us as well: a scheduler signals all processes of
 * a job, and ours may come a moment later. */
static int is_ended_with_us(int status)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (number != SIGINT && number != SIGTERM && number != SIGHUP)
        return 0;
    for (int i = 0; i < 5 && !tare_signals_end_wanted(); i++)
        poll(NULL, 0, 20);
    return tare_signals_end_wanted() > 0;
}

/* What a launcher has done, of which the launch knows nothing; whether it has.
 * As shells do, it tells of a signal by 128 and more. */
static int judge_launcher(struct tare_launched *launched)
{
    int status = launched->wait_status;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

    if (launched->launcher == NULL || launched->is_done || code < 0 ||
        code == TARE_EXIT_TOO_LONG)
        return 0;
    if (code == TARE_EXIT_UNREACHABLE && launched->speaker == 0)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "did not get file descriptor 3 from its launcher, "
                          "which has to hand it on");
    else if (launched->speaker == 0)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "was not started by its launcher, which ended with "
                          "status %d",
                          code);
    else if (code == 0)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "was left alone by its launcher, which has to "
                          "execute it, or to wait for it");
    else if (code > 128)
        tare_launch_blame(launched, TARE_STATUS_CRASHED,
                          "killed by signal %d (%s), says its launcher",
                          code - 128, tare_signal_name(code - 128));
    return launched->end.status != TARE_STATUS_OK;
}

void tare_crash_judge(struct tare_launched *launched)
{
    int status = launched->wait_status;
    const char *when =
        launched->is_done ? "after it was done" : "before it was done";

    if (is_ended_with_us(status))
        launched->end.is_void = 1;
    else if (judge_launcher(launched))
        return;
    else if (WIFSIGNALED(status) && launched->has_overflowed)
        tare_launch_blame(launched, TARE_STATUS_CRASHED,
                          "stack overflow (signal %d, %s)", WTERMSIG(status),
                          tare_signal_name(WTERMSIG(status)));
    else if (WIFSIGNALED(status))
        tare_launch_blame(launched, TARE_STATUS_CRASHED,
                          "killed by signal %d (%s: %s)", WTERMSIG(status),
                          tare_signal_name(WTERMSIG(status)),
                          strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == TARE_EXIT_UNREACHABLE && !launched->is_done)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "closed or replaced file descriptors that are not "
                          "its own, so it could not report");
    else if (WEXITSTATUS(status) == TARE_EXIT_TOO_LONG && !launched->is_done)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "sent more than fits in a message: shorten names, "
                          "units and reasons");
    else if (WEXITSTATUS(status) != 0 || !launched->is_done)
        tare_launch_blame(launched, TARE_STATUS_CRASHED,
                          "exited with status %d %s", WEXITSTATUS(status),
                          when);
}

void tare_crash_blame_orphans(struct tare_launched *launched)
{
    struct tare_orphans left;

    if (launched->launcher != NULL)
        tare_orphans_wait(LAUNCHER_MS);
    left = tare_orphans_end();
    if (left.spared > 0)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "left %u process%s running that cannot be ended: "
                          "another user must end %s",
                          left.spared, left.spared > 1 ? "es" : "",
                          left.spared > 1 ? "them" : "it");
    else if (left.ended > 0)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "left %u process%s running, which had to be killed",
                          left.ended, left.ended > 1 ? "es" : "");
}
