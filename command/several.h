/* SPDX-License-Identifier: MIT */
/* Three saved runs and more, side by side. */
#ifndef TARE_COMMAND_SEVERAL_H
#define TARE_COMMAND_SEVERAL_H

#include "command/options.h"
#include "store/fail.h"

/* Prints the operands as one table; the first is what the others are compared
 * with. */
int tare_several_print(const struct tare_options *options,
                       struct tare_err *err);

#endif
