/* SPDX-License-Identifier: MIT */
/* What is to be said of a comparison as a whole, below its verdicts. */
#ifndef TARE_REPORT_NOTES_H
#define TARE_REPORT_NOTES_H

#include <stdio.h>

#include "report/terminal/style.h"

/* "code: sentence", harmless and wrapped; the code stands out. */
void tare_note_print(FILE *stream, const struct tare_style *style,
                     size_t columns, const char *code, const char *sentence);

/* A paragraph in that ink; the text is taken. */
void tare_note_print_text(FILE *stream, const struct tare_style *style,
                          size_t columns, enum tare_ink ink,
                          struct tare_buf *text);

#endif
