/* SPDX-License-Identifier: MIT */
/*
 * What one run says about one case: the 10 % trimmed mean of its launches and
 * an interval that covers.
 *
 * The launch is the unit.  The mean is trimmed because a few launches meet a
 * busy neighbour, and with them no interval around a plain mean covers
 * (docs/statistics.md); Tukey & McLaughlin (1963) give the trimmed mean's
 * standard error from the winsorised sample.  Launches also drift together.
 * Six batches in time order show that drift, and the larger of the two errors
 * counts.  What is slower than the session, no single run can see.
 *
 * With fewer than 20 launches the interval is indicative only: it covers less
 * than it says where launches fall into two groups.
 */
#ifndef TARE_STATS_ESTIMATE_H
#define TARE_STATS_ESTIMATE_H

#include <stddef.h>

/* Launches below which no batches are formed. */
#define TARE_BATCHED_LAUNCHES 12

struct tare_estimate {
    double value;          /* the trimmed mean; NaN when there is none */
    double low, high;      /* NaN when there is no interval */
    double standard_error; /* the one used: of ln value, or of value */
    double launch_error;   /* from the spread of launches, se1 */
    double session_error;  /* from the batches, se2; 0 below 12 launches */
    double degrees;        /* of freedom of the interval */
    double confidence;     /* in (0, 1) */
    size_t count;          /* launches */
    size_t trimmed;        /* of them, on each side */
    size_t needs;          /* launches for an interval; 0 when there is one */
    int not_finite;        /* NaN, or more infinities than were trimmed */
};

/* Doubles of scratch that the estimates below need. */
size_t tare_estimate_scratch(size_t count);

/*
 * log_values: ln(time per iteration), one per launch in time order.  value,
 * low and high are exp'd, the errors stay those of the logarithm.
 * confidence outside (0, 1) counts as 0.95.
 */
struct tare_estimate tare_estimate_launches(const double *log_values,
                                            size_t count, double confidence,
                                            double *scratch);

/* The same without logarithms, for measures that may be 0 or negative. */
struct tare_estimate tare_estimate_linear(const double *values, size_t count,
                                          double confidence, double *scratch);

/* Adds an error that all launches share, of ln value, to an estimate of
 * logarithms: the interval grows, the value stays. */
void tare_estimate_widen(struct tare_estimate *estimate, double error);

/* The longer side of the interval as a fraction of the value: 0.005 is
 * "within 0.5 %".  Infinite without an interval; 0 when nothing varied. */
double tare_estimate_half_width(const struct tare_estimate *estimate);

#endif
