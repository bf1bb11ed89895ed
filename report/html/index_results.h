/* SPDX-License-Identifier: MIT */
/* The parts of the index that list: results, warnings, facts. */
#ifndef TARE_REPORT_INDEX_RESULTS_H
#define TARE_REPORT_INDEX_RESULTS_H

#include "report/html/page.h"

/* Appends the table of all cases, group by group. */
void tare_index_results(struct tare_buf *buf, const struct tare_pages *pages);

/* Appends each kind of warning once, with its advice and the cases it is
 * about; nothing when there are none. */
void tare_index_warnings(struct tare_buf *buf, const struct tare_pages *pages);

/* Appends where the time of the run went, if that is known. */
void tare_index_spent(struct tare_buf *buf, const struct tare_run *run);

/* Appends what is known of machine, builds and settings. */
void tare_index_facts(struct tare_buf *buf, const struct tare_run *run);

/* Appends what came of a race; nothing of what is none. */
void tare_index_race(struct tare_buf *buf, const struct tare_pages *pages);

#endif
