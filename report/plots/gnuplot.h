/* SPDX-License-Identifier: MIT */
/*
 * The large plots: one script for all of a report, run by one gnuplot.  This
 * is the only place that starts it.
 *
 *     tare_gnuplot_open(&gnuplot, &publication, TARE_PLOT_SVG, err);
 *     body = tare_gnuplot_begin(&gnuplot);
 *     tare_buf_printf(body, ...);
 *     tare_gnuplot_end(&gnuplot, &plot, "density", ...);
 *     tare_gnuplot_run(&gnuplot, ...);
 *
 * The script is a file of the publication, "plots.gp", with the numbers in it,
 * and draws plot-0001.svg and so on beside itself.  Text from outside gets into
 * it through tare_gnuplot_text alone.  A plot that gnuplot cannot draw is left
 * out, and the others are drawn all the same.
 */
#ifndef TARE_REPORT_GNUPLOT_H
#define TARE_REPORT_GNUPLOT_H

#include <stddef.h>
#include <stdio.h>

#include "report/plots/palette.h"
#include "report/plots/plot.h"
#include "store/buf.h"
#include "store/fail.h"
#include "store/publication.h"

#define TARE_GNUPLOT_SCRIPT "plots.gp"

enum {
    TARE_PLOT_WIDTH = 500, /* pixels of an SVG; others have the same shape */
    TARE_PLOT_HEIGHT = 275,
    TARE_PLOT_TEXT_MAX = 120, /* characters of a text in a plot */
    TARE_RGB_SIZE = 24
};

struct tare_gnuplot {
    const struct tare_publication *publication; /* borrowed */
    enum tare_plot_format format;
    FILE *script;         /* owned */
    struct tare_buf body; /* of the plot that is being made */
    unsigned height;      /* of that plot */
    struct tare_gnuplot_part {
        long begin, end; /* of it in the script */
        struct tare_plot *plot;
    } * parts; /* owned */
    size_t count;
    struct tare_buf trouble; /* what gnuplot said of plots left out */
    size_t broken;
    int is_missing; /* there is no gnuplot */
};

/* The plots of a report begin; a file cannot be made otherwise. */
int tare_gnuplot_open(struct tare_gnuplot *gnuplot,
                      const struct tare_publication *publication,
                      enum tare_plot_format format, struct tare_err *err);

/* Begins a plot; what comes back takes commands of gnuplot. */
struct tare_buf *tare_gnuplot_begin(struct tare_gnuplot *gnuplot);

/* The same, of another height than TARE_PLOT_HEIGHT. */
struct tare_buf *tare_gnuplot_begin_tall(struct tare_gnuplot *gnuplot,
                                         unsigned height);

/* Ends it.  The plot is told its number now, and by run whether it is drawn,
 * so it must stay where it is; title and caption are copied. */
void tare_gnuplot_end(struct tare_gnuplot *gnuplot, struct tare_plot *plot,
                      const char *title, const char *caption);

/* Draws all of them.  That gnuplot is not there, or failed, is no error. */
int tare_gnuplot_run(struct tare_gnuplot *gnuplot, struct tare_err *err);

void tare_gnuplot_release(struct tare_gnuplot *gnuplot);

/* ---- what scripts are made of -------------------------------------------- */

/* Appends the text as gnuplot takes it, in single quotes, in which nothing is
 * special but the quote itself: that becomes an apostrophe.  It is one line of
 * valid UTF-8 and no longer than TARE_PLOT_TEXT_MAX. */
void tare_gnuplot_text(struct tare_buf *body, const char *text);

/* The same for labels of tics, which gnuplot reads as formats. */
void tare_gnuplot_tic_text(struct tare_buf *body, const char *text);

/* " rgb '#000063a6' "; a part of it shines through: 0 is opaque. */
#define TARE_RGB(color, transparency)                                          \
    tare_gnuplot_color((char[TARE_RGB_SIZE]){ 0 }, color, transparency)
const char *tare_gnuplot_color(char text[TARE_RGB_SIZE],
                               enum tare_color_name color, double transparency);

#endif
