/* SPDX-License-Identifier: MIT */
/* The verdict file: what a comparison says, for programs.  The document is
 * described in docs/verdicts.md and docs/verdict.schema.json. */
#ifndef TARE_STORE_JSON_VERDICT_H
#define TARE_STORE_JSON_VERDICT_H

#include "store/comparison.h"
#include "store/fail.h"
#include "store/folder.h"

enum {
    TARE_VERDICT_FORMAT = 1
};

/* Saves atomically and durably; "-" is stdout.  outcome is the word for all of
 * it, exit_status what the program is going to end with.  On failure an older
 * file of that name is as it was. */
int tare_verdict_save(const struct tare_comparison *comparison,
                      const char *outcome, int exit_status, const char *path,
                      struct tare_err *err);

/* The same in a folder of our own, in which nothing is followed. */
int tare_verdict_save_in(const struct tare_comparison *comparison,
                         const char *outcome, int exit_status,
                         const struct tare_folder *folder, const char *name,
                         struct tare_err *err);

#endif
