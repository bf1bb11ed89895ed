/* SPDX-License-Identifier: MIT */
/* Facts about the machine, for the record, and checks of what will spoil
 * measurements on it, for `tare doctor`.  Linux only; reads, never changes. */
#ifndef TARE_HARNESS_MACHINE_H
#define TARE_HARNESS_MACHINE_H

#include "harness/machine/clock.h"
#include "store/record.h"

/* A fact that cannot be known here is absent. */
void tare_machine_facts(struct tare_facts *facts,
                        const struct tare_clock_facts *clock);

/* The first line of a file without its newline; whether there was one. */
int tare_machine_line(const char *path, char *line, size_t size);

/* The value after "name ... :" in /proc/cpuinfo, of the first processor. */
int tare_machine_cpuinfo(const char *name, char *value, size_t size);

#endif
