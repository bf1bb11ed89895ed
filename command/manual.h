/* SPDX-License-Identifier: MIT */
/* The manual pages, as mdoc, from the tables that --help is printed from. */
#ifndef TARE_COMMAND_MANUAL_H
#define TARE_COMMAND_MANUAL_H

#include "command/verbs.h"

/* The help is that of the verb: its usage, an empty line, what it does. */
void tare_manual_print(const struct tare_verb *verb, const char *help);

/* The page of tare itself. */
void tare_manual_print_program(void);

#endif
