/* SPDX-License-Identifier: MIT */
/* OLD NEW [FILTER...]: executables or baselines are measured now, files of runs
 * are compared. */
#ifndef TARE_COMMAND_COMPARE_OPERANDS_H
#define TARE_COMMAND_COMPARE_OPERANDS_H

#include "command/comparing.h"

int tare_compare_operands(struct tare_comparing *comparing,
                          const struct tare_options *options,
                          struct tare_err *err);

#endif
