/* SPDX-License-Identifier: MIT */
/* Reports: when, where, and of what. */
#ifndef TARE_COMMAND_REPORTING_H
#define TARE_COMMAND_REPORTING_H

#include "command/options.h"
#include "store/comparison.h"
#include "store/fail.h"
#include "store/record.h"

/* What a report is of; it gets what analysis can add to it. */
struct tare_reporting {
    struct tare_run *run;    /* a run, a duel, or the new side */
    struct tare_run *before; /* the old side, for numbers; or NULL */
    const struct tare_comparison *comparison; /* or NULL */
};

/* Refuses before anything is measured what could not be written after. */
int tare_reporting_try(const struct tare_options *options,
                       struct tare_err *err);

/* After measuring, as the options say.  Where nobody asked for the report,
 * that it cannot be written is said, no more. */
int tare_reporting_after(const struct tare_reporting *reported,
                         const struct tare_options *options,
                         struct tare_err *err);

/* Now, into that folder or file. */
int tare_reporting_make(const struct tare_reporting *reported, const char *path,
                        const struct tare_options *options,
                        struct tare_err *err);

#endif
