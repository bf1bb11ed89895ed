/* SPDX-License-Identifier: MIT */
/*
 * Where this process is with what it was asked for, told in four ways that show
 * the same numbers: the line on stderr, JSON on stderr (--progress json), the
 * file of --status, and an answer to SIGUSR1.
 *
 * Everything but the answer is told between launches.  The answer is given at
 * once: whoever asks has woken us anyway, a launch may take a minute, and what
 * that does to one is counted and set aside like any other disturbance.
 */
#ifndef TARE_COMMAND_LIVE_H
#define TARE_COMMAND_LIVE_H

#include "command/options.h"
#include "harness/run/settings.h"
#include "store/comparison.h"

/* Before a verb does anything; refuses a status file that cannot be written.
 * The options need not stay. */
int tare_live_begin(const struct tare_options *options, struct tare_err *err);

/* For a coordinator: what it tells is told. */
struct tare_watcher tare_live_watcher(void);

/* While nothing is measured: what is done, a literal. */
void tare_live_phase(const char *phase);

/* The verdicts are no longer those so far. */
void tare_live_judged(const struct tare_comparison *comparison);

/* The process is going to exit with that status. */
void tare_live_end(int exit_status);

#endif
