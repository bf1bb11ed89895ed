/* SPDX-License-Identifier: MIT */
#include "harness/launch/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/bench/axes.h"
#include "harness/bench/bench.h"
#include "harness/bench/builtin.h"
#include "harness/machine/clock.h"
#include "harness/machine/cpus.h"
#include "harness/machine/descriptor.h"
#include "harness/bench/fault.h"
#include "harness/launch/loaded.h"
#include "harness/launch/messages.h"
#include "harness/launch/profile_messages.h"
#include "harness/bench/registry.h"
#include "harness/bench/wire.h"
#include "store/path.h"

struct remote {
    struct tare_conductor conductor; /* first, so that the two convert */
    int channel;
    dev_t device; /* of the channel, to notice when it is not ours any more */
    ino_t inode;
    pid_t pid; /* a child of the benchmark's own has another */
    uint64_t opened_ns;
    uint64_t built_ns; /* since then, in which fixtures were built */
    struct tare_loaded_list loaded;
};

/* ---- the channel --------------------------------------------------------- */

/* Code under test may have closed our descriptor, and opened a file of its own
 * under the number: never write into that. */
static void check_channel(const struct remote *remote)
{
    struct stat facts;

    if (fstat(remote->channel, &facts) == 0 && facts.st_dev == remote->device &&
        facts.st_ino == remote->inode)
        return;
    fprintf(stderr,
            "tare: the benchmark closed file descriptor %d, which the launch "
            "needs to report\n",
            remote->channel);
    fflush(stderr);
    _exit(TARE_EXIT_UNREACHABLE);
}

static void send_message(const struct remote *remote,
                         struct tare_message *message)
{
    check_channel(remote);
    if (tare_message_send(remote->channel, message) < 0)
        _exit(errno == EMSGSIZE || errno == ENOBUFS
                  ? TARE_EXIT_TOO_LONG
                  : TARE_EXIT_UNREACHABLE); /* the coordinator is gone */
    tare_message_release(message);
}

static void receive_message(const struct remote *remote,
                            struct tare_message *message)
{
    check_channel(remote);
    if (tare_message_receive(remote->channel, message, 0) != TARE_RECEIVED)
        _exit(TARE_EXIT_UNREACHABLE);
}

/* ---- the conductor ------------------------------------------------------- */

/* In as many messages as it takes. */
static void send_profile(const struct remote *remote,
                         const struct tare_profile *profile)
{
    size_t from = 0;

    if (profile->launch_count == 0)
        return;
    do {
        struct tare_message message = { .word = TARE_WORD_PROFILE };

        from = tare_put_profile(&message, profile, from);
        send_message(remote, &message);
    } while (from < profile->node_count);
}

static int next_request(struct tare_conductor *self,
                        const struct tare_results *done,
                        struct tare_request *request)
{
    struct remote *remote = (struct remote *)self;
    struct tare_message message = { .word = TARE_WORD_READY };
    int more;

    if (done == NULL) {
        tare_put_double(&message,
                        (double)(tare_clock_now_ns() - remote->opened_ns -
                                 remote->built_ns));
    } else {
        send_profile(remote, &done->profile);
        message.word = TARE_WORD_RESULTS;
        tare_put_results(&message, done);
    }
    send_message(remote, &message);
    if (getpid() != remote->pid)
        _exit(0); /* a forked copy: the coordinator has seen our number */
    receive_message(remote, &message);
    more = message.word == TARE_WORD_RUN;
    if (more)
        tare_get_request(&message, request);
    else
        tare_loaded_note(&remote->loaded); /* before it is torn down */
    tare_message_release(&message);
    return more && request->count > 0;
}

static void leave(struct tare_conductor *self, enum tare_leave how,
                  const char *reason) __attribute__((noreturn));

static void leave(struct tare_conductor *self, enum tare_leave how,
                  const char *reason)
{
    struct remote *remote = (struct remote *)self;
    struct tare_message message = { .word = how == TARE_LEAVE_SKIPPED
                                                ? TARE_WORD_SKIPPED
                                                : TARE_WORD_FAILED };

    while (how == TARE_LEAVE_WITH_OTHERS)
        pause(); /* that thread is about to end the process */
    tare_put_text(&message, reason);
    send_message(remote, &message);
    if (gettid() == getpid())
        exit(0); /* not _exit: coverage and profiles are written at exit */
    _exit(0);
}

static int find_fixture(struct tare_conductor *self, const char *name,
                        size_t size, int *is_built)
{
    struct remote *remote = (struct remote *)self;
    struct tare_message message = { .word = TARE_WORD_FIXTURE };
    char *path;
    int fd;

    tare_put_fixture(&message, name, size);
    send_message(remote, &message);
    receive_message(remote, &message);
    path = tare_get_built(&message, is_built);
    fd = path != NULL ? open(path, (*is_built ? O_RDONLY : O_RDWR) | O_CLOEXEC)
                      : -1;
    if (fd < 0)
        fd = -errno;
    free(path);
    tare_message_release(&message);
    return fd;
}

static void tell_built(struct tare_conductor *self, uint64_t elapsed_ns)
{
    struct remote *remote = (struct remote *)self;
    struct tare_message message = { .word = TARE_WORD_BUILT };

    remote->built_ns += elapsed_ns;
    send_message(remote, &message);
}

