/* SPDX-License-Identifier: MIT */
/*
 * What the outside wants of the coordinator.  SIGINT, SIGTERM and SIGHUP ask
 * it to end: the first time after the running launch, the second time at once,
 * and so it is five seconds after the first.
 * SIGTSTP (Ctrl-Z) asks it to stop: the running launch is thrown away before,
 * so that no sample spans the pause.
 * SIGUSR1, and SIGINFO where there is one, asks where it is.
 */
#ifndef TARE_STORE_SIGNALS_H
#define TARE_STORE_SIGNALS_H

#include <signal.h>

/* Before anything is started: what our caller ignores or blocks must not keep
 * us from hearing how a child ended, or that we are to end.  From here on a
 * question does not end us. */
void tare_signals_reset(void);

void tare_signals_install(void);

/* Holds back what asks us to end, and the alarm, until the mask is set to what it
 * was before. */
void tare_signals_hold(sigset_t *before);

/* How often it was asked to end; waiting long counts as asking. */
int tare_signals_end_wanted(void);

/* For us to end at once because we cannot go on, as if somebody had asked. */
void tare_signals_ask_to_end(void);

/* The first signal that asked, or 0. */
int tare_signals_number(void);

/* Whether Ctrl-Z was pressed; tare_signals_stop() then stops the process, unless
 * it is to end or was continued meanwhile, and returns when it is continued. */
int tare_signals_stop_wanted(void);
void tare_signals_stop(void);

/* Who answers when it is asked where we are; no signal handler, so it may do
 * anything.  Whoever waits calls the latter now and then, and a question that
 * came meanwhile is answered. */
void tare_signals_answer_by(void (*answer)(void));
void tare_signals_answer(void);

#endif
