/* SPDX-License-Identifier: MIT */
#include "command/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/clock.h"
#include "harness/signals.h"
#include "store/alloc.h"

enum {
    SLICE_MS = 50,
    GRACE_MS = 5000 /* for git to undo what it has begun */
};

extern char **environ;

/* What ties git to one repository or index, as set for hooks and by bisect. */
static const char *const ties[] = { "GIT_DIR=",
                                    "GIT_WORK_TREE=",
                                    "GIT_INDEX_FILE=",
                                    "GIT_OBJECT_DIRECTORY=",
                                    "GIT_COMMON_DIR=",
                                    "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
                                    "GIT_PREFIX=",
                                    "GIT_INTERNAL_SUPER_PREFIX=",
                                    "GIT_NAMESPACE=",
                                    "GIT_IMPLICIT_WORK_TREE=",
                                    "GIT_SHALLOW_FILE=",
                                    "GIT_GRAFT_FILE=",
                                    "GIT_QUARANTINE_PATH=" };

static int is_tie(const char *variable)
{
    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++)
        if (strncmp(variable, ties[i], strlen(ties[i])) == 0)
            return 1;
    return 0;
}

/* Ours without the ties.  The array is the caller's, the strings borrowed. */
static char **make_environment(void)
{
    size_t count = 0, kept = 0;
    char **copy;

    while (environ[count] != NULL)
        count++;
    copy = tare_alloc(count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        if (!is_tie(environ[i]))
            copy[kept++] = environ[i];
    return copy;
}

/* ---- starting ------------------------------------------------------------ */

/* Descriptors for the three streams; -1: /dev/null, or for 1 and 2 our
 * stderr. */
struct streams {
    int in, out, err;
};

static void add_actions(posix_spawn_file_actions_t *actions,
                        const struct streams *streams, const char *folder)
{
    if (streams->in >= 0)
        posix_spawn_file_actions_adddup2(actions, streams->in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null",
                                         O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(
        actions, streams->out >= 0 ? streams->out : STDERR_FILENO,
        STDOUT_FILENO);
    if (streams->err >= 0)
        posix_spawn_file_actions_adddup2(actions, streams->err, STDERR_FILENO);
    if (folder != NULL)
        posix_spawn_file_actions_addchdir_np(actions, folder);
}

static int spawn(pid_t *pid, const char *const *argv,
                 const struct streams *streams, const char *folder)
{
    char **environment = make_environment();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error;

    signal(SIGCHLD, SIG_DFL); /* or nobody would tell us its status */
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    add_actions(&actions, streams, folder);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID |
                                              POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    error = posix_spawnp(pid, argv[0], &actions, &attributes,
                         (char *const *)argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return error;
}

/* ---- waiting ------------------------------------------------------------- */

/* Looks without reaping, so that its group cannot become somebody else's. */
static int has_ended(pid_t pid)
{
    siginfo_t facts = { 0 };

    return waitid(P_PID, (id_t)pid, &facts, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           facts.si_pid == pid;
}

static void sleep_a_slice(int pid_fd)
{
    struct pollfd polled = { pid_fd, POLLIN, 0 };

    poll(&polled, 1, SLICE_MS);
}

/* Asks the group first; then, or when we are asked again, insists. */
static void end_group(pid_t pid, int pid_fd)
{
    uint64_t limit_ns = tare_clock_now_ns() + GRACE_MS * 1000000ull;
    int wanted = tare_signals_end_wanted();

    kill(-pid, SIGTERM);
    while (!has_ended(pid) && tare_clock_now_ns() < limit_ns &&
           tare_signals_end_wanted() == wanted)
        sleep_a_slice(pid_fd);
    kill(-pid, SIGKILL);
}

/* 0, or 128 and the signal for which we have ended it. */
static int wait_for_end(pid_t pid, int is_clean_up)
{
    int pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    int ended = 0;

    while (!ended && !has_ended(pid)) {
        sleep_a_slice(pid_fd);
        if (tare_signals_stop_wanted()) {
            kill(-pid, SIGSTOP);
            tare_signals_stop();
            kill(-pid, SIGCONT);
        }
        if (!is_clean_up && tare_signals_end_wanted()) {
            end_group(pid, pid_fd);
            ended = 128 + tare_signals_number();
        }
    }
    if (pid_fd >= 0)
        close(pid_fd);
    return ended;
}

/* Runs it with these streams, and leaves nothing of its group. */
static int run(const struct tare_child *child, const struct streams *streams,
               int *status, struct tare_err *err)
{
    pid_t pid;
    int ended;
    int error = spawn(&pid, child->argv, streams, child->folder);

    if (error != 0)
        return tare_fail_with(err, TARE_EBENCH, "%s: cannot be run: %s",
                              child->argv[0], strerror(error));
    ended = wait_for_end(pid, child->is_clean_up);
    kill(-pid, SIGKILL);
    while (waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
    return ended;
}

/* ---- what it says -------------------------------------------------------- */

/* A file in memory, so that whoever writes need not be listened to. */
static int open_capture(const struct tare_buf *wanted)
{
    return wanted != NULL ? memfd_create("tare-capture", MFD_CLOEXEC) : -1;
}

static void take_capture(struct tare_buf *buf, int fd)
{
    char bytes[4096];
    off_t offset = 0;
    ssize_t size;

    if (fd < 0)
        return;
    while ((size = pread(fd, bytes, sizeof bytes, offset)) > 0) {
        tare_buf_add(buf, bytes, (size_t)size);
        offset += size;
    }
    close(fd);
}

int tare_child_run(const struct tare_child *child, int *status,
                   struct tare_err *err)
{
    struct streams streams = { -1, open_capture(child->output),
                               open_capture(child->errors) };
    int ended = run(child, &streams, status, err);

    take_capture(child->output, streams.out);
    take_capture(child->errors, streams.err);
    return ended;
}

/* ---- the command of a user ----------------------------------------------- */

/* The standard input is a pipe of which we hold the other end.  When that is
 * closed because we are gone, a guard kills the group. */
static const char guarded[] = "exec 9<&0 </dev/null;"
                              "{ read -r _; kill -9 0; } <&9 9<&- &"
                              "exec 9<&-; exec sh -c \"$1\"";

int tare_child_run_shell(const char *command, const char *folder, int *status,
                         struct tare_err *err)
{
    const char *argv[] = { "sh", "-c", guarded, "sh", command, NULL };
    struct tare_child child = { .argv = argv, .folder = folder };
    struct streams streams = { -1, -1, -1 };
    int pipes[2];
    int ended;

    if (pipe2(pipes, O_CLOEXEC) != 0)
        return tare_fail_with(err, TARE_EBENCH, "cannot make a pipe: %s",
                              strerror(errno));
    streams.in = pipes[0];
    ended = run(&child, &streams, status, err);
    close(pipes[0]);
    close(pipes[1]);
    return ended;
}

void tare_child_tell_status(struct tare_buf *text, int status)
{
    if (WIFSIGNALED(status))
        tare_buf_printf(text, "signal %d (SIG%s)", WTERMSIG(status),
                        sigabbrev_np(WTERMSIG(status)));
    else
        tare_buf_printf(text, "status %d", WEXITSTATUS(status));
}
