/* SPDX-License-Identifier: MIT */
/*
 * Counts of positive values in buckets that grow with the value: 256 to each
 * doubling, so that a value is known to 1/256 of itself, from 1 on.  The
 * buckets are the same for everyone and always, so histograms of different
 * launches, builds and days add up.
 *
 * Bucket 0 takes what is below 1 (and what is no number); bucket
 * 1 + 256 e + s begins at 2^e (1 + s/256); the last one takes all that is above.
 */
#ifndef TARE_STATS_LOG_HISTOGRAM_H
#define TARE_STATS_LOG_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum {
    TARE_LOG_PARTS = 256,  /* of a doubling */
    TARE_LOG_OCTAVES = 44, /* of nanoseconds: to nearly five hours */
    TARE_LOG_BUCKETS = 1 + TARE_LOG_PARTS * TARE_LOG_OCTAVES
};

/* All zero is empty. */
struct tare_log_histogram {
    double max;     /* exact */
    uint64_t count; /* of all values; below 2^53 */
    uint64_t counts[TARE_LOG_BUCKETS];
};

/* A bucket that is not empty. */
struct tare_log_bin {
    uint32_t bucket;
    uint64_t count; /* at least 1 */
};

/* The same without the empty ones, in ascending order. */
struct tare_log_bins {
    double max;
    struct tare_log_bin *items;
    size_t count;
};

/* The bucket of a value, and where one begins; that of TARE_LOG_BUCKETS is
 * where the last one ends. */
size_t tare_log_bucket(double value);
double tare_log_edge(size_t bucket);

void tare_log_histogram_add(struct tare_log_histogram *histogram, double value);

/* Add what the other has counted. */
void tare_log_histogram_join(struct tare_log_histogram *histogram,
                             const struct tare_log_histogram *other);
void tare_log_histogram_merge(struct tare_log_histogram *histogram,
                              const struct tare_log_bins *other);

/* How many buckets are not empty; writes them to `bins` unless that is NULL. */
size_t tare_log_histogram_bins(const struct tare_log_histogram *histogram,
                               struct tare_log_bin *bins);

/*
 * Quantiles as by tare_quantile() (type 7), the values of a bucket being taken
 * for evenly spread over it: each value, and so the quantile, is off by
 * 1/256 of itself at most; p = 1 gives the exact maximum.  `p` ascends within
 * [0, 1].  Nothing counted gives NaN.
 */
void tare_log_histogram_quantiles(const struct tare_log_histogram *histogram,
                                  const double *p, size_t count, double *out);
double tare_log_histogram_quantile(const struct tare_log_histogram *histogram,
                                   double p);

#endif
