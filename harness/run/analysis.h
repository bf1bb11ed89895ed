/* SPDX-License-Identifier: MIT */
/*
 * What the launches of a finished case say beside the headline estimate: mean,
 * median, SD, MAD and slope of its samples, each with an interval that knows
 * that samples of one launch hang together; outliers; the shape of the
 * launches; and how time grows over an argument.
 */
#ifndef TARE_HARNESS_ANALYSIS_H
#define TARE_HARNESS_ANALYSIS_H

#include "store/record.h"

struct tare_analysis_settings {
    double confidence;
    size_t resamples;
    uint64_t seed;
};

/* Fills in the figures, outliers and shape of each measure of the case. */
void tare_analyse_case(struct tare_case *c,
                       const struct tare_analysis_settings *settings);

/* The same of a run, and its growths, where that is not done yet. */
void tare_analyse_rest(struct tare_run *run,
                       const struct tare_analysis_settings *settings);

/* Fills in the run's growths: one for each benchmark that was measured at four
 * or more values of one numeric argument, all else equal. */
void tare_analyse_growth(struct tare_run *run, double confidence);

#endif
