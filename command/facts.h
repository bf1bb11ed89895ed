/* SPDX-License-Identifier: MIT */
/* The head of a run record: when, where, built how, with which settings. */
#ifndef TARE_COMMAND_FACTS_H
#define TARE_COMMAND_FACTS_H

#include "command/options.h"
#include "harness/launch/session.h"
#include "store/record.h"

/* When, where, and with which settings. */
void tare_facts_begin(struct tare_run *run, const struct tare_options *options,
                      const struct tare_where *where);

/* The time, as records have it.  Returned. */
char *tare_facts_now(void);

/* Adds the executables of the suite, and how they were built; those that a
 * baseline keeps, whose head that is, from what it knows.  NULL: there is none. */
void tare_facts_add_binaries(struct tare_run *run,
                             const struct tare_suite *suite,
                             const struct tare_run *kept);

#endif
