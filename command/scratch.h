/* SPDX-License-Identifier: MIT */
/*
 * Temporary folders, locked for as long as the process that made them lives.
 * What a killed process has left is not locked any more: the next one sees
 * that and removes it.
 */
#ifndef TARE_COMMAND_SCRATCH_H
#define TARE_COMMAND_SCRATCH_H

#include "store/fail.h"

struct tare_scratch {
    char *path; /* owned; real and absolute */
    int lock;   /* -1: none */
};

/* Makes one in TMPDIR, /tmp or /var/tmp: the first where files may be executed
 * and that is not inside of `outside`, a real path. */
int tare_scratch_make(struct tare_scratch *scratch, const char *outside,
                      struct tare_err *err);

/* With everything in it; 0, or -1 when something is left. */
int tare_scratch_remove(struct tare_scratch *scratch);

/* Whether the path is inside of such a folder, wherever that is, which nobody
 * uses any more; it is gone then. */
int tare_scratch_remove_left(const char *path);

/* Removes all that nobody uses any more. */
void tare_scratch_sweep(void);

#endif
