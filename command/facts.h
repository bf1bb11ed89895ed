/* SPDX-License-Identifier: MIT */
/* The head of a run record: when, where, built how, with which settings. */
#ifndef TARE_COMMAND_FACTS_H
#define TARE_COMMAND_FACTS_H

#include "command/options.h"
#include "harness/session.h"
#include "store/record.h"

/* Fills in everything of the run but its cases. */
void tare_facts_begin(struct tare_run *run, const struct tare_options *options,
                      const struct tare_place *place);

#endif
