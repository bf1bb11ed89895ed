/* SPDX-License-Identifier: MIT */
#include "command/worktree.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/live.h"
#include "command/workspace.h"
#include "report/terminal/say.h"
#include "store/alloc.h"
#include "store/buf.h"
#include "store/child.h"
#include "store/path.h"
#include "store/signals.h"
#include "store/words.h"

/* ---- git ----------------------------------------------------------------- */

struct answer {
    char *text;  /* its output without the newline; NULL when it refused */
    char *error; /* the first line of its complaint, then */
};

static void release_answer(struct answer *answer)
{
    free(answer->text);
    free(answer->error);
    *answer = (struct answer){ 0 };
}

/* The text up to a newline that ends it, or up to its first.  Returned. */
static char *take_line(struct tare_buf *buf, int is_first)
{
    char *text, *end;

    tare_buf_puts(buf, "");
    text = tare_buf_detach(buf);
    end = is_first ? strchr(text, '\n') : strrchr(text, '\n');
    if (end != NULL && (is_first || end[1] == '\0'))
        *end = '\0';
    return text;
}

/* What git answers to these words, "git" first; 0 when it has been asked. */
static int ask_git(struct answer *answer, const char *const *argv,
                   const char *folder, struct tare_err *err)
{
    struct tare_buf output = { 0 }, errors = { 0 };
    struct tare_child child = {
        .argv = argv, .folder = folder, .output = &output, .errors = &errors
    };
    int status = 0;
    int ended = tare_child_run(&child, &status, err);

    if (ended == 0 && status == 0)
        answer->text = take_line(&output, 0);
    else if (ended == 0)
        answer->error = take_line(&errors, 1);
    tare_buf_release(&output);
    tare_buf_release(&errors);
    return ended;
}

/* Whatever it says; 0 when it has been told. */
static int tell_git(const char *const *argv)
{
    struct tare_buf output = { 0 }, errors = { 0 };
    struct tare_child child = {
        .argv = argv, .output = &output, .errors = &errors, .is_clean_up = 1
    };
    int status, ended = tare_child_run(&child, &status, NULL);

    tare_buf_release(&output);
    tare_buf_release(&errors);
    return ended;
}

/* ---- where we are -------------------------------------------------------- */

/* What `git rev-parse WORD` says about the current folder.  Returned in
 * *text. */
static int ask_where(char **text, const char *word, struct tare_err *err)
{
    const char *argv[] = { "git", "rev-parse", word, NULL };
    struct answer answer = { 0 };
    int status = ask_git(&answer, argv, NULL, err);

    if (status == 0 && answer.text == NULL)
        status = tare_fail_with(err, TARE_EUSAGE,
                                "the current folder is not in the working tree "
                                "of a git repository: %s",
                                answer.error);
    if (status == 0)
        *text = tare_strdup(answer.text);
    release_answer(&answer);
    return status;
}

static int is_hash(const char *text)
{
    size_t size = strlen(text);

    for (size_t i = 0; i < size; i++)
        if (!isxdigit((unsigned char)text[i]))
            return 0;
    return size == 40 || size == 64;
}

/* The hash of what has that name; NULL if nothing has.  Returned in *hash. */
static int find_object(char **hash, const char *name, struct tare_err *err)
{
    const char *argv[] = {
        "git", "rev-parse", "--verify", "--quiet", name, NULL
    };
    struct answer answer = { 0 };
    int status = name[0] != '-' ? ask_git(&answer, argv, NULL, err) : 0;

    *hash = status == 0 && answer.text != NULL && is_hash(answer.text)
                ? tare_strdup(answer.text)
                : NULL;
    release_answer(&answer);
    return status;
}

/* From here on the revision has no name that could be taken for an option.
 * What it names is asked for first, because "^{commit}" would be part of a name
 * such as ":/text". */
