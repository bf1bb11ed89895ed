/* SPDX-License-Identifier: MIT */
/* A race as text: which build is fastest, in each case and over all. */
#ifndef TARE_REPORT_RACE_H
#define TARE_REPORT_RACE_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/contests.h"

/* Appends the answer over all cases in a sentence: "O3 is the fastest of 6 builds." */
void tare_race_answer(struct tare_buf *text,
                      const struct tare_contest *overall);

/* The answer; a table of all cases and builds, as multiples of the first build; then what is
 * to be said of each build over all cases.  Of a race. */
void tare_race_print(const struct tare_contests *contests,
                     const struct tare_run *run, FILE *stream,
                     const struct tare_style *style);

/* Appends, of that build in this contest: "fastest", "equal to the fastest", "not
 * told apart from the fastest", "12.3 % slower than O3 (11.9 … 12.8)", or why it
 * takes no part. */
void tare_race_describe(struct tare_buf *text,
                        const struct tare_contest *contest, size_t build);

/* Appends "0.683×", against the baseline, with its interval if asked; nothing
 * where the two did not meet. */
void tare_race_ratio(struct tare_buf *text, const struct tare_contest *contest,
                     size_t build, int has_interval);

/* Appends the same ratio of a build in a table of cases, with "*" of the fastest,
 * "=" of one that is equal to others, "?" of one that was not told apart from the
 * fastest; "out" of one that takes no part. */
void tare_race_cell(struct tare_buf *text, const struct tare_contest *contest,
                    size_t build);

/* Appends what the ratios over all cases are: "mean of 12 cases". */
void tare_race_mean(struct tare_buf *text,
                    const struct tare_contests *contests);

/* The build of that name in the contest, or its count. */
size_t tare_race_find(const struct tare_contest *contest, const char *name);

/* The bytes of code of that build, as far as the record says; else 0. */
double tare_race_code(const struct tare_run *run,
                      const struct tare_contestant *build);

#endif
