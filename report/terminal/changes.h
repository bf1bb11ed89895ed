/* SPDX-License-Identifier: MIT */
/* A change as text: signed percents with the digits that its interval lets
 * stand, and the values it lies between. */
#ifndef TARE_REPORT_CHANGES_H
#define TARE_REPORT_CHANGES_H

#include "store/buf.h"
#include "store/comparison.h"

/* Appends "+2.1 %", "0.0 %", "-34 %"; the band decides the decimals.  "–" when
 * not known. */
void tare_change_format(struct tare_buf *text, double change,
                        const struct tare_band *band);

/* Appends "+1.7 … +2.6 %"; nothing when there is no interval. */
void tare_change_interval(struct tare_buf *text, const struct tare_band *band);

/* Appends both, "+2.1 % (+1.7 … +2.6 %)". */
void tare_change_whole(struct tare_buf *text, const struct tare_band *change,
                       int has_interval);

/* Appends "41.23 → 42.10 µs", harmless; with one side only, "→ 42.10 µs". */
void tare_change_values(struct tare_buf *text,
                        const struct tare_verdict *verdict);

/* Appends "id: measure", harmless; of time, which everything has, the id. */
void tare_series_format(struct tare_buf *text, const char *id,
                        const char *measure);

#endif
