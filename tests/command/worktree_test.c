/* SPDX-License-Identifier: MIT */
/* Other revisions in worktrees: built, used, removed, refused. */
#include "command/worktree.h"
#include "tests/command/repository.h"

/* ---- the ordinary way ---------------------------------------------------- */

#define BUILD "mkdir -p out && cp value out/tool && chmod +x out/tool"

TEST(a_revision_is_checked_out_built_and_removed)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };
    char *path, folder[256];

    ENTER("repo");
    CHECK_INT(tare_worktree_add(&old, "first", &err), 0);
    CHECK_STR(err.text, "");
    CHECK_STR(old.revision, "first");
    CHECK_INT(strlen(old.commit), 40);
    CHECK_INT(shell("git worktree list | grep -q tare-gate-tree-"), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, BUILD, &err), 0);
    path = tare_worktree_binary(&old, "out/tool", &err);
    CHECK(path != NULL && shell("grep -qx one '%s'", path) == 0);
    CHECK(path != NULL && strncmp(path, old.folder, strlen(base) + 4) == 0);
    snprintf(folder, sizeof folder, "%s", old.scratch.path);
    free(path);
    tare_worktree_remove(&old);
    CHECK(access(folder, F_OK) != 0);
    check_nothing_left();
    tare_worktree_remove(&old);
}

TEST(the_working_tree_is_built_by_the_same_command_where_it_is)
{
    struct tare_worktree old = { 0 };
    char *path;

    ENTER("repo");
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, BUILD, NULL), 0);
    CHECK_INT(tare_worktree_build(&old, ".", BUILD, NULL), 0);
    path = tare_worktree_binary(&old, "out/tool", NULL);
    CHECK(path != NULL);
    CHECK_INT(shell("grep -qx two out/tool && rm -r out"), 0);
    free(path);
    tare_worktree_remove(&old);
}

TEST(what_is_not_committed_stays_as_it_is)
{
    struct tare_worktree old = { 0 };

    ENTER("repo");
    CHECK_INT(shell("echo three >value; echo new >late/new; echo y >late/x;"
                    "git add late/x; git status --porcelain >../before"),
              0);
    CHECK_INT(tare_worktree_add(&old, "HEAD", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, "grep -qx two value", NULL), 0);
    tare_worktree_remove(&old);
    CHECK_INT(shell("git status --porcelain | cmp - ../before"), 0);
    CHECK_INT(shell("git reset -q --hard && git clean -fdq"), 0);
}

TEST(the_current_subdirectory_is_where_the_build_runs)
{
    struct tare_worktree old = { 0 };

    ENTER("repo/sub/dir");
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, "grep -qx in value", NULL), 0);
    tare_worktree_remove(&old);
    check_nothing_left();
}

TEST(a_folder_that_the_revision_lacks_is_named)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    ENTER("repo/late");
    CHECK_INT(tare_worktree_add(&old, "first", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "first: does not have the folder late/") != NULL);
    tare_worktree_remove(&old);
    check_nothing_left();
}

TEST(submodules_come_along_and_their_absence_is_no_failure)
{
    struct tare_worktree old = { 0 };

    ENTER("");
    CHECK_INT(shell("git init -q part && cd part && echo p >p && git add p &&"
                    "git commit -qm part && cd .. && git init -q whole &&"
                    "cd whole && git -c protocol.file.allow=always "
                    "submodule --quiet add %s/part part &&"
                    "git commit -qm whole",
                    base),
              0);
    ENTER("whole");
    setenv("GIT_CONFIG_COUNT", "1", 1);
    setenv("GIT_CONFIG_KEY_0", "protocol.file.allow", 1);
    setenv("GIT_CONFIG_VALUE_0", "always", 1);
    CHECK_INT(tare_worktree_add(&old, "HEAD", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, "test -f part/p", NULL), 0);
    tare_worktree_remove(&old);
    check_nothing_left();
    setenv("GIT_CONFIG_VALUE_0", "never", 1);
    CHECK_INT(tare_worktree_add(&old, "HEAD", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, "! test -f part/p", NULL), 0);
    tare_worktree_remove(&old);
    unsetenv("GIT_CONFIG_COUNT");
    check_nothing_left();
}

/* A revision that somebody else wrote must not lead the build elsewhere. */
TEST(a_link_in_place_of_the_folder_is_not_followed)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    ENTER("repo");
    CHECK_INT(shell("mkdir ../elsewhere && git checkout -q -b evil &&"
                    "git rm -rq sub && ln -s ../../../elsewhere sub &&"
                    "git add sub && git commit -qm evil && git checkout -q -"),
              0);
    ENTER("repo/sub/dir");
    CHECK_INT(tare_worktree_add(&old, "evil", &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "does not have the folder") != NULL);
    tare_worktree_remove(&old);
    ENTER("repo/sub");
    CHECK_INT(tare_worktree_add(&old, "evil", &err), TARE_EBASELINE);
    tare_worktree_remove(&old);
    CHECK_INT(shell("test -z \"$(ls %s/elsewhere)\"", base), 0);
    check_nothing_left();
}

