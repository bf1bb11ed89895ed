/* SPDX-License-Identifier: MIT */
/* Which calls allocate, of each case that has a profile of its heap: a table, and
 * what deserves to be said. */
#ifndef TARE_REPORT_HEAP_H
#define TARE_REPORT_HEAP_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/record.h"

/* most: ways in the table; 0: those that matter. */
void tare_heap_print(const struct tare_run *run, size_t most, FILE *stream,
                     const struct tare_style *style);

/* The same of what changed between the sides of a duel. */
void tare_heap_changes_print(const struct tare_run *run, size_t most,
                             FILE *stream, const struct tare_style *style);

#endif
