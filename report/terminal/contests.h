/* SPDX-License-Identifier: MIT */
/* Who is fastest, in words: of each group of a run, as far as it was shown. */
#ifndef TARE_REPORT_CONTESTS_H
#define TARE_REPORT_CONTESTS_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/buf.h"
#include "store/contests.h"

/* A table with a line for each group and, where that changes with an argument,
 * for each range of it; then where they cross.  Every meeting, if asked. */
void tare_contests_print(const struct tare_contests *contests, FILE *stream,
                         const struct tare_style *style, int is_verbose);

/* Appends, of a contest alone: "heap", "heap = quick", "heap or quick". */
void tare_contest_leaders(struct tare_buf *text,
                          const struct tare_contest *contest);

/* Appends "1.28× (1.25 … 1.31)", or nothing where that is not known. */
void tare_ratio_describe(struct tare_buf *text, const struct tare_band *ratio);

/* Appends "n = 64", or "n = 16 … 64" of several, or all that they have in
 * common. */
void tare_contests_where(struct tare_buf *text,
                         const struct tare_contests *contests, size_t from,
                         size_t count);

/* Appends "insertion and heap cross between n = 32 and n = 128, about 61". */
void tare_crossing_describe(struct tare_buf *text, const char *axis,
                            const struct tare_crossing *crossing);

#endif
