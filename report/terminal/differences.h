/* SPDX-License-Identifier: MIT */
/* What else differs between two sides, in one sentence. */
#ifndef TARE_REPORT_DIFFERENCES_H
#define TARE_REPORT_DIFFERENCES_H

#include "store/buf.h"
#include "store/comparison.h"

#define TARE_DIFFERENCES_TITLE "also different"

/* "compiler: GCC 12 → Clang 14; commit: …", made harmless, without what a note
 * says; nothing where nothing is left. */
void tare_differences_format(struct tare_buf *text,
                             const struct tare_comparison *comparison);

#endif