/* ---- refusing ------------------------------------------------------------ */

static void check_unknown(const char *revision)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_worktree_add(&old, revision, &err), TARE_EBASELINE);
    CHECK(strstr(err.text, "no such revision") != NULL);
    tare_worktree_remove(&old);
}

TEST(a_revision_that_is_none_is_refused_whatever_it_looks_like)
{
    ENTER("repo");
    check_unknown("");
    check_unknown("-f");
    check_unknown("--help");
    check_unknown("--output=x");
    check_unknown("no such thing");
    check_unknown("first second");
    check_unknown("first..HEAD");
    check_unknown("HEAD:value");
    check_unknown("HEAD; touch x");
    check_unknown("$(touch x)");
    check_unknown("first\nHEAD");
    check_unknown("0123456789012345678901234567890123456789");
    CHECK(access("x", F_OK) != 0);
    check_nothing_left();
}

TEST(a_revision_may_be_anything_that_git_understands)
{
    const char *revisions[] = { "HEAD~1", "first^{}", "HEAD@{0}", ":/one" };

    ENTER("repo");
    for (size_t i = 0; i < sizeof revisions / sizeof *revisions; i++) {
        struct tare_worktree old = { 0 };

        CHECK_INT(tare_worktree_add(&old, revisions[i], NULL), 0);
        tare_worktree_remove(&old);
    }
    check_nothing_left();
}

TEST(outside_of_a_repository_is_said)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    ENTER("tmp");
    CHECK_INT(tare_worktree_add(&old, "HEAD", &err), TARE_EUSAGE);
    CHECK(strstr(err.text, "not in the working tree of a git") != NULL);
    tare_worktree_remove(&old);
}

TEST(without_git_that_is_said)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };
    char *path;

    ENTER("repo");
    path = strdup(getenv("PATH"));
    setenv("PATH", base, 1);
    CHECK_INT(tare_worktree_add(&old, "HEAD", &err), TARE_EBENCH);
    CHECK_STR(err.text, "git: cannot be run: No such file or directory");
    setenv("PATH", path, 1);
    tare_worktree_remove(&old);
    free(path);
}

static void check_build(const char *folder, const char *command,
                        const char *want)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_worktree_add(&old, "first", &err), 0);
    CHECK_INT(tare_worktree_build(&old, folder, command, &err), TARE_EBENCH);
    CHECK_STR(err.text, want);
    tare_worktree_remove(&old);
    check_nothing_left();
}

TEST(a_build_that_fails_says_which_side_and_how)
{
    ENTER("repo");
    check_build(
        NULL, "exit 2",
        "first: the build failed with status 2; its output is above: exit 2");
    check_build(".", "false",
                "the working tree: the build failed with status 1; its output "
                "is above: false");
    check_build(NULL, "kill -9 $$",
                "first: the build failed with signal 9 (SIGKILL); its output "
                "is above: kill -9 $$");
}

static void check_binary(const char *build, const char *path,
                         enum tare_code code, const char *want)
{
    struct tare_worktree old = { 0 };
    struct tare_err err = { 0 };

    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, build, NULL), 0);
    CHECK_INT(tare_worktree_build(&old, ".", build, NULL), 0);
    CHECK(tare_worktree_binary(&old, path, &err) == NULL);
    CHECK_INT(err.code, code);
    CHECK(strstr(err.text, want) != NULL);
    tare_worktree_remove(&old);
}

TEST(an_executable_that_was_not_made_is_refused)
{
    ENTER("repo");
    check_binary("true", "out/tool", TARE_EBENCH, "the executable out/tool");
    check_binary("true", "value", TARE_EBENCH, "the executable value");
    check_binary("true", "sub", TARE_EBENCH, "the executable sub");
}

TEST(one_file_for_both_sides_is_refused)
{
    ENTER("repo");
    check_binary("true", "/bin/sh", TARE_EUSAGE,
                 "the same file for both sides");
    check_binary("cp value \"$TMPDIR/../tool\"; chmod +x \"$TMPDIR/../tool\";"
                 "ln -sf \"$TMPDIR/../tool\" tool",
                 "tool", TARE_EUSAGE, "the same file for both sides");
    CHECK_INT(shell("git clean -fdq; rm -f ../tool"), 0);
}

/* ---- surroundings -------------------------------------------------------- */

