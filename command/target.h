/* SPDX-License-Identifier: MIT */
/*
 * A verb of tare run on another machine: a folder is made there, with copies of
 * tare and of what is measured, and everything is gone again afterwards, also if
 * the connection is cut.
 *
 * The command (ssh host, docker exec -i name, srun, adb shell) runs `sh` there.
 * What is said goes through its standard input and output: a script, and lines
 * that begin with a token, among whatever else is printed.  Nothing that comes
 * back is trusted.
 */
#ifndef TARE_COMMAND_TARGET_H
#define TARE_COMMAND_TARGET_H

#include <stddef.h>

#include "store/buf.h"
#include "store/fail.h"

/* A file here, and its name in the folder there. */
struct tare_target_file {
    const char *path;
    char *name; /* owned */
};

struct tare_target {
    const char *command; /* of which sh becomes the last word */
    const char *copy;    /* with %f and %d; NULL: through the command */
    const struct tare_target_file *files;
    size_t file_count;
    const char *verb; /* a line for a shell there, which leaves record.json */
};

/* What came of it. */
struct tare_target_answer {
    struct tare_buf record, errors;
    int status; /* of the verb there */
};

/* 0; 128 and the signal when we were asked to end; or an error. */
int tare_target_run(const struct tare_target *target,
                    struct tare_target_answer *answer, struct tare_err *err);

void tare_target_answer_release(struct tare_target_answer *answer);

#endif
