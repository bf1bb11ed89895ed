/* SPDX-License-Identifier: MIT */
/*
 * Programs that are run to their end: git, and the command that builds.  They
 * get a session of their own, so that none of them can ask at the terminal and
 * that all they have started ends with them; when we are asked to end
 * (harness/signals.h), so are they.
 */
#ifndef TARE_COMMAND_CHILD_H
#define TARE_COMMAND_CHILD_H

#include "store/buf.h"
#include "store/fail.h"

struct tare_child {
    const char *const *argv; /* ends with NULL; looked for in PATH */
    const char *folder;      /* where it runs; NULL: here */
    struct tare_buf *output; /* gets its stdout; NULL: that goes to stderr */
    struct tare_buf *errors; /* gets its stderr; NULL: that goes to stderr */
    int is_clean_up;         /* is not ended when we are asked to end */
};

/* Runs it without a shell.  0 when it has ended, with the status of waitpid();
 * 128 and the signal when we were asked to end; negative when it could not be
 * started. */
int tare_child_run(const struct tare_child *child, int *status,
                   struct tare_err *err);

/* Runs the command of a user with sh -c; its output goes to stderr.  All of it
 * is killed even if we are. */
int tare_child_run_shell(const char *command, const char *folder, int *status,
                         struct tare_err *err);

/* "status 2" or "signal 11 (SIGSEGV)", added to the text. */
void tare_child_tell_status(struct tare_buf *text, int status);

#endif
