/* SPDX-License-Identifier: MIT */
/* A plot as gnuplot has left it, made fit for a page. */
#ifndef TARE_REPORT_PLOT_FILE_H
#define TARE_REPORT_PLOT_FILE_H

#include "report/plots/plot.h"
#include "store/buf.h"
#include "store/publication.h"

/* Whether the plot is there and whole, which it is then told; its SVG has got
 * a dark side and lost what nothing in it needs.  What is not whole is taken
 * out of the publication. */
int tare_plot_take(const struct tare_publication *publication,
                   struct tare_plot *plot, enum tare_plot_format format);

/* Takes its files out of the publication, whatever is in them. */
void tare_plot_drop(const struct tare_publication *publication,
                    const struct tare_plot *plot, enum tare_plot_format format);

/* Appends the SVG of a plot that is drawn. */
void tare_plot_read(struct tare_buf *svg,
                    const struct tare_publication *publication,
                    const struct tare_plot *plot);

#endif
