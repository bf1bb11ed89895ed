/* SPDX-License-Identifier: MIT */
/* A comparison and the results of a run as GitHub's Markdown: the answer, the
 * verdicts, the numbers. */
#ifndef TARE_REPORT_MARKDOWN_PAGE_H
#define TARE_REPORT_MARKDOWN_PAGE_H

#include <stdio.h>

#include "report/export/export_rows.h"

/* Takes at most budget bytes, the gravest first; the rest is counted. */
void tare_markdown_page(const struct tare_export_input *input, size_t budget,
                        FILE *stream);

#endif
