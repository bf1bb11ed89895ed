/* SPDX-License-Identifier: MIT */
/* Text from outside is hostile until it went through here. */
#ifndef TARE_STORE_UTF8_H
#define TARE_STORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the character at text (of size bytes) into *code and returns how
 * many bytes it takes; for anything that is not valid UTF-8 it returns 1 and
 * sets *code to U+FFFD.  size must not be 0.
 */
size_t tare_utf8_decode(const char *text, size_t size, uint32_t *code);

/* A copy of the text with every invalid byte replaced by U+FFFD.  Returned. */
char *tare_utf8_clean(const char *text);

#endif
