/* SPDX-License-Identifier: MIT */
/*
 * Cases in this very process, for debuggers, profilers and sanitizers: no
 * launches, so a crash takes everything with it, and one address layout, so
 * the numbers have no interval.
 */
#ifndef TARE_HARNESS_LOCAL_H
#define TARE_HARNESS_LOCAL_H

#include "harness/run/settings.h"

enum tare_local_mode {
    TARE_LOCAL_TEST,    /* one iteration */
    TARE_LOCAL_PROFILE, /* loops for a while, keeps no numbers */
    TARE_LOCAL_MEASURE  /* calibrates and takes the samples of one launch */
};

/* Runs the cases of the suite, which are this program's own, one after
 * the other into the run; profile_s is for TARE_LOCAL_PROFILE. */
void tare_local_run(struct tare_run *run, const struct tare_where *where,
                    const struct tare_rounds_settings *settings,
                    enum tare_local_mode mode, double profile_s);

#endif