TEST(what_a_hook_finds_in_its_environment_does_not_reach_git)
{
    struct tare_worktree old = { 0 };

    ENTER("repo");
    setenv("GIT_DIR", "/nonexistent", 1);
    setenv("GIT_INDEX_FILE", "/nonexistent/index", 1);
    setenv("GIT_WORK_TREE", "/", 1);
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(
                  &old, NULL,
                  "test -z \"$GIT_DIR$GIT_INDEX_FILE$GIT_WORK_TREE\" &&"
                  "test -n \"$GIT_AUTHOR_NAME\" && git status >/dev/null",
                  NULL),
              0);
    tare_worktree_remove(&old);
    unsetenv("GIT_DIR");
    unsetenv("GIT_INDEX_FILE");
    unsetenv("GIT_WORK_TREE");
    check_nothing_left();
}

TEST(hooks_of_the_user_are_not_run)
{
    struct tare_worktree old = { 0 };

    ENTER("repo");
    CHECK_INT(shell("mkdir -p .git/hooks && echo 'touch %s/ran; exit 1' "
                    ">.git/hooks/post-checkout &&"
                    "chmod +x .git/hooks/post-checkout",
                    base),
              0);
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    tare_worktree_remove(&old);
    CHECK_INT(shell("! test -e ../ran && rm .git/hooks/post-checkout"), 0);
}

TEST(a_temporary_folder_inside_of_the_repository_is_not_used)
{
    struct tare_worktree old = { 0 };
    char path[128], *before;

    ENTER("repo");
    before = strdup(getenv("TMPDIR"));
    snprintf(path, sizeof path, "%s/repo/sub", base);
    setenv("TMPDIR", path, 1);
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK(old.top != NULL && strncmp(old.top, path, strlen(path)) != 0);
    tare_worktree_remove(&old);
    setenv("TMPDIR", before, 1);
    free(before);
    check_nothing_left();
}

TEST(a_build_gets_no_input_and_no_terminal)
{
    struct tare_worktree old = { 0 };

    ENTER("repo");
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL, "! read -r line", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL,
                                  "! sh -c ': </dev/tty' 2>/dev/null", NULL),
              0);
    tare_worktree_remove(&old);
}

TEST(folders_without_permissions_are_removed_too)
{
    struct tare_worktree old = { 0 };

    ENTER("repo");
    CHECK_INT(tare_worktree_add(&old, "first", NULL), 0);
    CHECK_INT(tare_worktree_build(&old, NULL,
                                  "mkdir -p a/b && touch a/b/c && chmod 0 a/b "
                                  "&& chmod 500 a && rm .git",
                                  NULL),
              0);
    tare_worktree_remove(&old);
    check_nothing_left();
}

TEST(two_at_a_time_and_the_worktrees_of_users_are_left_alone)
{
    struct tare_worktree one = { 0 }, two = { 0 };

    ENTER("repo");
    CHECK_INT(shell("git worktree add -q --detach ../mine first 2>/dev/null &&"
                    "git worktree add -q --detach ../away first 2>/dev/null &&"
                    "mv ../away ../elsewhere"),
              0);
    CHECK_INT(tare_worktree_add(&one, "first", NULL), 0);
    CHECK_INT(tare_worktree_add(&two, "HEAD", NULL), 0);
    CHECK_INT(tare_worktree_build(&one, NULL, "grep -qx one value", NULL), 0);
    CHECK_INT(tare_worktree_build(&two, NULL, "grep -qx two value", NULL), 0);
    tare_worktree_remove(&two);
    CHECK_INT(tare_worktree_build(&one, NULL, "git status >/dev/null", NULL),
              0);
    tare_worktree_remove(&one);
    CHECK_INT(shell("test \"$(git worktree list | wc -l)\" = 3 &&"
                    "test -f ../mine/value && rm -rf ../mine ../elsewhere &&"
                    "git worktree prune"),
              0);
    check_nothing_left();
}

TESTS(RUN(a_revision_is_checked_out_built_and_removed),
      RUN(the_working_tree_is_built_by_the_same_command_where_it_is),
      RUN(what_is_not_committed_stays_as_it_is),
      RUN(the_current_subdirectory_is_where_the_build_runs),
      RUN(a_folder_that_the_revision_lacks_is_named),
      RUN(submodules_come_along_and_their_absence_is_no_failure),
      RUN(a_link_in_place_of_the_folder_is_not_followed),
      RUN(a_revision_that_is_none_is_refused_whatever_it_looks_like),
      RUN(a_revision_may_be_anything_that_git_understands),
      RUN(outside_of_a_repository_is_said), RUN(without_git_that_is_said),
      RUN(a_build_that_fails_says_which_side_and_how),
      RUN(an_executable_that_was_not_made_is_refused),
      RUN(one_file_for_both_sides_is_refused),
      RUN(what_a_hook_finds_in_its_environment_does_not_reach_git),
      RUN(hooks_of_the_user_are_not_run),
      RUN(a_temporary_folder_inside_of_the_repository_is_not_used),
      RUN(a_build_gets_no_input_and_no_terminal),
      RUN(folders_without_permissions_are_removed_too),
      RUN(two_at_a_time_and_the_worktrees_of_users_are_left_alone))
