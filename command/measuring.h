/* SPDX-License-Identifier: MIT */
/* From the options to what the coordinators of harness/ want to know: where
 * and how. */
#ifndef TARE_COMMAND_MEASURING_H
#define TARE_COMMAND_MEASURING_H

#include "command/options.h"
#include "harness/run/rounds.h"
#include "harness/launch/session.h"

/* The seed is drawn from the clock unless one is given. */
struct tare_rounds_settings
tare_measuring_settings(const struct tare_options *options);

/* The clock is measured by this. */
int tare_measuring_place(struct tare_where *where, struct tare_suite *suite,
                         const struct tare_options *options,
                         struct tare_err *err);

/* Takes care of what launches leave behind, and moves off their CPU, until
 * end. */
void tare_measuring_begin(const struct tare_where *where);
void tare_measuring_end(const struct tare_where *where);

/* An ordinary run of the suite, measured and analysed; of a race, from copies
 * (NULL: none).  The journal, empty before, is open afterwards, unless nothing
 * is noted. */
int tare_measuring_run(struct tare_run *run, struct tare_suite *suite,
                       struct tare_copies *copies, struct tare_journal *journal,
                       const struct tare_options *options,
                       struct tare_err *err);

/* What its launches say beside the estimates. */
void tare_measuring_analyse(struct tare_run *run,
                            const struct tare_options *options);

/* Refuses before anything is measured what could not be written after; NULL
 * and "-" always can. */
int tare_measuring_try_output(const char *path, struct tare_err *err);

#endif
