/* SPDX-License-Identifier: MIT */
/* Single iterations on the terminal. */
#ifndef TARE_REPORT_LATENCY_TEXT_H
#define TARE_REPORT_LATENCY_TEXT_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/buf.h"
#include "store/comparison.h"

/* Appends "20 launches, 12,000 iterations; the clock's floor is 45 ns". */
void tare_latency_describe(struct tare_buf *text,
                           const struct tare_latency *latency);

/* A line for each case that has them. */
void tare_latency_print(const struct tare_run *run, FILE *stream,
                        const struct tare_style *style);

/* A table of all shifts, with an empty line before it; nothing for none. */
void tare_shifts_print(const struct tare_comparison *comparison, FILE *stream,
                       const struct tare_style *style);

#endif
