/* SPDX-License-Identifier: MIT */
/* What several plots are made of: the sides of a case, their values, and
 * common pieces of script. */
#ifndef TARE_REPORT_PLOT_PARTS_H
#define TARE_REPORT_PLOT_PARTS_H

#include "report/plots/plots.h"
#include "report/terminal/units.h"

/* A side that has launches, and how it is drawn. */
struct tare_plot_side {
    const struct tare_measure *time;
    enum tare_color_name color;
    const char *name; /* "new"; "" where there is one side only */
};

/* The sides of the case: the old one first, so that the new one is drawn over
 * it.  How many there are. */
size_t tare_plot_sides(const struct tare_entry *entry,
                       struct tare_plot_side sides[2]);

/* Values that are finite and above 0, all others left out. */
struct tare_plot_values {
    double *items; /* owned */
    size_t count;
};

/* One for each launch, in the order of time, or sorted. */
void tare_plot_launch_values(struct tare_plot_values *values,
                             const struct tare_measure *time);

/* A sample at the pace to which its launch is brought. */
double tare_plot_sample(const struct tare_launch *launch, size_t index);

/* Those of all samples, launch by launch, and evenly thinned out to at most so
 * many. */
void tare_plot_sample_values(struct tare_plot_values *values,
                             const struct tare_measure *time, size_t most);
void tare_plot_values_sort(struct tare_plot_values *values);
/* The curve of those of the sorted values that lie between low and high, and a
 * little beyond; a few that lie far away would take all the points there are.
 * 0 when there is none. */
int tare_plot_curve(const struct tare_plot_values *sorted, double low,
                    double high, double *x, double *y, size_t points);

void tare_plot_values_release(struct tare_plot_values *values);

/* The scale of an axis on which all sides are. */
struct tare_scale tare_plot_scale(const struct tare_plot_side *sides,
                                  size_t count);

/* "set xlabel '...'", which is taken as it is. */
void tare_plot_name_axis(struct tare_buf *body, char axis, const char *label);

/* "set xlabel 'change (%)'", and with the unit of a scale. */
void tare_plot_label(struct tare_buf *body, char axis, const char *text,
                     const char *unit);
void tare_plot_label_scaled(struct tare_buf *body, char axis, const char *text,
                            const struct tare_scale *scale);

/* "set xrange [1:2]" */
void tare_plot_range(struct tare_buf *body, char axis, double low, double high);

/* "set xtics 0.5": round numbers, and no more than about so many of them. */
void tare_plot_tics(struct tare_buf *body, char axis, double low, double high,
                    size_t most);

/* The same of a logarithmic y axis that is so short that powers of ten alone
 * would label it with one number, or none. */
void tare_plot_log_tics(struct tare_buf *body, double low, double high);

/* A band across the plot and a line in it: an estimate on that axis. */
void tare_plot_band(struct tare_buf *body, char axis,
                    const struct tare_band *band, double factor,
                    enum tare_color_name color);

/* A line across the plot at a value of that axis; dashed or not. */
void tare_plot_rule(struct tare_buf *body, char axis, double value,
                    enum tare_color_name color, int is_dashed);

/* " title 'new launches'", or without the name. */
void tare_plot_title(struct tare_buf *body, const char *side, const char *what);

/* Room for one more plot of the case, or of the group; NULL when it is full. */
struct tare_plot *tare_plot_of_case(struct tare_entry *entry);
struct tare_plot *tare_plot_of_group(struct tare_group *group);

#endif
