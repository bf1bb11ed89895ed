/* SPDX-License-Identifier: MIT */
/* What is worth a row in a summary of which the rest stands in the record and
 * on the pages. */
#ifndef TARE_REPORT_NEWS_H
#define TARE_REPORT_NEWS_H

#include "store/comparison.h"
#include "store/record.h"

/* What only explains a change stands beside its verdict already; nothing is
 * news only where it is exact and was asked for. */
int tare_measure_is_news(const struct tare_run *run,
                         const struct tare_measure *measure);

/* Nothing is also no news that is still nothing. */
int tare_verdict_is_news(const struct tare_verdict *verdict);

#endif
