/* SPDX-License-Identifier: MIT */
/* A run as text: the table of results, what is to be said about them, and how
 * it went on the whole. */
#ifndef TARE_REPORT_SUMMARY_H
#define TARE_REPORT_SUMMARY_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/record.h"

enum tare_detail {
    TARE_DETAIL_QUIET,
    TARE_DETAIL_NORMAL,
    TARE_DETAIL_VERBOSE
};

/* The table, one scale for each group, then the warnings. */
void tare_summary_print(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style,
                        enum tare_detail detail);

/* The cases that have no number, and why, a line each. */
void tare_summary_unmeasured(const struct tare_run *run, FILE *stream,
                             const struct tare_style *style);

/* Why cases failed, with the last they printed. */
void tare_summary_failures(const struct tare_run *run, FILE *stream,
                           const struct tare_style *style);

/* One line: how many cases, how long, what failed. */
void tare_summary_total(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style);

/* How many cases ended that way. */
size_t tare_summary_count(const struct tare_run *run, enum tare_status status);

#endif
