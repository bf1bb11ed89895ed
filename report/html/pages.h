/* SPDX-License-Identifier: MIT */
/*
 * The report as pages of HTML: an index with all the numbers, a page for each
 * group and for each case with its plots.  Everything is in the publication,
 * needs no network, and can be read without script.
 */
#ifndef TARE_REPORT_PAGES_H
#define TARE_REPORT_PAGES_H

#include "report/plots/entries.h"

struct tare_pages_settings {
    const char *version; /* of tare */
    int is_single;       /* all of it in the index */
    int has_no_plots;    /* as the user wishes */
    int keeps_script;    /* of gnuplot */
    enum tare_plot_format format;
    const char *raw, *raw_before; /* files of the publication that hold the
                                     records, or NULL */
};

/* How it went, for whoever wants to tell. */
struct tare_pages_result {
    size_t cases, groups, plots;
    size_t broken;     /* plots that gnuplot could not draw */
    int is_missing;    /* there is no gnuplot */
    char trouble[400]; /* what it said */
};

/* Fills the publication, which is not committed. */
int tare_pages_write(const struct tare_subject *subject,
                     const struct tare_publication *publication,
                     const struct tare_pages_settings *settings,
                     struct tare_pages_result *result, struct tare_err *err);

#endif
