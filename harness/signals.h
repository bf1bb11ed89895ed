/* SPDX-License-Identifier: MIT */
/*
 * What the outside wants of the coordinator.  SIGINT, SIGTERM and SIGHUP ask
 * it to end: the first time after the running launch, the second time at once.
 * SIGTSTP (Ctrl-Z) asks it to stop: the running launch is thrown away before,
 * so that no sample spans the pause.
 */
#ifndef TARE_HARNESS_SIGNALS_H
#define TARE_HARNESS_SIGNALS_H

void tare_signals_install(void);

/* How often it was asked to end. */
int tare_signals_end_wanted(void);

/* The first signal that asked, or 0. */
int tare_signals_number(void);

/* Whether Ctrl-Z was pressed; tare_signals_stop() then stops the process and
 * returns when it is continued. */
int tare_signals_stop_wanted(void);
void tare_signals_stop(void);

#endif
