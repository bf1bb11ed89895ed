/* SPDX-License-Identifier: MIT */
/* What the first launches of a case find out, and the plan that follows. */
#ifndef TARE_HARNESS_CALIBRATE_H
#define TARE_HARNESS_CALIBRATE_H

#include "harness/run/plan.h"
#include "harness/run/settings.h"
#include "harness/launch/session.h"

/* Runs one iteration, to see that it works; 0, or -1 as the session says. */
int tare_calibrate_once(struct tare_session *session);

/* Runs the calibration to its end; 0, or -1 as the session says. */
int tare_calibrate_climb(struct tare_session *session,
                         struct tare_calibration *calibration);

/* The plan for a case, from the settings and what it declares; noted in its
 * row of the record. */
struct tare_plan tare_calibrate_plan(
    struct tare_case *c, const struct tare_rounds_settings *settings,
    const struct tare_case_options *options,
    const struct tare_calibration *calibration, double setup_ns);

#endif
