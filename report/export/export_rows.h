/* SPDX-License-Identifier: MIT */
/*
 * What the writers of report/export_NAME.c get: every case and measure of the
 * new side with what the comparison says of it, in the order of the record,
 * then what only the old side has.
 */
#ifndef TARE_REPORT_EXPORT_ROWS_H
#define TARE_REPORT_EXPORT_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "store/buf.h"
#include "store/comparison.h"
#include "store/contests.h"
#include "store/record.h"

/* All borrowed. */
struct tare_export_row {
    const char *id;
    const struct tare_case *c; /* NULL: the new side does not have it */
    const struct tare_measure *measure; /* NULL: not measured */
    const struct tare_verdict *verdict; /* NULL: not compared */
    int is_first;                       /* of its case */
};

struct tare_export_input {
    const struct tare_run *run;
    const struct tare_comparison *comparison; /* or NULL */
    const struct tare_contests *contests;     /* or NULL */
    struct tare_export_row *rows;             /* owned */
    size_t count;
};

void tare_export_rows_make(struct tare_export_input *input,
                           const struct tare_run *run,
                           const struct tare_comparison *comparison);
void tare_export_rows_release(struct tare_export_input *input);

/* The index behind the last row of the case whose first one is at `from`. */
size_t tare_export_case_end(const struct tare_export_input *input, size_t from);

/* The estimate of a row; NULL where there is none. */
const struct tare_band *tare_export_estimate(const struct tare_export_row *row);

/* Whether the row is about time, or nothing was measured at all. */
int tare_export_is_time(const struct tare_export_row *row);

/* Whether it is about a time that has an estimate and launches. */
int tare_export_has_time(const struct tare_export_row *row);

/* Iterations of a launch. */
uint64_t tare_export_iterations(const struct tare_launch *launch);

/* How a case stands where there is only good, bad, or neither. */
enum tare_export_end {
    TARE_END_PASSED,
    TARE_END_REGRESSED,
    TARE_END_FAILED,  /* it says so itself */
    TARE_END_CRASHED, /* or was ended by a signal */
    TARE_END_TIMED_OUT,
    TARE_END_SKIPPED /* by itself, or nothing can be said of it */
};

/* Of the rows of one case; appends why in a few words, harmless.  What cannot
 * be told counts as skipped: it has neither passed nor failed. */
enum tare_export_end tare_export_end_of(const struct tare_export_row *rows,
                                        size_t count, struct tare_buf *why);

/* Appends "+2.1 % (+1.7 … +2.6 %), 41.23 → 42.10 µs"; nothing where there is
 * no change to speak of. */
void tare_export_change(struct tare_buf *text,
                        const struct tare_verdict *verdict);

/* What is said of a row in a word or two: "regressed", "can't tell", "crashed";
 * "" where nothing is. */
const char *tare_export_word(const struct tare_export_row *row);

/* The rows with the gravest first, and among equals the largest change; their
 * count is input->count.  Returned. */
const struct tare_export_row **
tare_export_gravest_first(const struct tare_export_input *input);

/* Writes the text made harmless, and each of the special characters in the
 * format. */
void tare_export_put(FILE *stream, const char *text, const char *special,
                     const char *format);

/* The text of a fact; NULL where it is not known. */
const char *tare_export_fact(const struct tare_facts *facts, const char *name);

#endif
