/* SPDX-License-Identifier: MIT */
/* Whether a process that somebody else has noted still runs. */
#ifndef TARE_STORE_PROCESS_H
#define TARE_STORE_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* When it started, in ticks since the machine did: the number of a process is
 * given out again, but not with that.  0: there is none, or it has ended. */
size_t tare_process_started(pid_t pid);

/* Where its number means that process: this boot of this machine, and in it the
 * system or the container.  Empty where that cannot be told.  Returned. */
char *tare_process_space(void);

#endif
