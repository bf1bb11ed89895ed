/* SPDX-License-Identifier: MIT */
/* How much is shown, and where, as the options say. */
#ifndef TARE_COMMAND_VERBOSITY_H
#define TARE_COMMAND_VERBOSITY_H

#include <stdio.h>

#include "command/options.h"
#include "report/terminal/summary.h"

enum tare_detail tare_verbosity_detail(const struct tare_options *options);

struct tare_style tare_verbosity_style(FILE *stream,
                                       const struct tare_options *options);

/* How many documents go to stdout. */
size_t tare_verbosity_documents(const struct tare_options *options);

/* Where a document goes to stdout, nothing else does. */
FILE *tare_verbosity_stream(const struct tare_options *options);

#endif
