/* SPDX-License-Identifier: MIT */
/* How a launch that went wrong is labelled: a signal, an exit, what it left. */
#ifndef TARE_HARNESS_CRASH_H
#define TARE_HARNESS_CRASH_H

#include "harness/launch/launch.h"

/* What an exit says that we did not cause. */
void tare_crash_judge(struct tare_launched *launched);

/* Ends the processes that it left, and says so. */
void tare_crash_blame_orphans(struct tare_launched *launched);

#endif
