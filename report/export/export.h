/* SPDX-License-Identifier: MIT */
/*
 * Results in the formats of other people's tools: one table of formats, each
 * in a file of its own with its own escaping.  Writers are pure: the same
 * record and comparison give the same bytes.  docs/exports.md says what maps
 * to what.
 *
 * Of a duel, whose record has both sides, the numbers are those of the new
 * side.
 */
#ifndef TARE_REPORT_EXPORT_H
#define TARE_REPORT_EXPORT_H

#include <stddef.h>
#include <stdio.h>

#include "store/comparison.h"
#include "store/contests.h"
#include "store/record.h"

struct tare_export_input;

struct tare_export_format {
    const char *name;
    const char *extension; /* of a file's name: "csv" */
    const char *summary;   /* a line of help */
    int is_appended;       /* to what the file holds already */
    void (*write)(const struct tare_export_input *input, FILE *stream);
};

extern const struct tare_export_format tare_export_formats[];
extern const size_t tare_export_format_count;

/* The format of that name, which may be followed by other text; NULL. */
const struct tare_export_format *tare_export_find(const char *name,
                                                  size_t length);

/* comparison and contests are NULL where there were none. */
void tare_export(const struct tare_export_format *format,
                 const struct tare_run *run,
                 const struct tare_comparison *comparison,
                 const struct tare_contests *contests, FILE *stream);

#endif
