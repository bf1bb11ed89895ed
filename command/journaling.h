/* SPDX-License-Identifier: MIT */
/*
 * --resume: the journal of a command, from its name to what becomes of it.
 *
 *     tare_journaling_begin(&journal, &subject, &settings, options, err);
 *     ... measures
 *     status = tare_journaling_check(&journal, err);
 *     ... saves
 *     tare_journaling_end(&journal, is_saved, options);
 */
#ifndef TARE_COMMAND_JOURNALING_H
#define TARE_COMMAND_JOURNALING_H

#include "command/options.h"
#include "harness/bench/suite.h"
#include "harness/run/settings.h"
#include "store/journal.h"

/* What is going to be measured; borrowed. */
struct tare_journaled {
    struct tare_run *run; /* as far as it is known before */
    const struct tare_suite *suites[2];
    const char *policy; /* the file of it; NULL: none */
};

/* Opens the journal of the command and, with --resume, has the run and the
 * settings go on from what is in it.  A command of which nothing can be noted is
 * measured all the same, unless it is to be resumed. */
int tare_journaling_begin(struct tare_journal *journal,
                          const struct tare_journaled *subject,
                          struct tare_rounds_settings *settings,
                          const struct tare_options *options,
                          struct tare_err *err);

/* Whether what was measured is to be shown and saved: 0; else the journal did not
 * fit, or it was interrupted while that was read, and stays as it was. */
int tare_journaling_check(const struct tare_journal *journal,
                          struct tare_err *err);

/* It is not needed any more when everything was measured and saved. */
void tare_journaling_end(struct tare_journal *journal, int is_saved,
                         const struct tare_options *options);

#endif
