/* SPDX-License-Identifier: MIT */
#include "harness/launch/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/machine/clock.h"
#include "harness/launch/crash.h"
#include "harness/launch/environment.h"
#include "harness/launch/launcher.h"
#include "harness/launch/remote.h"
#include "store/alloc.h"
#include "store/orphans.h"
#include "store/signal_name.h"
#include "store/signals.h"
#include "store/spawn.h"
#include "store/utf8.h"

enum {
    CHANNEL_IN_LAUNCH = 3,
    SLICE_MS = 100,
    GRACE_MS = 500,
    BUSY_TRIES = 100,
    BUSY_WAIT_US = 2000
};

void tare_launch_blame(struct tare_launched *launched, enum tare_status status,
                       const char *format, ...)
{
    va_list arguments;

    if (launched->end.status != TARE_STATUS_OK || launched->end.is_void)
        return;
    launched->end.status = status;
    va_start(arguments, format);
    vsnprintf(launched->end.reason, sizeof launched->end.reason, format,
              arguments);
    va_end(arguments);
}

/* ---- starting ------------------------------------------------------------ */

static void add_word(char ***words, size_t *count, const char *word)
{
    *TARE_ADD(*words, *count) = word != NULL ? tare_strdup(word) : NULL;
}

/* The words to execute and the number of the channel; array and strings are
 * returned, or NULL with an error. */
static char **make_arguments(const struct tare_start *start,
                             struct tare_err *err)
{
    const char *const *rest = start->command;
    char **words = NULL;
    char number[4];
    size_t count = 0;

    if (tare_launcher_text() != NULL && rest != NULL)
        words = tare_launcher_words_around(*rest++, &count);
    else if (tare_launcher_text() != NULL)
        words = tare_launcher_words(start->exec, &count, err);
    else if (rest == NULL)
        add_word(&words, &count, TARE_LAUNCH_NAME);
    if (tare_launcher_text() != NULL && words == NULL)
        return NULL;
    while (rest != NULL && *rest != NULL)
        add_word(&words, &count, *rest++);
    snprintf(number, sizeof number, "%d", CHANNEL_IN_LAUNCH);
    add_word(&words, &count, number);
    add_word(&words, &count, NULL);
    return words;
}

static void release_arguments(char **words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        free(words[i]);
    free(words);
}

/* What is executed, which is not always what it is told to be called. */
static const char *find_file(const struct tare_start *start, char **words)
{
    return start->command == NULL && tare_launcher_text() == NULL ? start->exec
                                                                  : words[0];
}

/* A file that was just written is busy as long as a process that another
 * thread has forked meanwhile still has it open: a moment. */
static int spawn_patiently(pid_t *pid, const char *exec,
                           const posix_spawn_file_actions_t *actions,
                           char **argv, char **environment)
{
    int error = ETXTBSY;

    for (int i = 0; i < BUSY_TRIES && error == ETXTBSY; i++) {
        if (i > 0)
            usleep(BUSY_WAIT_US);
        error = tare_spawn(pid, exec, POSIX_SPAWN_SETPGROUP, actions, argv,
                           environment);
    }
    return error;
}

/* A process has the addresses that the thread which started it would get.
 * Where that may not be asked for, they are drawn as ever. */
static int spawn_steadily(pid_t *pid, const char *exec,
                          const posix_spawn_file_actions_t *actions,
                          char **argv, char **environment)
{
    int before = personality(0xffffffff); /* asks */
    int error;

    if (before >= 0)
        personality((unsigned long)before | ADDR_NO_RANDOMIZE);
    error = spawn_patiently(pid, exec, actions, argv, environment);
    if (before >= 0)
        personality((unsigned long)before);
    return error;
}

