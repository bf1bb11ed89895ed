/* SPDX-License-Identifier: MIT */
/*
 * A launch that dies of SIGSEGV says before whether its stack had run out,
 * which nobody can tell from outside.  Not with AddressSanitizer, which has a
 * better handler of its own.
 */
#ifndef TARE_HARNESS_FAULT_H
#define TARE_HARNESS_FAULT_H

/* Installs the handler, which sends TARE_WORD_FAULT over the channel. */
void tare_fault_watch(int channel);

/* Gives the calling thread a stack for the handler; needed once a thread,
 * and does nothing unless the handler is installed. */
void tare_fault_stack(void);

/* Gives the calling thread a stack for handlers of signals, unless it has one. */
void tare_handler_stack(void);

#endif
