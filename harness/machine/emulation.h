/* SPDX-License-Identifier: MIT */
/* Whether a program is run by another one that stands in for the processor, as
 * qemu does: then its times are those of the other one. */
#ifndef TARE_HARNESS_EMULATION_H
#define TARE_HARNESS_EMULATION_H

#include <sys/types.h>

/* Whether that process, which was started from that file, is. */
int tare_emulation_of(pid_t pid, const char *exec);

/* Whether this process is. */
int tare_emulation_here(void);

#endif
