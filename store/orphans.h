/* SPDX-License-Identifier: MIT */
/*
 * Processes that our children leave behind become ours, even those that made
 * themselves daemons, and are found and ended.  Children of whoever called us,
 * and what those leave behind, are never touched: where there are any, only
 * what has inherited TARE_ORPHANS_MARK from us counts as ours.
 */
#ifndef TARE_STORE_ORPHANS_H
#define TARE_STORE_ORPHANS_H

#include <sys/types.h>

/* Stands in the environment of whatever we start, with our pid as its value. */
#define TARE_ORPHANS_MARK "TARE_COORDINATOR="

struct tare_orphans {
    unsigned ended;  /* were alive, and had to be killed */
    unsigned spared; /* belong to another user, and go on */
};

/* From now on orphans come to us.  Children that exist already are remembered
 * and left alone. */
void tare_orphans_adopt(void);

/* Ends what is left behind, with its descendants. */
struct tare_orphans tare_orphans_end(void);

/* Reaps a child that was killed: whether it has ended within two seconds.  One
 * that has not, because we may not kill it or the kernel holds it, is left
 * alone from then on. */
int tare_orphans_reap(pid_t pid, int *status);

#endif
