/* SPDX-License-Identifier: MIT */
/* The work that a benchmark says it does, per second. */
#ifndef TARE_REPORT_RATE_H
#define TARE_REPORT_RATE_H

#include "report/terminal/units.h"
#include "store/record.h"

/* Of all threads of a measured case; 0 for none. */
double tare_case_rate(const struct tare_case *c);

/* The same if an iteration took that long. */
double tare_case_rate_at(const struct tare_case *c, double time_ns);

/* "B/s", "items/s" or "bit/s". */
const char *tare_case_rate_unit(const struct tare_case *c);

/* "1.234 GB/s"; "" for none. */
void tare_rate_format(char text[TARE_SCALED_SIZE], const struct tare_case *c);

#endif
