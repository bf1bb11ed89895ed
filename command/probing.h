/* SPDX-License-Identifier: MIT */
/* What a run or a comparison has found, for those who look in from outside
 * (docs/probes.md). */
#ifndef TARE_COMMAND_PROBING_H
#define TARE_COMMAND_PROBING_H

#include "store/comparison.h"

void tare_probing_run(const struct tare_run *run);
void tare_probing_comparison(const struct tare_comparison *comparison);

#endif
