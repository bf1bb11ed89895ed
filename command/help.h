/* SPDX-License-Identifier: MIT */
/* What --help prints, and what the manual pages share with it. */
#ifndef TARE_COMMAND_HELP_H
#define TARE_COMMAND_HELP_H

#include "command/options.h"
#include "store/buf.h"

/* The help stands above the options. */
void tare_help_print(enum tare_verb_mask verb, const char *help);

/* Adds which options can be set in the environment; nothing where none can. */
void tare_help_environment(struct tare_buf *text, enum tare_verb_mask verb);

#endif
