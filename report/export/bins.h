/* SPDX-License-Identifier: MIT */
/*
 * How the times of a case are distributed, for formats that have histograms:
 * bins that are not empty, in ascending order, in seconds.  A bin is at most 1/256
 * of the value wide; where it is and how wide depends on nothing else, so that
 * the bins of different runs add up.
 */
#ifndef TARE_REPORT_BINS_H
#define TARE_REPORT_BINS_H

#include <stddef.h>
#include <stdint.h>

#include "store/record.h"

struct tare_bin {
    double low, high;
    uint64_t count;
};

/* NaN: not known. */
struct tare_bins {
    struct tare_bin *items; /* owned */
    size_t count;
    double sum, min, max;
};

/* The times of the launches that count; a bin includes `high`. */
void tare_bins_of_launches(struct tare_bins *bins, const struct tare_case *c);

/* Of iterations that were timed alone; a bin includes `low`, as in the record,
 * and sum and min are not known. */
void tare_bins_of_latency(struct tare_bins *bins, const struct tare_case *c);

void tare_bins_release(struct tare_bins *bins);

#endif
