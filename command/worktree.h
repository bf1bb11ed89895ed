/* SPDX-License-Identifier: MIT */
/*
 * Another revision of the repository that the current folder is in, checked
 * out beside it and built, for as long as it takes to read its executables.
 *
 *     struct tare_worktree old = { 0 };
 *     status = tare_worktree_add(&old, "main", err);
 *     if (status == 0)
 *         status = tare_worktree_build(&old, NULL, command, err);
 *     if (status == 0)
 *         path = tare_worktree_binary(&old, "build/x_bench", err);
 *     tare_worktree_remove(&old);
 *
 * What a killed process left behind is removed by the next one that adds.
 * Functions that run something return 0, a negative code, or 128 and the signal
 * when we were asked to end; remove is to be called in any case.
 */
#ifndef TARE_COMMAND_WORKTREE_H
#define TARE_COMMAND_WORKTREE_H

#include "store/fail.h"
#include "store/scratch.h"

/* All zero: none. */
struct tare_worktree {
    char *folder;   /* our current folder, in that revision */
    char *revision; /* as the user called it */
    char *commit;   /* its full hash */
    char *top;      /* the whole tree, inside of the scratch folder */
    struct tare_scratch scratch;
};

/* Also catches the signals that ask us to end, from here on. */
int tare_worktree_add(struct tare_worktree *worktree, const char *revision,
                      struct tare_err *err);

/* Runs the command with sh -c in the worktree's folder, or in the one named:
 * the working tree's, built the same way.  Output goes to stderr. */
int tare_worktree_build(const struct tare_worktree *worktree,
                        const char *folder, const char *command,
                        struct tare_err *err);

/* Where the build has put the worktree's executable of that (relative) path;
 * refused when it is not there, or is the working tree's own.  Returned; NULL
 * when refused. */
char *tare_worktree_binary(const struct tare_worktree *worktree,
                           const char *path, struct tare_err *err);

/* Also when it was not added, or only half. */
void tare_worktree_remove(struct tare_worktree *worktree);

#endif
