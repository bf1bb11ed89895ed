/* SPDX-License-Identifier: MIT */
/* --export FORMAT=FILE and --otlp-file FILE, of whatever has results: the words
 * of the options, and files in the formats of report/export/export.h. */
#ifndef TARE_COMMAND_EXPORTS_H
#define TARE_COMMAND_EXPORTS_H

#include "command/options.h"
#include "report/export/export.h"
#include "store/fail.h"

int tare_exports_wanted(const struct tare_options *options);

/* Refuses, before anything is measured, what could not be written after. */
int tare_exports_check(const struct tare_options *options,
                       struct tare_err *err);

/* Writes all of them; comparison is NULL where there was none.  On failure
 * those before are there, and no file is half new. */
int tare_exports_write(const struct tare_run *run,
                       const struct tare_comparison *comparison,
                       const struct tare_options *options,
                       struct tare_err *err);

/* One document; path "-" is stdout.  What is appended stands behind what the
 * file held, which is replaced as a whole like any other. */
int tare_exports_save(const struct tare_export_format *format,
                      const struct tare_run *run,
                      const struct tare_comparison *comparison,
                      const char *path, struct tare_err *err);

/* Fails, naming all formats. */
int tare_exports_refuse(const char *name, size_t length, struct tare_err *err);

#endif