static int find_commit(char **commit, const char *revision,
                       struct tare_err *err)
{
    struct tare_buf name = { 0 };
    char *object;
    int status = find_object(&object, revision, err);

    if (status == 0 && object != NULL) {
        tare_buf_printf(&name, "%s^{commit}", object);
        status = find_object(commit, name.data, err);
    }
    if (status == 0 && *commit == NULL)
        status = tare_fail_with(err, TARE_EBASELINE,
                                "%.200s: no such revision here; in a shallow "
                                "clone, fetch it first",
                                revision);
    tare_buf_release(&name);
    free(object);
    return status;
}

/* ---- what others left behind --------------------------------------------- */

static void forget_tree(const char *path)
{
    const char *argv[] = { "git",     "worktree", "remove", "--force",
                           "--force", path,       NULL };

    if (tell_git(argv) < 0 && tell_git(argv) < 0)
        tare_say(
            "%s: git still lists this worktree: run \"git worktree prune\"",
            path);
}

static void sweep(void)
{
    const char *argv[] = { "git", "worktree", "list", "--porcelain", NULL };
    static const char head[] = "worktree ";
    struct answer answer = { 0 };
    char *rest, *line;

    if (ask_git(&answer, argv, NULL, NULL) == 0 && answer.text != NULL) {
        rest = answer.text;
        while ((line = strsep(&rest, "\n")) != NULL)
            if (tare_begins(line, head) &&
                tare_workspace_remove_left(line + strlen(head)))
                forget_tree(line + strlen(head));
    }
    release_answer(&answer);
    tare_workspace_sweep();
}

/* ---- adding -------------------------------------------------------------- */

/* Hooks are for people who check something out. */
static int check_out(struct tare_worktree *worktree, struct tare_err *err)
{
    const char *argv[] = {
        "git",      "-c",          "core.hooksPath=/dev/null",
        "worktree", "add",         "--quiet",
        "--detach", worktree->top, worktree->commit,
        NULL
    };
    struct answer answer = { 0 };
    int status = ask_git(&answer, argv, NULL, err);

    if (status == 0 && answer.text == NULL)
        status =
            tare_fail_with(err, TARE_EOUTPUT, "%s: cannot check it out: %.300s",
                           worktree->revision, answer.error);
    release_answer(&answer);
    return status;
}

/* Some builds do without them, so that failing is only said. */
static int add_submodules(const struct tare_worktree *worktree,
                          struct tare_err *err)
{
    const char *argv[] = {
        "git",       "-c",          "core.hooksPath=/dev/null",
        "submodule", "--quiet",     "update",
        "--init",    "--recursive", NULL
    };
    struct tare_child child = { .argv = argv, .folder = worktree->top };
    struct tare_buf list = { 0 };
    int status, result = 0;

    tare_buf_printf(&list, "%s/.gitmodules", worktree->top);
    if (access(list.data, F_OK) == 0) {
        result = tare_child_run(&child, &status, err);
        if (result == 0 && status != 0)
            tare_say("%s: cannot fetch its submodules: the build may fail",
                     worktree->revision);
    }
    tare_buf_release(&list);
    return result;
}

/* A revision may have a link in place of the folder. */
static int find_folder(struct tare_worktree *worktree, const char *prefix,
                       struct tare_err *err)
{
    struct tare_buf path = { 0 };
    struct stat facts;

    tare_buf_printf(&path, "%s/%s", worktree->top, prefix);
    worktree->folder = realpath(path.data, NULL);
    tare_buf_release(&path);
    if (worktree->folder != NULL && stat(worktree->folder, &facts) == 0 &&
        S_ISDIR(facts.st_mode) &&
        tare_path_is_inside(worktree->folder, worktree->top))
        return 0;
    return tare_fail_with(
        err, TARE_EBASELINE,
        "%s: does not have the folder %s: run this from one that it has",
        worktree->revision, prefix);
}

