/* SPDX-License-Identifier: MIT */
/*
 * The small charts of tables, as inline SVG: no text, no ids, places in
 * percent of the width.  What they look like is in report/templates/style.css;
 * what they show stands beside them in numbers, so they are hidden from screen
 * readers.
 */
#ifndef TARE_REPORT_SVG_H
#define TARE_REPORT_SVG_H

#include "store/buf.h"
#include "store/record.h"

/* ---- estimates ----------------------------------------------------------- */

/* What the bars of a group have in common. */
struct tare_svg_bars {
    double low, high; /* of all estimates and intervals; high 0: none yet */
};

/* Makes room for an estimate. */
void tare_svg_bars_add(struct tare_svg_bars *bars,
                       const struct tare_band *estimate);

/* From zero, or where the values lie too far apart, logarithmic. */
int tare_svg_bars_are_log(const struct tare_svg_bars *bars);

/* Appends a bar up to the estimate, with its interval. */
void tare_svg_bar(struct tare_buf *buf, const struct tare_svg_bars *bars,
                  const struct tare_band *estimate);

/* ---- changes ------------------------------------------------------------- */

/*
 * The axis that changes share.  Those around the threshold must be told apart
 * while others are fifty times as large, so the scale is linear inside and
 * logarithmic outside: the inverse hyperbolic sine of change over threshold.
 */
struct tare_svg_axis {
    double unit;  /* the common threshold */
    double limit; /* the largest change that is shown in its place */
};

void tare_svg_axis_add(struct tare_svg_axis *axis,
                       const struct tare_band *change, double threshold);

/* Appends a mark at the change with its interval, between thresholds. */
void tare_svg_change(struct tare_buf *buf, const struct tare_svg_axis *axis,
                     const struct tare_band *change, double threshold);

/* Appends the axis with its labels. */
void tare_svg_change_labels(struct tare_buf *buf,
                            const struct tare_svg_axis *axis);

#endif
