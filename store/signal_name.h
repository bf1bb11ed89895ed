/* SPDX-License-Identifier: MIT */
#ifndef TARE_STORE_SIGNAL_NAME_H
#define TARE_STORE_SIGNAL_NAME_H

/* "SIGSEGV"; "a real-time signal" or "unknown" for what has no name of its
 * own. */
const char *tare_signal_name(int number);

#endif
