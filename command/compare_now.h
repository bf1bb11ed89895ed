/* SPDX-License-Identifier: MIT */
/* Comparing what is measured now. */
#ifndef TARE_COMMAND_COMPARE_NOW_H
#define TARE_COMMAND_COMPARE_NOW_H

#include "command/comparing.h"

/* A duel of the sides, measured and judged. */
int tare_compare_now(struct tare_comparing *comparing,
                     const struct tare_options *options, struct tare_err *err);

/*
 * The new side against a baseline: a duel with what the baseline keeps, or,
 * where that is asked for or cannot run here, a run whose numbers are compared.
 */
int tare_compare_baseline(struct tare_comparing *comparing, const char *name,
                          const struct tare_case_choice *choice,
                          struct tare_err *err);

#endif
