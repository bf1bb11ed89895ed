/* SPDX-License-Identifier: MIT */
/*
 * Programs that are run to their end: git, gnuplot, and the command that
 * builds.  They get a session of their own, so that none of them can ask at the
 * terminal, and all that they have started ends with them, daemons too.  When we
 * are asked to end (store/signals.h), so are they.
 */
#ifndef TARE_STORE_CHILD_H
#define TARE_STORE_CHILD_H

#include "store/buf.h"
#include "store/fail.h"

struct tare_child {
    const char *const *argv; /* ends with NULL; looked for in PATH */
    const char *folder;      /* where it runs; NULL: here */
    int folder_fd;           /* the same, opened; 0: see folder */
    unsigned limit_s;        /* it is killed after that; 0: none */
    struct tare_buf *output; /* gets its stdout; NULL: that goes to stderr */
    struct tare_buf *errors; /* gets its stderr; NULL: that goes to stderr */
    int is_clean_up;         /* is not ended when we are asked to end */
};

enum {
    TARE_CHILD_LATE = 1 /* it was killed for its limit */
};

/* Runs it without a shell.  0 when it has ended, with the status of waitpid();
 * or the above; 128 and the signal when we were asked to end; negative, with
 * errno, when it could not be started. */
int tare_child_run(const struct tare_child *child, int *status,
                   struct tare_err *err);

/* Runs the command of a user with sh -c; its output goes to stderr.  All of it
 * is killed even if we are. */
int tare_child_run_shell(const char *command, const char *folder, int *status,
                         struct tare_err *err);

/* Appends the text as one word of the shell, whatever is in it. */
void tare_child_quote(struct tare_buf *command, const char *text);

/* "status 2" or "signal 11 (SIGSEGV)", added to the text. */
void tare_child_tell_status(struct tare_buf *text, int status);

#endif
