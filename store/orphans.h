/* SPDX-License-Identifier: MIT */
/*
 * Processes that our children leave behind become ours, even those that made
 * themselves daemons, and are found and ended.  Children of whoever called us,
 * and what those leave behind, are never touched: where there are any, we go on
 * in a process that has none.
 */
#ifndef TARE_STORE_ORPHANS_H
#define TARE_STORE_ORPHANS_H

#include <sys/types.h>

struct tare_orphans {
    unsigned ended;  /* were alive, and had to be killed */
    unsigned spared; /* belong to another user, and go on */
};

/* Before anything is started: returns in a process without children.  When
 * that is another one, this one waits for it, hands signals on to it, and ends
 * as it does. */
void tare_orphans_isolate(void);

/* From now on orphans come to us. */
void tare_orphans_adopt(void);

/* Gives what is left behind so long to end by itself. */
void tare_orphans_wait(int limit_ms);

/* Ends what is left behind, with its descendants. */
struct tare_orphans tare_orphans_end(void);

/* Reaps a child that was killed: whether it has ended within two seconds.  One
 * that has not, because we may not kill it or the kernel holds it, is left
 * alone from then on. */
int tare_orphans_reap(pid_t pid, int *status);

#endif
