/* SPDX-License-Identifier: MIT */
/* How quiet the machine was during a run, in words. */
#ifndef TARE_REPORT_WEATHER_TEXT_H
#define TARE_REPORT_WEATHER_TEXT_H

#include "store/buf.h"
#include "store/record.h"

/* Appends "77 % of the samples were taken in quiet; 20 % lost the CPU to other
 * work"; nothing when that is not known. */
void tare_weather_describe(struct tare_buf *text,
                           const struct tare_weather *weather);

/* Appends "8 of 12 cases are known to ±0.5 %, sort1k only to ±1.8 %". */
void tare_precision_describe(struct tare_buf *text, const struct tare_run *run);

#endif
