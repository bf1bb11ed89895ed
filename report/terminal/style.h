/* SPDX-License-Identifier: MIT */
/* What the output may use: colour or none, how wide, whether it is watched. */
#ifndef TARE_REPORT_STYLE_H
#define TARE_REPORT_STYLE_H

#include <stddef.h>
#include <stdio.h>

#include "store/buf.h"

enum tare_color {
    TARE_COLOR_AUTO,
    TARE_COLOR_ALWAYS,
    TARE_COLOR_NEVER
};

struct tare_style {
    int has_color;
    int is_terminal; /* somebody watches, and lines can be redrawn */
    size_t columns;  /* 0: as wide as it needs */
};

/* --color first, then NO_COLOR, CLICOLOR_FORCE, CLICOLOR, then whether the
 * stream is a terminal that is not "dumb". */
struct tare_style tare_style_of(FILE *stream, enum tare_color wanted);

/* What a piece of text means; one palette for everything. */
enum tare_ink {
    TARE_INK_PLAIN,
    TARE_INK_STRONG, /* the answer */
    TARE_INK_FAINT,  /* what surrounds it */
    TARE_INK_GOOD,
    TARE_INK_BAD,
    TARE_INK_DOUBT /* warnings, cannot tell */
};

/* The sequences that begin and end that ink; empty without colour. */
const char *tare_ink_begin(const struct tare_style *style, enum tare_ink ink);
const char *tare_ink_end(const struct tare_style *style, enum tare_ink ink);

/* Prints a line: what stands before, and the text in that ink, which is
 * taken. */
void tare_ink_print(FILE *stream, const struct tare_style *style,
                    enum tare_ink ink, const char *before,
                    struct tare_buf *text);

/* The same of each line of the text. */
void tare_ink_print_lines(FILE *stream, const struct tare_style *style,
                          enum tare_ink ink, const char *before,
                          struct tare_buf *text);

#endif
