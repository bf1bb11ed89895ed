/* SPDX-License-Identifier: MIT */
/*
 * Puts the functions of harness/meters/mallocs.h in the place of malloc() and its
 * relatives: for every caller in this process, those inside of libraries too,
 * however the program was linked and whoever brought its allocator.
 */
#ifndef TARE_HARNESS_TAKEOVER_H
#define TARE_HARNESS_TAKEOVER_H

#include <stddef.h>

/* Once; there is no way back.  0, or -1 and why it cannot be done. */
int tare_takeover(char *reason, size_t size);

/* Whether it is known how, here: 0, or -1 and why not; for meters. */
int tare_takeover_check(const char *events, char *reason, size_t size);

#endif
