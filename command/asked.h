/* SPDX-License-Identifier: MIT */
/* What a command line asks, as texts "WHAT: VALUE" which can be compared with
 * those of another. */
#ifndef TARE_COMMAND_ASKED_H
#define TARE_COMMAND_ASKED_H

#include "command/options.h"

/* Adds one; the strings are owned by whoever has the array. */
void tare_asked_add(char ***texts, size_t *count, const char *what,
                    const char *value);

/* Adds what was given of all that decides what is measured and how it is judged,
 * and nothing of where results go and how they are shown. */
void tare_asked_options(char ***texts, size_t *count,
                        const struct tare_options *options);

/* A name for what is measured: for the same operands and cases the same,
 * whatever the other options are.  Returned. */
char *tare_asked_name(const struct tare_options *options, const char *program,
                      unsigned shard, unsigned of);

#endif
