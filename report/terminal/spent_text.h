/* SPDX-License-Identifier: MIT */
/* Where the time of a run went, in a sentence. */
#ifndef TARE_REPORT_SPENT_TEXT_H
#define TARE_REPORT_SPENT_TEXT_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/spent.h"

/* Nothing where it is not known. */
void tare_spent_print(const struct tare_spent *spent, FILE *stream,
                      const struct tare_style *style);

#endif