static int spawn(pid_t *pid, const struct tare_start *start, char **argv,
                 int channel, int output)
{
    struct tare_environment environment;
    posix_spawn_file_actions_t actions;
    int error;

    tare_environment_make(&environment, start);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, output, 2);
    posix_spawn_file_actions_adddup2(&actions, channel, CHANNEL_IN_LAUNCH);
    error = (start->is_steady ? spawn_steadily : spawn_patiently)(
        pid, find_file(start, argv), &actions, argv, environment.list);
    posix_spawn_file_actions_destroy(&actions);
    tare_environment_release(&environment);
    return error;
}

/* Of which our end is never waited for. */
static int make_pipe(int pipes[2])
{
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return -1;
    if (fcntl(pipes[0], F_SETFL, O_NONBLOCK) == 0)
        return 0;
    close(pipes[0]);
    close(pipes[1]);
    return -1;
}

static int refuse_start(const char *launcher, char **argv, int error,
                        struct tare_err *err)
{
    if (launcher == NULL && error == ENOEXEC)
        return tare_fail_with(err, TARE_EBENCH,
                              "cannot execute it: %s; if it is for another "
                              "processor, name an emulator with --launcher",
                              strerror(error));
    if (launcher == NULL)
        return tare_fail_with(err, TARE_EBENCH, "cannot start a launch: %s",
                              strerror(error));
    return tare_fail_with(err, TARE_EBENCH,
                          "--launcher: cannot start %.200s: %s", argv[0],
                          strerror(error));
}

static int start(struct tare_launched *launched, const struct tare_start *start,
                 char **argv, struct tare_err *err)
{
    int sockets[2], pipes[2];
    int error;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        return tare_fail_with(err, TARE_EBENCH, "cannot make a socket: %s",
                              strerror(errno));
    if (make_pipe(pipes) != 0) {
        error = errno;
        close(sockets[0]);
        close(sockets[1]);
        return tare_fail_with(err, TARE_EBENCH, "cannot make a pipe: %s",
                              strerror(error));
    }
    tare_message_ask_process(sockets[0]);
    error = spawn(&launched->pid, start, argv, sockets[1], pipes[1]);
    close(sockets[1]);
    close(pipes[1]);
    launched->channel = sockets[0];
    launched->output = pipes[0];
    if (error != 0) {
        close(launched->channel);
        close(launched->output);
        return refuse_start(launched->launcher, argv, error, err);
    }
    launched->pid_fd = (int)syscall(SYS_pidfd_open, launched->pid, 0);
    return 0;
}

int tare_launch_start(struct tare_launched *launched,
                      const struct tare_start *how, struct tare_err *err)
{
    char **argv = make_arguments(how, err);
    int status;

    *launched = (struct tare_launched){ .pid_fd = -1,
                                        .launcher = tare_launcher_text() };
    if (argv == NULL)
        return TARE_EBENCH;
    status = start(launched, how, argv, err);
    release_arguments(argv);
    return status;
}

/* ---- its output ---------------------------------------------------------- */

static void keep_tail(struct tare_launched *launched, const char *bytes,
                      size_t size)
{
    for (size_t i = 0; i < size; i++)
        launched->tail[launched->tail_total++ % TARE_OUTPUT_TAIL] = bytes[i];
}

/* Takes what is there, but no more than a pipe holds at a time, so that a
 * launch that prints for ever is still seen to the clock. */
static void drain_output(struct tare_launched *launched)
{
    char bytes[4096];

    for (int i = 0; launched->output >= 0 && i < 16; i++) {
        ssize_t size = read(launched->output, bytes, sizeof bytes);

        if (size == 0) {
            close(launched->output);
            launched->output = -1;
        }
        if (size <= 0)
            return;
        keep_tail(launched, bytes, (size_t)size);
        if (launched->echo)
            fwrite(bytes, 1, (size_t)size, stderr);
    }
}

char *tare_launch_output(const struct tare_launched *launched)
{
    size_t total = launched->tail_total;
    size_t size = total < TARE_OUTPUT_TAIL ? total : TARE_OUTPUT_TAIL;
    char text[TARE_OUTPUT_TAIL + 1];

    if (size == 0)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        char byte = launched->tail[(total - size + i) % TARE_OUTPUT_TAIL];

        text[i] = byte != '\0' ? byte : ' ';
    }
    text[size] = '\0';
    return tare_utf8_clean(text);
}

