/* SPDX-License-Identifier: MIT */
/* Launches as small characters: where they lie, and how they went. */
#ifndef TARE_REPORT_SPARKS_H
#define TARE_REPORT_SPARKS_H

#include <stddef.h>
#include <stdio.h>

#include "report/terminal/style.h"
#include "store/buf.h"
#include "store/record.h"

/* Appends one of eight blocks for each value, from the lowest (0) to the
 * highest; a blank for one that is not a number. */
void tare_spark(struct tare_buf *text, const double *values, size_t count);

/* A line for each case that was measured: its launches from the fastest to the
 * slowest as a density, and in the order of time. */
void tare_sparks_print(const struct tare_run *run, FILE *stream,
                       const struct tare_style *style);

#endif
