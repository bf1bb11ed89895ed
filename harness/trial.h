/* SPDX-License-Identifier: MIT */
/* What the first launches of a case find out, over an open session. */
#ifndef TARE_HARNESS_TRIAL_H
#define TARE_HARNESS_TRIAL_H

#include "harness/plan.h"
#include "harness/session.h"

/* Runs one iteration, to see that it works; 0, or -1 as the session says. */
int tare_trial_once(struct tare_session *session);

/* Runs the calibration to its end; 0, or -1 as the session says. */
int tare_trial_climb(struct tare_session *session,
                     struct tare_calibration *calibration);

#endif