static int add_at(struct tare_worktree *worktree, const char *repository,
                  const char *prefix, struct tare_err *err)
{
    struct tare_buf path = { 0 };
    int status;

    sweep();
    status = tare_workspace_make(&worktree->scratch, repository, err);
    if (status != 0)
        return status;
    tare_buf_printf(&path, "%s/tree", worktree->scratch.path);
    worktree->top = tare_buf_detach(&path);
    status = check_out(worktree, err);
    if (status == 0)
        status = find_folder(worktree, prefix, err);
    if (status == 0)
        status = add_submodules(worktree, err);
    return status;
}

int tare_worktree_add(struct tare_worktree *worktree, const char *revision,
                      struct tare_err *err)
{
    char *repository = NULL, *prefix = NULL;
    int status;

    tare_signals_install();
    *worktree = (struct tare_worktree){ .revision = tare_strdup(revision) };
    status = ask_where(&repository, "--show-toplevel", err);
    if (status == 0)
        status = ask_where(&prefix, "--show-prefix", err);
    if (status == 0)
        status = find_commit(&worktree->commit, revision, err);
    if (status == 0)
        status = add_at(worktree, repository, prefix, err);
    free(repository);
    free(prefix);
    return status;
}

/* ---- using --------------------------------------------------------------- */

int tare_worktree_build(const struct tare_worktree *worktree,
                        const char *folder, const char *command,
                        struct tare_err *err)
{
    const char *side = folder != NULL ? "the working tree" : worktree->revision;
    struct tare_buf how = { 0 };
    int status, result;

    tare_live_phase("building");
    result = tare_child_run_shell(
        command, folder != NULL ? folder : worktree->folder, &status, err);
    if (result == 0 && status != 0) {
        tare_child_tell_status(&how, status);
        result = tare_fail_with(
            err, TARE_EBENCH,
            "%.100s: the build failed with %s; its output is above: %.200s",
            side, how.data, command);
    }
    tare_buf_release(&how);
    return result;
}

/* Whether both paths lead to one file. */
static int leads_to(const char *real, const char *path)
{
    char *other = realpath(path, NULL);
    int is_same = other != NULL && strcmp(other, real) == 0;

    free(other);
    return is_same;
}

char *tare_worktree_binary(const struct tare_worktree *worktree,
                           const char *path, struct tare_err *err)
{
    struct tare_buf inside = { 0 };
    struct stat facts;
    char *real;

    tare_buf_printf(&inside, "%s/%s", worktree->folder, path);
    real = realpath(path[0] != '/' ? inside.data : path, NULL);
    if (real == NULL || stat(real, &facts) != 0 || !S_ISREG(facts.st_mode) ||
        access(real, X_OK) != 0)
        tare_fail_with(err, TARE_EBENCH,
                       "%.100s: the build did not make the executable %.200s: "
                       "name one that it makes, relative to the current folder",
                       worktree->revision, path);
    else if (leads_to(real, path))
        tare_fail_with(err, TARE_EUSAGE,
                       "%.200s: the same file for both sides: give a relative "
                       "path, so that each build makes its own",
                       path);
    else {
        tare_buf_release(&inside);
        return real;
    }
    tare_buf_release(&inside);
    free(real);
    return NULL;
}

/* git is not told of it: it would remove the rest in its own way. */
static void say_left(const char *path)
{
    tare_say("%s: cannot remove: %s", path,
             errno == EBUSY ? "something is mounted in it; unmount it"
                            : strerror(errno));
}

void tare_worktree_remove(struct tare_worktree *worktree)
{
    if (worktree->scratch.path != NULL) {
        char *path = tare_strdup(worktree->scratch.path);

        if (tare_scratch_remove(&worktree->scratch) == 0)
            forget_tree(worktree->top);
        else
            say_left(path);
        free(path);
    }
    free(worktree->folder);
    free(worktree->revision);
    free(worktree->commit);
    free(worktree->top);
    *worktree = (struct tare_worktree){ 0 };
}
