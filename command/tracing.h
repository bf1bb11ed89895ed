/* SPDX-License-Identifier: MIT */
/* --trace FILE: what was done when, kept by the options of who measures. */
#ifndef TARE_COMMAND_TRACING_H
#define TARE_COMMAND_TRACING_H

#include <stdint.h>

#include "command/options.h"
#include "store/fail.h"
#include "store/record.h"

/* Refuses, before anything is done, what could not be written after. */
int tare_tracing_begin(struct tare_options *options, struct tare_err *err);

/* Writes it, whatever has become of the rest, which deserves that status;
 * returned, unless the trace cannot be written. */
int tare_tracing_end(struct tare_options *options, int status,
                     struct tare_err *err);

/* What has been done since then. */
void tare_tracing_phase(const struct tare_options *options, const char *what,
                        uint64_t since_ns);

/* The same of analysis, which belongs to the time of the run. */
void tare_tracing_analysis(const struct tare_options *options,
                           struct tare_run *run, uint64_t since_ns);

#endif
