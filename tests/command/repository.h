/* SPDX-License-Identifier: MIT */
/* Real git repositories in a scratch folder, for the tests of worktrees. */
#ifndef TARE_TESTS_COMMAND_REPOSITORY_H
#define TARE_TESTS_COMMAND_REPOSITORY_H

#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

static char base[] = "/tmp/tare-worktree-test-XXXXXX";
static const char *missing; /* why nothing can be tested */

/* Runs a line of shell; its exit status. */
static inline int shell(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static inline int shell(const char *format, ...)
{
    char line[2048];
    va_list arguments;
    int status;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static inline void clean_up(void)
{
    shell("cd / && chmod -R u+rwX %s && rm -rf %s", base, base);
}

/* A repository of two commits, the first tagged, in BASE/repo; places for
 * temporary files in BASE/tmp; nothing of the user's settings. */
static inline void prepare(void)
{
    char path[128];

    if (mkdtemp(base) == NULL || shell("git --version >/dev/null 2>&1") != 0) {
        missing = "no git here";
        return;
    }
    atexit(clean_up);
    snprintf(path, sizeof path, "%s/tmp", base);
    setenv("TMPDIR", path, 1);
    setenv("HOME", base, 1);
    unsetenv("GIT_DIR"); /* should the tests run in a hook */
    unsetenv("GIT_INDEX_FILE");
    unsetenv("GIT_WORK_TREE");
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_AUTHOR_NAME", "Tester", 1);
    setenv("GIT_AUTHOR_EMAIL", "tester@example.org", 1);
    setenv("GIT_COMMITTER_NAME", "Tester", 1);
    setenv("GIT_COMMITTER_EMAIL", "tester@example.org", 1);
    if (shell("cd %s && mkdir tmp && git init -q repo && cd repo &&"
              "mkdir -p sub/dir && echo one >value && echo in >sub/dir/value &&"
              "git add . && git commit -qm one && git tag first &&"
              "mkdir late && echo two >value && echo x >late/x &&"
              "git add . && git commit -qm two",
              base) != 0)
        missing = "git cannot make a repository here";
}

/* Goes to a folder of BASE, once all is prepared. */
static inline void enter(const char *folder)
{
    static int is_prepared;
    char path[256];

    if (!is_prepared)
        prepare();
    is_prepared = 1;
    snprintf(path, sizeof path, "%s/%s", base, folder);
    if (missing == NULL && chdir(path) != 0)
        missing = "no scratch folder";
}

#define ENTER(folder)                                                          \
    do {                                                                       \
        enter(folder);                                                         \
        if (missing != NULL)                                                   \
            SKIP(missing);                                                     \
    } while (0)

/* One worktree, and no folder of ours in any place. */
static inline void check_nothing_left(void)
{
    CHECK_INT(shell("test \"$(git worktree list | wc -l)\" = 1"), 0);
    CHECK_INT(shell("test -z \"$(ls %s/tmp)\"", base), 0);
}

#endif
