/* SPDX-License-Identifier: MIT */
/* Worktrees of a process that is asked to end, stopped, or killed. */
#include <errno.h>
#include <signal.h>

#include "command/worktree.h"
#include "tests/command/repository.h"

/* Waits for a file that somebody else makes; 0 when it never comes. */
static int appears(const char *path)
{
    for (int i = 0; i < 1000; i++) {
        if (access(path, F_OK) == 0)
            return 1;
        usleep(10000);
    }
    return 0;
}

/* How the kernel calls the state of a process; 'Z' when it is no more. */
static char state_of(pid_t pid)
{
    char path[64], state = 'Z';
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    file = fopen(path, "r");
    if (file == NULL)
        return 'Z';
    if (fscanf(file, "%*d %*s %c", &state) != 1)
        state = 'Z';
    fclose(file);
    return state;
}

/* Waits for it to get into that state; 0 when it never does. */
static int becomes(pid_t pid, char state)
{
    for (int i = 0; i < 1000; i++) {
        if (state_of(pid) == state)
            return 1;
        usleep(10000);
    }
    return 0;
}

/* Adds a worktree of a revision and builds there, in a process of its own
 * that removes it and exits as a verb would. */
static pid_t build_elsewhere(const char *revision, const char *command)
{
    pid_t pid = fork();

    if (pid == 0) {
        struct tare_worktree worktree = { 0 };
        int status;

        signal(SIGINT, SIG_DFL); /* which jobs in the background ignore, */
        signal(SIGHUP, SIG_DFL); /* and those of nohup */
        status = tare_worktree_add(&worktree, revision, NULL);

        if (status == 0)
            status = tare_worktree_build(&worktree, NULL, command, NULL);
        tare_worktree_remove(&worktree);
        _exit(status < 0 ? -status : status);
    }
    return pid;
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static pid_t read_pid(const char *path)
{
    FILE *file = fopen(path, "r");
    int pid = 0;

    CHECK(file != NULL && fscanf(file, "%d", &pid) == 1);
    if (file != NULL)
        fclose(file);
    return (pid_t)pid;
}

/* Says who it is, and would go on for a long time. */
#define ENDLESS                                                                \
    "echo $$ >\"$TMPDIR/../pid.new\" && "                                      \
    "mv \"$TMPDIR/../pid.new\" \"$TMPDIR/../pid\"; "
#define SLEEPING ENDLESS "sleep 1000 & wait"

static void check_ended_by(int signal_number, const char *command, int times)
{
    pid_t pid, builder;
    int status;

    CHECK_INT(shell("rm -f ../pid"), 0);
    pid = build_elsewhere("first", command);
    CHECK(appears("../pid"));
    builder = read_pid("../pid");
    for (int i = 0; i < times; i++) {
        kill(pid, signal_number);
        usleep(200000);
    }
    status = wait_for(pid);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 128 + signal_number);
    CHECK(becomes(builder, 'Z'));
    check_nothing_left();
}

TEST(asked_to_end_the_build_is_ended_and_nothing_is_left)
{
    ENTER("repo");
    check_ended_by(SIGINT, SLEEPING, 1);
    check_ended_by(SIGTERM, SLEEPING, 1);
    check_ended_by(SIGHUP, SLEEPING, 1);
}

TEST(a_build_that_does_not_listen_is_ended_when_asked_twice)
{
    ENTER("repo");
    check_ended_by(SIGINT,
                   "trap '' TERM INT; " ENDLESS "while :; do sleep 1; done", 2);
}

TEST(asked_to_end_what_has_left_the_session_of_the_build_is_ended_too)
{
    ENTER("repo");
    check_ended_by(SIGINT, "setsid sh -c '" SLEEPING "' & wait", 1);
}

