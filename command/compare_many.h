/* SPDX-License-Identifier: MIT */
/* Three saved runs and more, side by side. */
#ifndef TARE_COMMAND_COMPARE_MANY_H
#define TARE_COMMAND_COMPARE_MANY_H

#include "command/options.h"
#include "store/fail.h"

/* Prints the operands as one table; the first is what the others are compared
 * with. */
int tare_compare_many_print(const struct tare_options *options,
                            struct tare_err *err);

#endif
