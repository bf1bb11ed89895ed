/* SPDX-License-Identifier: MIT */
/*
 * What exports for monitoring say of a row, one number at a time.  A series has
 * the same labels in all of them, and what a collector makes of the dotted name
 * and its unit for Prometheus is the other name.
 */
#ifndef TARE_REPORT_GAUGES_H
#define TARE_REPORT_GAUGES_H

#include <stddef.h>

#include "report/export/export_rows.h"

enum {
    TARE_LABEL_MEASURE = 1,
    TARE_LABEL_UNIT = 2,
    TARE_LABEL_VERDICT = 4
};

struct tare_gauge {
    const char *name, *unit;               /* of Prometheus; unit or NULL */
    const char *dotted_name, *dotted_unit; /* of OpenTelemetry; unit or "" */
    const char *help;
    const char *const *stats; /* values of that label; NULL: it has none */
    /* NaN: there is nothing to say */
    double (*value)(const struct tare_export_row *row, int stat);
    int labels; /* besides "benchmark" and "stat" */
};

extern const struct tare_gauge tare_gauges[];
extern const size_t tare_gauge_count;

/* Whether there is such a stat; without the label, only number 0. */
int tare_gauge_has_stat(const struct tare_gauge *gauge, int stat);

/* Calls put for each label of a row that has such a value. */
typedef void tare_label_fn(void *context, const char *name, const char *value);

void tare_gauge_labels(const struct tare_gauge *gauge,
                       const struct tare_export_row *row, int stat,
                       tare_label_fn *put, void *context);

#endif