TEST(stopped_the_build_stops_too_and_goes_on_when_continued)
{
    pid_t pid, builder;

    ENTER("repo");
    CHECK_INT(shell("rm -f ../pid && mkfifo ../go"), 0);
    pid = build_elsewhere("first", ENDLESS "read -r word <\"$TMPDIR/../go\"");
    CHECK(appears("../pid"));
    builder = read_pid("../pid");
    CHECK(becomes(builder, 'S'));
    kill(pid, SIGTSTP);
    CHECK(becomes(builder, 'T'));
    CHECK(becomes(pid, 'T'));
    kill(pid, SIGCONT);
    CHECK_INT(shell("timeout 20 sh -c 'echo go >../go'"), 0);
    CHECK_INT(wait_for(pid), 0);
    check_nothing_left();
}

TEST(killed_the_build_ends_and_the_next_one_removes_what_is_left)
{
    struct tare_worktree next = { 0 };
    pid_t pid, builder;

    ENTER("repo");
    CHECK_INT(shell("rm -f ../pid"), 0);
    pid = build_elsewhere("first", SLEEPING);
    CHECK(appears("../pid"));
    builder = read_pid("../pid");
    kill(pid, SIGKILL);
    wait_for(pid);
    CHECK(becomes(builder, 'Z'));
    CHECK_INT(shell("test \"$(git worktree list | wc -l)\" = 2"), 0);
    CHECK_INT(tare_worktree_add(&next, "HEAD", NULL), 0);
    CHECK_INT(shell("test \"$(git worktree list | wc -l)\" = 2"), 0);
    tare_worktree_remove(&next);
    check_nothing_left();
}

TEST(what_was_left_elsewhere_is_found_through_the_repository)
{
    struct tare_worktree next = { 0 };
    char *before;
    char path[128];
    pid_t pid;

    ENTER("repo");
    CHECK_INT(shell("rm -f ../pid; mkdir ../other"), 0);
    before = strdup(getenv("TMPDIR"));
    snprintf(path, sizeof path, "%s/other", base);
    setenv("TMPDIR", path, 1);
    pid = build_elsewhere("first", SLEEPING);
    CHECK(appears("../pid"));
    kill(pid, SIGKILL);
    wait_for(pid);
    setenv("TMPDIR", before, 1);
    free(before);
    CHECK_INT(tare_worktree_add(&next, "HEAD", NULL), 0);
    CHECK_INT(shell("test -z \"$(ls ../other)\" && rmdir ../other"), 0);
    tare_worktree_remove(&next);
    check_nothing_left();
}

TEST(killed_at_any_moment_the_next_one_removes_what_is_left)
{
    struct tare_worktree next = { 0 };

    ENTER("repo");
    for (useconds_t pause = 0; pause < 60000; pause += 4000) {
        pid_t pid = build_elsewhere("first", "sleep 0.02");

        usleep(pause);
        kill(pid, SIGKILL);
        wait_for(pid);
    }
    usleep(2000000); /* a git that was under way may still finish, and on a
                        busy machine takes its time */
    shell("for i in $(seq 100); do pgrep -x git >/dev/null || break; "
          "sleep 0.1; done");
    /* what was not marked yet is let be for a minute */
    shell("touch -c -d '2 minutes ago' %s/tmp/* 2>/dev/null", base);
    CHECK_INT(tare_worktree_add(&next, "HEAD", NULL), 0);
    tare_worktree_remove(&next);
    check_nothing_left();
}

TEST(asked_to_end_at_any_moment_nothing_is_left)
{
    ENTER("repo");
    for (useconds_t pause = 0; pause < 60000; pause += 4000) {
        pid_t pid = build_elsewhere("first", "sleep 0.02");

        usleep(pause);
        kill(pid, pause / 4000 % 2 == 0 ? SIGINT : SIGTERM);
        wait_for(pid);
        check_nothing_left();
    }
}

TESTS(RUN(asked_to_end_the_build_is_ended_and_nothing_is_left),
      RUN(a_build_that_does_not_listen_is_ended_when_asked_twice),
      RUN(asked_to_end_what_has_left_the_session_of_the_build_is_ended_too),
      RUN(stopped_the_build_stops_too_and_goes_on_when_continued),
      RUN(killed_the_build_ends_and_the_next_one_removes_what_is_left),
      RUN(what_was_left_elsewhere_is_found_through_the_repository),
      RUN(killed_at_any_moment_the_next_one_removes_what_is_left),
      RUN(asked_to_end_at_any_moment_nothing_is_left))
