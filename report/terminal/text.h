/* SPDX-License-Identifier: MIT */
/* Text on its way to a terminal or a log: made harmless, measured, cut. */
#ifndef TARE_REPORT_TEXT_H
#define TARE_REPORT_TEXT_H

#include <stdint.h>

#include "store/buf.h"

/* Whether the character could act on a terminal: controls, and the marks that
 * reorder or hide what stands around them. */
int tare_text_is_harmful(uint32_t code);

/* What Unicode calls white space, of what is shown as it is. */
int tare_text_is_blank(uint32_t code);

/*
 * Appends the text with everything that could act on a terminal made visible:
 * control characters, escape sequences, and what turns the writing direction
 * become \n, \x1b, \u{202e}.  So does what the log of a CI service takes for a
 * command: "::error::" at the beginning of a word, which may begin a line, and
 * "##[error]" anywhere.  Invalid UTF-8 becomes U+FFFD.
 */
void tare_text_show(struct tare_buf *buf, const char *text);

/* How many columns the text takes; it has been made harmless. */
size_t tare_text_width(const char *text);

/* Appends the text cut in the middle so that it takes that many columns at
 * most, which is at least 3. */
void tare_text_cut(struct tare_buf *buf, const char *text, size_t columns);

/* Appends the text made harmless, and then cut. */
void tare_text_shorten(struct tare_buf *buf, const char *text, size_t columns);

/* Appends the text broken at blanks, each line after the first indented. */
void tare_text_wrap(struct tare_buf *buf, const char *text, size_t columns,
                    size_t indent);

#endif