/* ---- serving ------------------------------------------------------------- */

/* The launch must not outlive its coordinator, or fill the disk with cores. */
static void settle_process(void)
{
    struct rlimit no_core = { 0, 0 };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &no_core);
    setvbuf(stdout, NULL, _IOLBF, 0); /* the last words count */
}

static void list_cases(const struct remote *remote)
{
    const struct tare_entry_ *entry = tare_registry_first();
    struct tare_message message = { 0 };

    for (size_t i = 0; entry != NULL; i++, entry = entry->next) {
        struct tare_err err = { 0 };
        size_t count = tare_registry_cases(entry, &err);

        if (count == 0 || tare_suite_check_options(entry, &err) < 0) {
            message.word = TARE_WORD_FAILED;
            tare_put_text(&message, err.text);
            send_message(remote, &message);
            return;
        }
        for (size_t j = 0; j < count; j++) {
            struct tare_suite_case c;

            message.word = TARE_WORD_CASE;
            tare_suite_describe(&c, entry, i, j);
            tare_put_case(&message, &c);
            send_message(remote, &message);
            tare_suite_case_release(&c);
        }
    }
    message.word = TARE_WORD_END;
    send_message(remote, &message);
}

/* The benchmark that is meant, with its case's identity. */
static const struct tare_entry_ *find_case(struct remote *remote,
                                           const struct tare_opening *opening,
                                           struct tare_identity *identity)
{
    const struct tare_entry_ *entry =
        tare_builtin_entry(opening->entry, opening->index, identity);

    if (entry != NULL)
        return entry;
    entry = tare_registry_at(opening->entry);
    if (entry != NULL) {
        tare_registry_identity(entry, opening->index, identity);
        if (opening->id != NULL && strcmp(identity->id, opening->id) == 0)
            return entry;
    }
    leave(&remote->conductor, TARE_LEAVE_FAILED,
          "it is registered differently each time the program starts");
}

static void run_case(struct remote *remote, struct tare_message *message)
{
    struct tare_threads threads = { .conductor = &remote->conductor };
    struct tare_opening opening = { 0 };
    struct tare_identity identity;
    const struct tare_entry_ *entry;
    struct tare_message done = { .word = TARE_WORD_DONE };
    char reason[300];

    tare_get_opening(message, &opening);
    tare_cpus_bind_one(opening.cpu);
    entry = find_case(remote, &opening, &identity);
    tare_threads_init(&threads, entry, &identity);
    if (tare_threads_open_meters(&threads, &opening.wanted, reason,
                                 sizeof reason) < 0)
        leave(&remote->conductor, TARE_LEAVE_FAILED, reason);
    threads.clock_cost_ns = opening.clock_cost_ns;
    threads.slowdown = opening.slowdown;
    threads.seed = opening.seed;
    tare_disturb_open(&threads.disturb_source, opening.cpu);
    remote->opened_ns = tare_clock_now_ns();
    tare_threads_run(&threads, entry);
    if (getpid() != remote->pid)
        _exit(0);
    if (opening.seed != 0 && threads.is_drawn)
        threads.results.has_result = 0; /* other launches had other inputs */
    tare_results_late(&threads.results);
    tare_put_done(&done, &threads.work, &threads.results);
    tare_loaded_note(&remote->loaded);
    tare_put_loaded(&done, &remote->loaded);
    send_message(remote, &done);
    tare_threads_release(&threads);
    tare_identity_release(&identity);
    free(opening.id);
    free(opening.events);
}

/* Alone, or, where another program starts the launch, at the end of a path. */
static int is_launch_name(const char *name)
{
    return strcmp(tare_path_name(name), TARE_LAUNCH_NAME) == 0;
}

static int is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

int tare_remote_is_launch(void)
{
    return getenv(TARE_LAUNCH_MARK) != NULL;
}

int tare_remote_channel(int argc, char **argv)
{
    if (argc != 2 || !is_launch_name(argv[0]) || !is_number(argv[1]))
        return -1;
    return atoi(argv[1]);
}

int tare_remote_serve(int channel)
{
    struct remote remote = { 0 };
    struct tare_message message = { .word = TARE_WORD_HELLO };
    struct stat facts;

    unsetenv(TARE_LAUNCH_MARK); /* what it starts is none */
    tare_axes_inherit();
    remote.conductor.next = next_request;
    remote.conductor.leave = leave;
    remote.conductor.find = find_fixture;
    remote.conductor.built = tell_built;
    settle_process();
    remote.channel = tare_fd_out_of_the_way(channel);
    remote.pid = getpid();
    if (fstat(remote.channel, &facts) != 0)
        return TARE_EXIT_UNREACHABLE;
    remote.device = facts.st_dev;
    remote.inode = facts.st_ino;
    tare_loaded_begin(&remote.loaded);
    tare_fault_watch(remote.channel);
    send_message(&remote, &message);
    receive_message(&remote, &message);
    if (message.word == TARE_WORD_LIST)
        list_cases(&remote);
    else if (message.word == TARE_WORD_OPEN)
        run_case(&remote, &message);
    tare_message_release(&message);
    tare_loaded_release(&remote.loaded);
    return 0;
}
