/* SPDX-License-Identifier: MIT */
/* How layouts spread, as text: for a side, and for both. */
#ifndef TARE_REPORT_PLACEMENTS_H
#define TARE_REPORT_PLACEMENTS_H

#include "store/buf.h"
#include "store/comparison.h"

/* Whether there were any. */
int tare_placement_is_known(const struct tare_placement *placement);

/* Appends "8 layouts, SD 4.5 %", or "1 layout"; side is 0 or 1. */
void tare_placement_side(struct tare_buf *text,
                         const struct tare_placement *placement, unsigned side);

/* Appends "0.31 %": how launches of one layout spread, the larger of the
 * sides. */
void tare_placement_within(struct tare_buf *text,
                           const struct tare_placement *placement);

/* Appends "±0.42 %": what the layouts leave unknown; "–" for everything. */
void tare_placement_unknown(struct tare_buf *text,
                            const struct tare_placement *placement);

/* Appends all of that as one line. */
void tare_placement_line(struct tare_buf *text,
                         const struct tare_placement *placement);

#endif