/* ---- ending -------------------------------------------------------------- */

/* Looks whether the process has exited, or has stopped, which it has no
 * business to do. */
static void look_at_process(struct tare_launched *launched)
{
    int status;

    if (launched->has_exited ||
        waitpid(launched->pid, &status, WNOHANG | WUNTRACED) != launched->pid)
        return;
    if (WIFSTOPPED(status)) {
        tare_launch_blame(launched, TARE_STATUS_CRASHED,
                          "stopped by signal %d (%s)", WSTOPSIG(status),
                          tare_signal_name(WSTOPSIG(status)));
        return;
    }
    launched->has_exited = 1;
    launched->wait_status = status;
}

static void wait_for_exit(struct tare_launched *launched, int limit_ms)
{
    uint64_t end_ns = tare_clock_now_ns() + (uint64_t)limit_ms * 1000000u;

    look_at_process(launched);
    while (!launched->has_exited && tare_clock_now_ns() < end_ns &&
           tare_signals_end_wanted() < 2) {
        struct pollfd polled[2] = { { launched->pid_fd, POLLIN, 0 },
                                    { launched->output, POLLIN, 0 } };

        poll(polled, 2, launched->pid_fd >= 0 ? SLICE_MS : 1);
        tare_signals_answer();
        drain_output(launched);
        look_at_process(launched);
    }
}

/* It is another user's, or the kernel holds it: whoever may has to end it. */
static void give_up(struct tare_launched *launched, int is_foreign)
{
    launched->end = (struct tare_end){ 0 };
    tare_launch_blame(launched, TARE_STATUS_FAILED,
                      "cannot be ended, and still runs as process %ld: %s",
                      (long)launched->pid,
                      is_foreign
                          ? "it runs as another user, who must end it"
                          : "it was killed, but the kernel has not ended it");
}

/* Asks first, then insists. */
static void kill_process(struct tare_launched *launched)
{
    int is_foreign;

    if (launched->has_exited)
        return;
    kill(-launched->pid, SIGTERM);
    kill(-launched->pid, SIGCONT); /* or a stopped one would not hear */
    wait_for_exit(launched, GRACE_MS);
    if (launched->has_exited)
        return;
    kill(-launched->pid, SIGKILL);
    /* should it have left its group */
    is_foreign = kill(launched->pid, SIGKILL) != 0 && errno == EPERM;
    launched->has_exited = 1;
    if (!tare_orphans_reap(launched->pid, &launched->wait_status))
        give_up(launched, is_foreign);
}

void tare_launch_finish(struct tare_launched *launched, double limit_s)
{
    if (launched->is_done ||
        (launched->end.status == TARE_STATUS_OK && !launched->end.is_void)) {
        wait_for_exit(launched, (int)(limit_s * 1000));
        if (launched->has_exited)
            tare_crash_judge(launched);
        else
            tare_launch_blame(launched, TARE_STATUS_TIMED_OUT,
                              "did not exit within %g s after it was done",
                              limit_s);
    }
    kill_process(launched);
    tare_crash_blame_orphans(launched);
    drain_output(launched);
    close(launched->channel);
    if (launched->output >= 0)
        close(launched->output);
    if (launched->pid_fd >= 0)
        close(launched->pid_fd);
    launched->channel = launched->output = launched->pid_fd = -1;
}

/* ---- talking ------------------------------------------------------------- */

int tare_launch_send(struct tare_launched *launched,
                     const struct tare_message *message)
{
    if (tare_message_send(launched->channel, message) == 0)
        return 0;
    if (errno != EPIPE && errno != ECONNRESET)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "cannot be sent its instructions: %s",
                          strerror(errno));
    return -1;
}

/* Whether it came from the process that said hello.  That is the one we have
 * started, unless a launcher has: it may have forked. */
