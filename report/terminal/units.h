/* SPDX-License-Identifier: MIT */
/* A number and its unit as text: one scale for a column of numbers, so that
 * they can be compared by eye. */
#ifndef TARE_REPORT_UNITS_H
#define TARE_REPORT_UNITS_H

#include <stddef.h>

#include "store/buf.h"

enum {
    TARE_SCALED_SIZE = 48
};

/* How a column is written: value * factor, with that many decimals. */
struct tare_scale {
    double factor;
    int decimals;
    const char *prefix; /* of the unit; for time the whole unit */
    const char *unit;
};

/* The scale in which the smallest of the values still has four digits.  unit
 * is as in the record: "ns" becomes ps to s; others get decimal prefixes from
 * a thousand on, and none below.  Values that are not positive do not count. */
struct tare_scale tare_scale_for(const double *values, size_t count,
                                 const char *unit);

/* The scale for that value alone. */
struct tare_scale tare_scale_one(double value, const char *unit);

/* With no more decimals than half an interval lets mean something: two of its
 * digits. */
struct tare_scale tare_scale_within(struct tare_scale scale, double half_width);

/* From where to where values lie, of those that are positive.  All zero: there
 * are none. */
struct tare_extent {
    double low, high;
};
void tare_extent_add(struct tare_extent *extent, double value);

/* The scale for a value among others: that of all of them, or its own where
 * they are too far apart to share a unit. */
struct tare_scale tare_scale_shared(const struct tare_extent *all, double value,
                                    const char *unit);

/* "41.23" and "41.23 ns".  Not finite: "–". */
void tare_scaled_number(char text[TARE_SCALED_SIZE], double value,
                        const struct tare_scale *scale);
void tare_scaled_format(char text[TARE_SCALED_SIZE], double value,
                        const struct tare_scale *scale);

/* The same in its own scale, "41.23 ns"; and an interval, "41.1 … 41.4", which
 * is nothing where it is not finite. */
void tare_amount_format(char text[TARE_SCALED_SIZE], double value,
                        const char *unit);
void tare_interval_format(struct tare_buf *text, double low, double high,
                          const struct tare_scale *scale);

/* The unit alone, as it is shown behind a number: harmless, and cut. */
void tare_scaled_unit(char *text, size_t size, const struct tare_scale *scale);

/* 100 times the fraction, and finite if that is. */
double tare_percent(double fraction);

/* A fraction in percent with two digits: "0.31 %", "12 %"; "–" if unknown. */
void tare_percent_format(char text[TARE_SCALED_SIZE], double fraction);

/* A duration for people: "8.3 s", "2:05 min", "3 h". */
void tare_duration_format(char text[TARE_SCALED_SIZE], double seconds);

#endif
