/* SPDX-License-Identifier: MIT */
#include "report/plots/plots.h"

static tare_case_plot *const of_cases[] = {
    tare_plot_density,    tare_plot_pairs,   tare_plot_launches,
    tare_plot_regression, tare_plot_within,  tare_plot_deciles,
    tare_plot_bootstrap,  tare_plot_latency,
};

static tare_group_plot *const of_groups[] = {
    tare_plot_lines,
    tare_plot_throughput,
    tare_plot_violins,
};

void tare_plots_of_case(struct tare_gnuplot *gnuplot,
                        const struct tare_entries *entries,
                        struct tare_entry *entry)
{
    if (!tare_entry_is_measured(entry))
        return;
    for (size_t i = 0; i < sizeof of_cases / sizeof *of_cases; i++)
        of_cases[i](gnuplot, entries, entry);
}

void tare_plots_of_group(struct tare_gnuplot *gnuplot,
                         const struct tare_entries *entries,
                         struct tare_group *group)
{
    for (size_t i = 0; i < sizeof of_groups / sizeof *of_groups; i++)
        of_groups[i](gnuplot, entries, group);
}
