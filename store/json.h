/* SPDX-License-Identifier: MIT */
/* Writing the run record as JSON; store/load.h reads it.  The document is
 * described in docs/format.md and docs/record.schema.json. */
#ifndef TARE_STORE_JSON_H
#define TARE_STORE_JSON_H

#include <stdio.h>

#include "store/fail.h"
#include "store/record.h"

/* Saves atomically and durably; "-" is stdout.  On failure an older file of
 * that name is as it was. */
int tare_run_save(const struct tare_run *run, const char *path,
                  struct tare_err *err);

/* The same document, to a stream. */
void tare_run_print(const struct tare_run *run, FILE *stream);

/* The identity alone, as a JSON object on one line without the newline. */
void tare_identity_print(const struct tare_identity *identity, FILE *stream);

#endif
