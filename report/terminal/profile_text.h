/* SPDX-License-Identifier: MIT */
/* What is said of where the time goes, in words; not escaped. */
#ifndef TARE_REPORT_PROFILE_TEXT_H
#define TARE_REPORT_PROFILE_TEXT_H

#include "report/terminal/units.h"
#include "store/hotspots.h"

/* Which functions are in a table: the first so many that take at least that part
 * of the time, with callees. */
enum {
    TARE_SPOTS_MOST = 12
};
#define TARE_SPOTS_LEAST 0.005

/* The scale in which the times of a case's functions can be compared. */
struct tare_scale tare_profile_scale(const struct tare_hotspots *hotspots);

/* Appends "21.5 ± 0.9 µs". */
void tare_band_describe(struct tare_buf *text, const struct tare_band *band,
                        const struct tare_scale *scale);

/* Appends "40.3 µs per iteration; 11840 looks in 20 launches, which slowed it by
 * 7 %". */
void tare_profile_describe(struct tare_buf *text, const struct tare_case *c,
                           const struct tare_hotspots *hotspots);

/* Appends where a function is: its file, or else its object. */
void tare_hotspot_where(struct tare_buf *text,
                        const struct tare_profile *profile, size_t function);

/* Appends what was not seen, and why: a sentence on each line. */
void tare_profile_doubts(struct tare_buf *text,
                         const struct tare_hotspots *hotspots);

#endif
