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
typedef void (*tare_case_plot_fn)(struct tare_gnuplot *gnuplot,
                                  const struct tare_entries *entries,
                                  struct tare_entry *entry);

void tare_plot_density(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry);
void tare_plot_pairs(struct tare_gnuplot *gnuplot,
                     const struct tare_entries *entries,
                     struct tare_entry *entry);
void tare_plot_launches(struct tare_gnuplot *gnuplot,
                        const struct tare_entries *entries,
                        struct tare_entry *entry);
void tare_plot_regression(struct tare_gnuplot *gnuplot,
                          const struct tare_entries *entries,
                          struct tare_entry *entry);
void tare_plot_within(struct tare_gnuplot *gnuplot,
                      const struct tare_entries *entries,
                      struct tare_entry *entry);
void tare_plot_deciles(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry);
void tare_plot_bootstrap(struct tare_gnuplot *gnuplot,
                         const struct tare_entries *entries,
                         struct tare_entry *entry);

void tare_plot_latency(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_entry *entry);

/* A plot of one group. */
typedef void (*tare_group_plot_fn)(struct tare_gnuplot *gnuplot,
                                   const struct tare_entries *entries,
                                   struct tare_group *group);

void tare_plot_lines(struct tare_gnuplot *gnuplot,
                     const struct tare_entries *entries,
                     struct tare_group *group);
void tare_plot_throughput(struct tare_gnuplot *gnuplot,
                          const struct tare_entries *entries,
                          struct tare_group *group);
void tare_plot_violins(struct tare_gnuplot *gnuplot,
                       const struct tare_entries *entries,
                       struct tare_group *group);

/* All of them. */
void tare_plots_of_case(struct tare_gnuplot *gnuplot,
                        const struct tare_entries *entries,
                        struct tare_entry *entry);
void tare_plots_of_group(struct tare_gnuplot *gnuplot,
                         const struct tare_entries *entries,
                         struct tare_group *group);

#endif
