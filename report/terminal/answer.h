/* SPDX-License-Identifier: MIT */
/* A comparison in one sentence, "1 of 12 cases regressed.", and what stands
 * below it. */
#ifndef TARE_REPORT_ANSWER_H
#define TARE_REPORT_ANSWER_H

#include "report/terminal/style.h"
#include "store/buf.h"
#include "store/comparison.h"

/* Cases, not measures: a case counts once for each thing that is said of any
 * of its measures. */
struct tare_tally {
    size_t cases;
    size_t
        kinds[TARE_VERDICT_KINDS]; /* unchanged: those with nothing else said;
                                     inconclusive: without suspects */
    size_t worse, better;          /* suspects of numbers alone */
};

struct tare_tally tare_tally_count(const struct tare_comparison *comparison);

/* Appends the sentence; how good the news is comes back. */
enum tare_ink tare_answer_format(struct tare_buf *text,
                                 const struct tare_comparison *comparison);

/* Appends how the controls of a duel did, "A/A control: quiet (p = 0.43),
 * +2 % control: found (+2.1 %)", or nothing of numbers. */
enum tare_ink tare_controls_format(struct tare_buf *text,
                                   const struct tare_comparison *comparison);

/* Appends what was compared and how long it took, harmless: "main →
 * ./sort_bench, in 1:52 min, of 3:12 min allowed". */
void tare_course_format(struct tare_buf *text,
                        const struct tare_comparison *comparison);

/* Whether a change in that direction is for the worse. */
int tare_verdict_is_worse(const struct tare_verdict *verdict);

#endif
