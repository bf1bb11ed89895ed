/* SPDX-License-Identifier: MIT */
/* What is said of contests, in words; not escaped. */
#ifndef TARE_REPORT_CONTEST_TEXT_H
#define TARE_REPORT_CONTEST_TEXT_H

#include "store/buf.h"
#include "store/contests.h"

/* Appends, of a contest alone: "heap", "heap = quick", "heap or quick";
 * nobody of what is no contest. */
void tare_contest_leaders(struct tare_buf *text,
                          const struct tare_contest *contest);

/* Appends the same in a sentence: "heap and quick", "a, b and c". */
void tare_contest_names(struct tare_buf *text,
                        const struct tare_contest *contest);

/* Appends what it is about: "sort/heap/n=64". */
void tare_contest_title(struct tare_buf *text,
                        const struct tare_contest *contest);

/* Appends "1.28× (1.25 … 1.31)", or nothing where that is not known. */
void tare_ratio_describe(struct tare_buf *text, const struct tare_band *ratio);

/* Appends "n = 64", or "n = 16 … 64" of several, or all that they have in
 * common. */
void tare_contests_where(struct tare_buf *text,
                         const struct tare_contests *contests, size_t from,
                         size_t count);

/* Appends what the contests of its family are called: "sort", or "sort/m=2" where
 * they have another argument in common. */
void tare_contest_family(struct tare_buf *text,
                         const struct tare_contest *contest);

/* Appends "insertion and heap cross between n = 32 and n = 128, about 61". */
void tare_crossing_describe(struct tare_buf *text, const char *axis,
                            const struct tare_crossing *crossing);

/* Appends the same of two contestants and what was shown of them: "1.28×",
 * "=", "1.01× ?"; nothing where they did not meet. */
void tare_meeting_describe(struct tare_buf *text,
                           const struct tare_meeting *meeting);

/* Appends what came of so many that say the same: who is next and by how much,
 * or why nobody is fastest, and who takes no part. */
void tare_contests_outcome(struct tare_buf *text,
                           const struct tare_contests *contests, size_t from,
                           size_t count);

#endif
