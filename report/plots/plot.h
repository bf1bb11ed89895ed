/* SPDX-License-Identifier: MIT */
/* A plot of a report: what it is called, and what stands beside it. */
#ifndef TARE_REPORT_PLOT_H
#define TARE_REPORT_PLOT_H

#include <stddef.h>

enum tare_plot_format {
    TARE_PLOT_SVG, /* for the pages, always */
    TARE_PLOT_PNG, /* these besides */
    TARE_PLOT_PDF
};

enum {
    TARE_PLOT_NAME_SIZE = 32
};

/* A plot as a page shows it.  All zero: none. */
struct tare_plot {
    size_t number; /* from 1; names its file */
    unsigned height;
    int is_drawn;
    char *title, *caption; /* owned */
};

/* "plot-0001.svg" */
void tare_plot_name(char name[TARE_PLOT_NAME_SIZE],
                    const struct tare_plot *plot, enum tare_plot_format format);
void tare_plot_release(struct tare_plot *plot);

#endif
