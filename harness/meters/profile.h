/* SPDX-License-Identifier: MIT */
/*
 * The meter "profile": where the time goes.  Launches in which each thread is
 * looked at every so often, while the clock runs and never else; the stacks that
 * it is found in are sent beside the results (store/profile.h).
 */
#ifndef TARE_HARNESS_PROFILE_H
#define TARE_HARNESS_PROFILE_H

#include "harness/bench/meter.h"

/* As its events: threads of a threaded case each by itself. */
#define TARE_PROFILE_APART "apart"

extern const struct tare_meter tare_profile_meter;

/* How it would look here, in words, and what a look costs.  0, or -1: by perf not,
 * or not while the kernel runs. */
int tare_profile_examine(char *detail, size_t size);

#endif
