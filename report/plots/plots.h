/* SPDX-License-Identifier: MIT */
/*
 * The large plots of a report: one file for each.  A plot takes the records,
 * computes what is to be drawn with stats/, and writes commands and numbers
 * for gnuplot; where there is nothing to draw, it adds nothing.
 */
#ifndef TARE_REPORT_PLOTS_H
#define TARE_REPORT_PLOTS_H

#include "report/plots/entries.h"
#include "report/plots/gnuplot.h"

/* A plot of one case. */
typedef void tare_case_plot(struct tare_gnuplot *gnuplot,
                            const struct tare_entries *entries,
                            struct tare_entry *entry);

tare_case_plot tare_plot_density, tare_plot_pairs, tare_plot_launches,
    tare_plot_regression, tare_plot_within, tare_plot_deciles,
    tare_plot_bootstrap, tare_plot_latency;

/* A plot of one group. */
typedef void tare_group_plot(struct tare_gnuplot *gnuplot,
                             const struct tare_entries *entries,
                             struct tare_group *group);

tare_group_plot tare_plot_lines, tare_plot_throughput, tare_plot_violins;

/* All of them. */
tare_case_plot tare_plots_of_case;
tare_group_plot tare_plots_of_group;

#endif