static int is_from_launch(struct tare_launched *launched,
                          const struct tare_message *message)
{
    if (launched->speaker == 0) {
        launched->speaker =
            launched->launcher != NULL ? message->sender : launched->pid;
        launched->process = message->process;
    }
    return message->sender == launched->speaker;
}

/* 1 for a message to hand on, 0 for nothing yet, -1 for none any more. */
static int take_message(struct tare_launched *launched,
                        struct tare_message *message)
{
    enum tare_received got =
        tare_message_receive(launched->channel, message, MSG_DONTWAIT);

    if (got == TARE_RECEIVED_GARBAGE)
        tare_launch_blame(
            launched, TARE_STATUS_FAILED,
            "wrote %zu bytes to file descriptors that are not its own%s",
            message->body.size,
            launched->launcher != NULL
                ? ", or its launcher did or changed what it wrote"
                : "");
    if (got == TARE_RECEIVED_VERSION &&
        message->body.size == __builtin_bswap32(TARE_WIRE_VERSION))
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "is for a processor with another order of bytes: "
                          "run tare itself under the emulator");
    else if (got == TARE_RECEIVED_VERSION)
        tare_launch_blame(launched, TARE_STATUS_FAILED,
                          "uses version %zu of the launch protocol, but this "
                          "tare uses %d: rebuild it",
                          message->body.size, TARE_WIRE_VERSION);
    if (got == TARE_RECEIVED_NOTHING)
        return 0;
    if (got != TARE_RECEIVED)
        return -1;
    if (!is_from_launch(launched, message)) {
        tare_launch_blame(
            launched, TARE_STATUS_FAILED,
            "forked, and the child returned to the measured loop");
        return -1;
    }
    if (message->word == TARE_WORD_FAULT) {
        launched->has_overflowed = tare_get_u64(message) == 1;
        return 0;
    }
    launched->is_done |=
        message->word == TARE_WORD_DONE || message->word == TARE_WORD_SKIPPED ||
        message->word == TARE_WORD_FAILED || message->word == TARE_WORD_END;
    return 1;
}

/* Whether the outside wants us to end or stop now. */
static int is_called_off(struct tare_launched *launched)
{
    if (tare_signals_end_wanted() < 2 && !tare_signals_stop_wanted())
        return 0;
    launched->end.is_void = 1;
    return 1;
}

/* Sleeps until something happens, a slice at most; the seconds that count: a
 * slice that took longer means that we were stopped ourselves. */
static double wait_a_slice(struct tare_launched *launched)
{
    struct pollfd polled[3] = { { launched->channel, POLLIN, 0 },
                                { launched->output, POLLIN, 0 },
                                { launched->pid_fd, POLLIN, 0 } };
    uint64_t begin_ns = tare_clock_now_ns();
    double spent_s;

    poll(polled, 3, launched->pid_fd >= 0 ? SLICE_MS : 10);
    spent_s = (double)(tare_clock_now_ns() - begin_ns) * 1e-9;
    return spent_s < 1 ? spent_s : SLICE_MS * 1e-3;
}

int tare_launch_receive(struct tare_launched *launched,
                        struct tare_message *message, double limit_s)
{
    double left_s = limit_s;

    while (!is_called_off(launched)) {
        int had_exited = launched->has_exited;
        int got = take_message(launched, message);

        if (got != 0)
            return got > 0;
        drain_output(launched);
        look_at_process(launched);
        if (launched->end.status != TARE_STATUS_OK)
            return 0;
        if (had_exited) /* and nothing came after that */
            return 0;
        if (launched->has_exited)
            continue;
        if (left_s <= 0) {
            tare_launch_blame(launched, TARE_STATUS_TIMED_OUT,
                              "no response for %g s (--timeout, or .timeout_s "
                              "of the benchmark)",
                              limit_s);
            return 0;
        }
        left_s -= wait_a_slice(launched);
        tare_signals_answer();
    }
    return 0;
}
