/* SPDX-License-Identifier: MIT */
#include "store/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/alloc.h"
#include "store/orphans.h"
#include "store/signal_name.h"
#include "store/signals.h"
#include "store/spawn.h"
#include "store/words.h"

enum {
    CAPTURE_MAX = 16 << 20, /* bytes of its output */
    SLICE_MS = 50,
    SHORT_SLICE_MS = 2,
    GRACE_MS = 5000 /* for git to undo what it has begun */
};

extern char **environ;

/* What ties git to one repository or index, as set for hooks and by bisect. */
static const char ties[] =
    "GIT_DIR= GIT_WORK_TREE= GIT_INDEX_FILE= GIT_OBJECT_DIRECTORY= "
    "GIT_COMMON_DIR= GIT_ALTERNATE_OBJECT_DIRECTORIES= GIT_PREFIX= "
    "GIT_INTERNAL_SUPER_PREFIX= GIT_NAMESPACE= GIT_IMPLICIT_WORK_TREE= "
    "GIT_SHALLOW_FILE= GIT_GRAFT_FILE= GIT_QUARANTINE_PATH=";

/* Ours without the ties.  The array is the caller's, the strings borrowed. */
static char **make_environment(void)
{
    size_t count = 0, kept = 0;
    char **copy;

    while (environ[count] != NULL)
        count++;
    copy = tare_alloc(count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        if (tare_begins_among(environ[i], ties) == 0)
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
                        const struct streams *streams,
                        const struct tare_child *child)
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
    if (child->folder_fd > 0)
        posix_spawn_file_actions_addfchdir_np(actions, child->folder_fd);
    else if (child->folder != NULL)
        posix_spawn_file_actions_addchdir_np(actions, child->folder);
}

static int spawn(pid_t *pid, const struct tare_child *child,
                 const struct streams *streams)
{
    char **environment = make_environment();
    posix_spawn_file_actions_t actions;
    int error;

    posix_spawn_file_actions_init(&actions);
    add_actions(&actions, streams, child);
    error = tare_spawn(pid, child->argv[0], POSIX_SPAWN_SETSID, &actions,
                       (char *const *)child->argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return error;
}

/* ---- waiting ------------------------------------------------------------- */

/* Looks without reaping, so that its group cannot become somebody else's. */
static int has_ended(pid_t pid)
{
    siginfo_t facts = { 0 };

    if (waitid(P_PID, (id_t)pid, &facts, WEXITED | WNOHANG | WNOWAIT) == 0)
        return facts.si_pid == pid;
    return errno != EINTR; /* there is none to wait for */
}

/* A kernel without descriptors of processes is asked more often. */
static int sleep_a_slice(int pid_fd)
{
    struct pollfd polled = { pid_fd, POLLIN, 0 };
    int slice_ms = pid_fd >= 0 ? SLICE_MS : SHORT_SLICE_MS;

    poll(&polled, 1, slice_ms);
    return slice_ms;
}

/* Asks the group first; then, or when we are asked again, insists. */
static void end_group(pid_t pid, int pid_fd)
{
    int wanted = tare_signals_end_wanted();

    kill(-pid, SIGTERM);
    for (int waited_ms = 0; !has_ended(pid) && waited_ms < GRACE_MS &&
                            tare_signals_end_wanted() == wanted;)
        waited_ms += sleep_a_slice(pid_fd);
    kill(-pid, SIGKILL);
}

static void stop_with_us(pid_t pid)
{
    kill(-pid, SIGSTOP);
    tare_signals_stop();
    kill(-pid, SIGCONT);
}

/* 0, or why it is to be ended before it has. */
static int wait_for_end(const struct tare_child *child, pid_t pid, int pid_fd)
{
    int64_t left_ms =
        child->limit_s > 0 ? INT64_C(1000) * child->limit_s : INT64_MAX;

    while (!has_ended(pid)) {
        left_ms -= sleep_a_slice(pid_fd);
        tare_signals_answer();
        if (tare_signals_stop_wanted())
            stop_with_us(pid);
        if (!child->is_clean_up && tare_signals_end_wanted())
            return 128 + tare_signals_number();
        if (left_ms <= 0)
            return TARE_CHILD_LATE;
    }
    return 0;
}

/* Runs it with these streams, and leaves nothing of it: no process of its group,
 * and none that has left that. */
static int run(const struct tare_child *child, const struct streams *streams,
               int *status, struct tare_err *err)
{
    int error, pid_fd, ended;
    pid_t pid;

    tare_orphans_adopt();
    error = spawn(&pid, child, streams);
    if (error != 0) {
        tare_fail_with(err, TARE_EBENCH, "%s: cannot be run: %s",
                       child->argv[0], strerror(error));
        errno = error;
        return TARE_EBENCH;
    }
    pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    ended = wait_for_end(child, pid, pid_fd);
    if (ended != 0)
        end_group(pid, pid_fd);
    if (pid_fd >= 0)
        close(pid_fd);
    kill(-pid, SIGKILL);
    *status = SIGKILL; /* should it not be to be reaped */
    tare_orphans_reap(pid, status);
    tare_orphans_end();
    return ended;
}

/* ---- what it says -------------------------------------------------------- */

/* A file in memory, so that whoever writes need not be listened to. */
static int open_capture(const struct tare_buf *wanted)
{
    int fd = wanted != NULL
                 ? memfd_create("tare-capture", MFD_CLOEXEC | MFD_ALLOW_SEALING)
                 : -1;

    /* what prints without end gets an error, and we keep our memory */
    if (fd >= 0 && ftruncate(fd, CAPTURE_MAX) == 0)
        fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK);
    return fd;
}

static void take_capture(struct tare_buf *buf, int fd)
{
    char bytes[4096];
    off_t offset = 0, end;
    ssize_t size = 1;

    if (fd < 0)
        return;
    end = lseek(fd, 0, SEEK_CUR); /* it is shared with who has written */
    while (offset < end && size > 0) {
        size_t want = end - offset < (off_t)sizeof bytes
                          ? (size_t)(end - offset)
                          : sizeof bytes;

        size = pread(fd, bytes, want, offset);
        if (size > 0)
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
    int error = errno;

    take_capture(child->output, streams.out);
    take_capture(child->errors, streams.err);
    errno = error;
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
        tare_buf_printf(text, "signal %d (%s)", WTERMSIG(status),
                        tare_signal_name(WTERMSIG(status)));
    else
        tare_buf_printf(text, "status %d", WEXITSTATUS(status));
}

void tare_child_quote(struct tare_buf *command, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";

    if (*text != '\0' && text[strspn(text, plain)] == '\0') {
        tare_buf_puts(command, text);
        return;
    }
    tare_buf_puts(command, "'");
    for (; *text != '\0'; text++)
        if (*text == '\'')
            tare_buf_puts(command, "'\\''");
        else
            tare_buf_add(command, text, 1);
    tare_buf_puts(command, "'");
}
