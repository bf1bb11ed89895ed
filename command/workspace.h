/* SPDX-License-Identifier: MIT */
/* A temporary folder to build and link in. */
#ifndef TARE_COMMAND_WORKSPACE_H
#define TARE_COMMAND_WORKSPACE_H

#include "store/fail.h"
#include "store/scratch.h"

/* Makes one in TMPDIR, /tmp or /var/tmp: the first where files may be executed
 * and that is not inside of `outside`, a real path.  It is removed by
 * tare_scratch_remove(). */
int tare_workspace_make(struct tare_scratch *scratch, const char *outside,
                        struct tare_err *err);

/* Whether the path is inside of one that a killed process has left, wherever
 * that is; it is gone then. */
int tare_workspace_remove_left(const char *path);

/* Removes all that killed processes have left in the usual places. */
void tare_workspace_sweep(void);

#endif
