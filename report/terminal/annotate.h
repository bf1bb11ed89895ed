/* SPDX-License-Identifier: MIT */
/* A function line by line and instruction by instruction, with the time of each. */
#ifndef TARE_REPORT_ANNOTATE_H
#define TARE_REPORT_ANNOTATE_H

#include <stdio.h>

#include "report/terminal/style.h"
#include "store/annotation.h"
#include "store/source.h"

/* source: the function's file; listing: what objdump -d -l says from where it
 * begins, NULL where that is not known. */
void tare_annotate_print(const struct tare_case *c,
                         const struct tare_annotation *annotation,
                         const struct tare_source *source, const char *listing,
                         FILE *stream, const struct tare_style *style);

#endif
